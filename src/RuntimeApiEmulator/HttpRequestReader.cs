using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace RuntimeApiEmulator;

/// <summary>
/// Reads the requests of one connection (RFC 9112), with a content length or chunked. Written by hand and buffered here, so that
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
        if (requestLine.Split(' ') is not [string method, string path, "HTTP/1.1"])
        {
            throw new InvalidDataException("no request line: " + requestLine);
        }

        Dictionary<string, string> headers = await ReadHeadersAsync(cancellation);
        byte[] body = await ReadBodyAsync(headers, cancellation);
        return new HttpRequest(method, path, headers, body);
    }

    private async Task<Dictionary<string, string>> ReadHeadersAsync(CancellationToken cancellation)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await ReadLineAsync(cancellation) is { Length: > 0 } line)
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || !headers.TryAdd(line[..colon], line[(colon + 1)..].Trim()))
            {
                throw new InvalidDataException("no header field, or one that stands twice: " + line);
            }
        }

        return headers;
    }

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
