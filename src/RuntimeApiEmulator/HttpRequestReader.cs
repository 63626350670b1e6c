using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Net.Sockets;
using System.Text;

namespace RuntimeApiEmulator;

/// <summary>
/// Reads the requests of one connection (RFC 9112, and HTTP/1.0). A body has a content length or is chunked. Reading blocks the calling
/// thread, so that the load test can take a timestamp directly next to the system call.
/// </summary>
/// <param name="connection">The connection, which the reader does not close.</param>
internal sealed class HttpRequestReader(Socket connection)
{
    // The limit of one line, so that the reader refuses a line that does not end. Lambda does not limit lines.
    private const int MaxLineBytes = 64 * 1024;

    // The body of a request can be the function's response. The limit is far above Lambda's limit for responses, so that the emulator reads
    // a response that is too large completely and then refuses it, as Lambda does.
    private const int MaxBodyBytes = 64 * 1024 * 1024;

    // These fields determine the end or the target of a request, so they must not occur twice. Of other fields, the first value is used.
    private static readonly string[] SingleFields = ["Content-Length", "Host", "Transfer-Encoding"];

    // The current request, and all bytes that were received after it.
    private byte[] _buffer = new byte[16 * 1024];
    private int _next;
    private int _end;

    /// <summary>When the last bytes were received, as a Stopwatch timestamp.</summary>
    public long ReceivedAt { get; private set; }

    /// <summary>Reads the next request, and overwrites the body of the previous request.</summary>
    /// <returns>The request, or <see langword="null"/> at the end of the connection.</returns>
    /// <exception cref="InvalidDataException">The bytes are not a valid request.</exception>
    /// <exception cref="SocketException">The connection was lost.</exception>
    public HttpRequest? Read()
    {
        _buffer.AsSpan(_next, _end - _next).CopyTo(_buffer);
        _end -= _next;
        _next = 0;
        if (_end == 0 && !Receive())
        {
            return null;
        }

        string requestLine = Encoding.Latin1.GetString(ReadLine());
        if (requestLine.Split(' ') is not [string method, string target, ("HTTP/1.1" or "HTTP/1.0") and string version])
        {
            throw new InvalidDataException($"malformed request line: \"{requestLine}\"");
        }

        var head = new HttpRequest(method, Path(target), version, ReadFields(), default);
        if (!head.IsHttp10 && head.Field("Host") is null)
        {
            throw new InvalidDataException("missing required Host header");
        }

        // A client can wait for this response before it sends a large body (RFC 9110, section 10.1.1).
        if (string.Equals(head.Field("Expect"), "100-continue", StringComparison.OrdinalIgnoreCase))
        {
            _ = connection.Send("HTTP/1.1 100 Continue\r\n\r\n"u8);
        }

        int bodyStart = _next;
        int bodyBytes = ReadBody(head);
        return head with { Body = _buffer.AsMemory(bodyStart, bodyBytes) };
    }

    // Clients send the absolute form to proxies, and every server must accept it (RFC 9112, section 3.2.2).
    private static string Path(string target)
    {
        string path = target.Split('?')[0];
        int authority = path.StartsWith('/') ? -1 : path.IndexOf("://", StringComparison.Ordinal);
        int start = authority < 0 ? 0 : path.IndexOf('/', authority + 3);
        return start < 0 ? "/" : path[start..];
    }

    private ReadOnlyMemory<byte> ReadFields()
    {
        int start = _next;
        int singles = 0;
        while (ReadLine() is { Length: > 0 } line)
        {
            bool isRepeated = false;
            for (int at = 0; at < SingleFields.Length; at++)
            {
                int bit = HttpRequest.IsField(line, SingleFields[at]) ? 1 << at : 0;
                isRepeated |= (singles & bit) != 0;
                singles |= bit;
            }

            if (line.IndexOf((byte)':') <= 0)
            {
                throw new InvalidDataException($"the header field \"{Encoding.Latin1.GetString(line)}\" has no name before a \":\"");
            }

            if (isRepeated)
            {
                throw new InvalidDataException($"the header field \"{Encoding.Latin1.GetString(line)}\" is repeated, but is allowed only once");
            }
        }

        return _buffer.AsMemory(start, _next - 2 - start);
    }

    // Returns the length of the body, which follows the head in the buffer.
    private int ReadBody(HttpRequest head)
    {
        string? length = head.Field("Content-Length");
        if (head.Field("Transfer-Encoding") is not { } coding)
        {
            return length is null ? 0 : ReadBytes(ParseLength(length, NumberStyles.None));
        }

        // A request that has both fields allows request smuggling (RFC 9112, section 6.3).
        if (length is not null)
        {
            throw new InvalidDataException("Content-Length and Transfer-Encoding must not be combined");
        }

        return coding.Equals("chunked", StringComparison.OrdinalIgnoreCase)
            ? ReadChunks()
            : throw new InvalidDataException($"Transfer-Encoding \"{coding}\" is not supported; use \"chunked\"");
    }

    // Moves the data of each chunk over the chunk sizes, so that the body becomes contiguous. Returns its length.
    private int ReadChunks()
    {
        int bodyStart = _next;
        int bodyEnd = _next;
        while (ParseLength(Encoding.Latin1.GetString(ReadLine()).Split(';')[0].Trim(), NumberStyles.AllowHexSpecifier) is > 0 and int length)
        {
            _ = ReadBytes(length);
            _buffer.AsSpan(_next - length, length).CopyTo(_buffer.AsSpan(bodyEnd));
            bodyEnd += length;
            if (bodyEnd - bodyStart > MaxBodyBytes)
            {
                throw new InvalidDataException($"the body is larger than {MaxBodyBytes} bytes");
            }

            if (ReadLine().Length != 0)
            {
                throw new InvalidDataException("a chunk is not followed by CRLF");
            }
        }

        _ = ReadFields();
        return bodyEnd - bodyStart;
    }

    private static int ParseLength(string text, NumberStyles style) =>
        int.TryParse(text, style, CultureInfo.InvariantCulture, out int length) && length is >= 0 and <= MaxBodyBytes
            ? length
            : throw new InvalidDataException($"invalid or too large length \"{text}\"; the limit is {MaxBodyBytes} bytes");

    private int ReadBytes(int count)
    {
        while (_end - _next < count)
        {
            ReceiveMore();
        }

        _next += count;
        return count;
    }

    // Returns a line without its line end. The result is valid until more bytes are received.
    private ReadOnlySpan<byte> ReadLine()
    {
        int length;
        while ((length = _buffer.AsSpan(_next, _end - _next).IndexOf("\r\n"u8)) < 0)
        {
            if (_end - _next > MaxLineBytes)
            {
                throw new InvalidDataException($"a header or chunk-size line is longer than {MaxLineBytes} bytes");
            }

            ReceiveMore();
        }

        _next += length + 2;
        return _buffer.AsSpan(_next - length - 2, length);
    }

    private void ReceiveMore()
    {
        if (!Receive())
        {
            throw new InvalidDataException("the connection ended in the middle of a request");
        }
    }

    // False if the connection has ended.
    private bool Receive()
    {
        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, 2 * _buffer.Length);
        }

        int count = connection.Receive(_buffer.AsSpan(_end));
        ReceivedAt = Stopwatch.GetTimestamp();
        _end += count;
        return count > 0;
    }
}
