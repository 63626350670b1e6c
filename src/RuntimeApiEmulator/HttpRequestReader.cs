using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace RuntimeApiEmulator;

/// <summary>
/// Reads the requests of one connection (RFC 9112, and HTTP/1.0), with a content length or chunked. Written by hand and buffered here, so that
/// little of the time that is measured is the emulator's own.
/// </summary>
/// <param name="connection">The connection. The reader does not own it.</param>
internal sealed class HttpRequestReader(Stream connection)
{
    // Lambda bounds no head; this bounds what a broken runtime can make the emulator hold.
    private const int MaxLineBytes = 64 * 1024;

    // Well beyond what Lambda accepts, so that an answer too large is read whole and refused in due form.
    private const int MaxBodyBytes = 64 * 1024 * 1024;

    private readonly byte[] _buffer = new byte[MaxLineBytes];
    private int _start;
    private int _end;

    /// <summary>Reads the next request.</summary>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>The request, or <see langword="null"/> at the end of the connection.</returns>
    /// <exception cref="InvalidDataException">The bytes are no request.</exception>
    /// <exception cref="IOException">The connection was lost.</exception>
    public async Task<HttpRequest?> ReadAsync(CancellationToken cancellation)
    {
        if (_start == _end && !await FillAsync(cancellation))
        {
            return null;
        }

        string requestLine = await ReadLineAsync(cancellation);
        if (requestLine.Split(' ') is not [string method, string target, ("HTTP/1.1" or "HTTP/1.0") and string version])
        {
            throw new InvalidDataException("no request line: " + requestLine);
        }

        Dictionary<string, string> headers = await ReadHeadersAsync(cancellation);
        if (version == "HTTP/1.1" && !headers.ContainsKey("Host"))
        {
            throw new InvalidDataException("missing required Host header");
        }

        // A client with a large body waits for this (RFC 9110, section 10.1.1).
        if (headers.TryGetValue("Expect", out string? expected) && expected.Equals("100-continue", StringComparison.OrdinalIgnoreCase))
        {
            await connection.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), cancellation);
        }

        byte[] body = await ReadBodyAsync(headers, cancellation);
        return new HttpRequest(method, Path(target), version, headers, body);
    }

    // Proxies write the absolute form, and every server takes it (RFC 9112, section 3.2.2).
    private static string Path(string target)
    {
        string path = target.Split('?')[0];
        int authority = path.StartsWith('/') ? -1 : path.IndexOf("://", StringComparison.Ordinal);
        int start = authority < 0 ? 0 : path.IndexOf('/', authority + 3);
        return start < 0 ? "/" : path[start..];
    }

    private async Task<Dictionary<string, string>> ReadHeadersAsync(CancellationToken cancellation)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await ReadLineAsync(cancellation) is { Length: > 0 } line)
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            string name = colon <= 0 ? string.Empty : line[..colon];
            if (name.Length == 0 || (!headers.TryAdd(name, line[(colon + 1)..].Trim()) && IsSingle(name)))
            {
                throw new InvalidDataException("no header field, or one that may stand once alone: " + line);
            }
        }

        return headers;
    }

    // Fields that decide where a message ends or goes; of any other the first value counts.
    private static bool IsSingle(string name) =>
        Array.Exists(["Content-Length", "Host", "Transfer-Encoding"], single => single.Equals(name, StringComparison.OrdinalIgnoreCase));

    private async Task<byte[]> ReadBodyAsync(Dictionary<string, string> headers, CancellationToken cancellation)
    {
        bool hasLength = headers.TryGetValue("Content-Length", out string? length);
        if (!headers.TryGetValue("Transfer-Encoding", out string? coding))
        {
            return hasLength ? await ReadExactlyAsync(ParseLength(length!, NumberStyles.None), cancellation) : [];
        }

        // Both at once is how requests are smuggled (RFC 9112, section 6.3).
        return !hasLength && coding.Equals("chunked", StringComparison.OrdinalIgnoreCase)
            ? await ReadChunksAsync(cancellation)
            : throw new InvalidDataException("an ambiguous length");
    }

    private async Task<byte[]> ReadChunksAsync(CancellationToken cancellation)
    {
        using var body = new MemoryStream();
        while (true)
        {
            string size = await ReadLineAsync(cancellation);
            byte[] chunk = await ReadExactlyAsync(ParseLength(size.Split(';')[0].Trim(), NumberStyles.AllowHexSpecifier), cancellation);
            if (chunk.Length == 0)
            {
                _ = await ReadHeadersAsync(cancellation);
                return body.ToArray();
            }

            body.Write(chunk);
            if (body.Length > MaxBodyBytes || (await ReadLineAsync(cancellation)).Length != 0)
            {
                throw new InvalidDataException("a chunk that does not end, or too many");
            }
        }
    }

    private static int ParseLength(string text, NumberStyles style) =>
        int.TryParse(text, style, CultureInfo.InvariantCulture, out int length) && length is >= 0 and <= MaxBodyBytes
            ? length
            : throw new InvalidDataException("no length: " + text);

    private async Task<byte[]> ReadExactlyAsync(int count, CancellationToken cancellation)
    {
        byte[] bytes = new byte[count];
        int buffered = Math.Min(count, _end - _start);
        _buffer.AsSpan(_start, buffered).CopyTo(bytes);
        _start += buffered;
        await connection.ReadExactlyAsync(bytes.AsMemory(buffered), cancellation);
        return bytes;
    }

    private async Task<string> ReadLineAsync(CancellationToken cancellation)
    {
        while (true)
        {
            int length = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n"u8);
            if (length >= 0)
            {
                string line = Encoding.Latin1.GetString(_buffer, _start, length);
                _start += length + 2;
                return line;
            }

            if (!await FillAsync(cancellation))
            {
                throw new InvalidDataException("the connection ended within a request");
            }
        }
    }

    // Receives more bytes; false at the end of the connection.
    private async Task<bool> FillAsync(CancellationToken cancellation)
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        if (_end == _buffer.Length)
        {
            throw new InvalidDataException("a line without end");
        }

        int count = await connection.ReadAsync(_buffer.AsMemory(_end), cancellation);
        _end += count;
        return count > 0;
    }
}
