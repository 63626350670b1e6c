using System;
using System.Buffers.Text;
using System.IO;
using System.Text;

namespace LambdaRuntime;

/// <summary>
/// Reads HTTP/1.1 responses (RFC 9112) one after another from a stream into one buffer that is kept and reused.
/// It accepts bodies by content length, chunked, or up to the end of the connection, and nothing ambiguous.
/// </summary>
/// <remarks>
/// Exceptions come only from the stream. Not thread-safe. The spans it hands out are valid until the next <see cref="Read"/>.
/// </remarks>
/// <param name="stream">The connection. The reader does not own it.</param>
/// <param name="maxHeadBytes">Largest status line and header fields together, in bytes.</param>
/// <param name="maxBodyBytes">Largest body after chunk decoding, in bytes.</param>
public sealed class HttpResponseReader(Stream stream, int maxHeadBytes, int maxBodyBytes)
{
    // Enough for the head and body of an ordinary invocation event or key set in one read.
    private const int InitialBufferBytes = 16 * 1024;

    private byte[] _buffer = new byte[InitialBufferBytes];
    private int _received;
    private int _position;
    private int _headEnd;
    private int _bodyEnd;

    private enum Framing
    {
        Ambiguous,
        None,
        Length,
        Chunked,
        UntilClose,
    }

    /// <summary>The status code, 200 to 599.</summary>
    public int StatusCode { get; private set; }

    /// <summary>Whether the connection may carry another request (RFC 9112, section 9.3).</summary>
    public bool KeepAlive { get; private set; }

    /// <summary>The body, free of any transfer coding.</summary>
    public ReadOnlySpan<byte> Body => _buffer.AsSpan(_headEnd, _bodyEnd - _headEnd);

    /// <summary>The body, too, for who keeps it longer than a call: whole, without a copy, as long as this reader reads no other.</summary>
    public ReadOnlyMemory<byte> BodyMemory => _buffer.AsMemory(_headEnd, _bodyEnd - _headEnd);

    /// <summary>Reads one response.</summary>
    /// <returns><see cref="HttpReadResult.Complete"/>, or why there is no response to use.</returns>
    /// <exception cref="IOException">The stream failed.</exception>
    public HttpReadResult Read()
    {
        StatusCode = 0;
        KeepAlive = false;
        _received = _position = _headEnd = _bodyEnd = 0;

        HttpReadResult head = ReadHead();
        if (head != HttpReadResult.Complete)
        {
            return head;
        }

        Framing framing = ParseHead(out int contentLength);
        HttpReadResult body = framing switch
        {
            Framing.None => HttpReadResult.Complete,
            Framing.Length => ReadLength(contentLength),
            Framing.Chunked => ReadChunks(),
            Framing.UntilClose => ReadUntilClose(),
            _ => HttpReadResult.Malformed,
        };

        // Requests are never pipelined, so bytes beyond the response cannot belong to anything.
        return body == HttpReadResult.Complete && _position != _received ? HttpReadResult.Malformed : body;
    }

    /// <summary>Finds a header field by name, case-insensitively.</summary>
    /// <param name="name">The field name in lower case, without the colon.</param>
    /// <param name="value">The value of its first occurrence, surrounding white space removed.</param>
    /// <returns>Whether the field is there.</returns>
    public bool TryGetHeader(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        ReadOnlySpan<byte> fields = _buffer.AsSpan(0, _headEnd);
        fields = fields[LineLength(fields)..];
        while (TryNextField(ref fields, out ReadOnlySpan<byte> fieldName, out value))
        {
            if (Ascii.EqualsIgnoreCase(fieldName, name))
            {
                return true;
            }
        }

        value = default;
        return false;
    }

    private static int LineLength(ReadOnlySpan<byte> text) => text.IndexOf((byte)'\n') + 1;

    private static bool TryNextField(scoped ref ReadOnlySpan<byte> fields, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        ReadOnlySpan<byte> line = fields[..LineLength(fields)];
        fields = fields[line.Length..];
        int colon = line.IndexOf((byte)':');
        if (colon <= 0)
        {
            name = value = default;
            return false;
        }

        name = line[..colon];
        value = line[(colon + 1)..].Trim(" \t\r\n"u8);
        return true;
    }

    private static bool TryParseDecimal(ReadOnlySpan<byte> text, out int number) =>
        Utf8Parser.TryParse(text, out number, out int used) && used == text.Length && char.IsAsciiDigit((char)text[0]);

    private HttpReadResult ReadHead()
    {
        while (true)
        {
            int end = _buffer.AsSpan(0, _received).IndexOf("\r\n\r\n"u8);
            if (end >= 0)
            {
                _position = _headEnd = _bodyEnd = end + 4;
                return _headEnd > maxHeadBytes ? HttpReadResult.TooLarge : HttpReadResult.Complete;
            }

            if (_received >= maxHeadBytes)
            {
                return HttpReadResult.TooLarge;
            }

            if (!Fill(maxHeadBytes))
            {
                return _received == 0 ? HttpReadResult.Closed : HttpReadResult.Truncated;
            }
        }
    }

    private Framing ParseHead(out int contentLength)
    {
        contentLength = -1;
        ReadOnlySpan<byte> fields = _buffer.AsSpan(0, _headEnd);
        ReadOnlySpan<byte> statusLine = fields[..LineLength(fields)];
        fields = fields[statusLine.Length..];

        // "HTTP/1.1 200": version, one space, three digits; the reason phrase means nothing.
        if (statusLine.Length < 14 || !statusLine.StartsWith("HTTP/1."u8) || statusLine[8] != ' '
            || statusLine[12] is not ((byte)' ' or (byte)'\r')
            || !TryParseDecimal(statusLine.Slice(9, 3), out int status) || status is < 200 or > 599)
        {
            return Framing.Ambiguous;
        }

        StatusCode = status;
        KeepAlive = statusLine[7] == '1';
        bool chunked = false;
        while (TryNextField(ref fields, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value))
        {
            if (Ascii.EqualsIgnoreCase(name, "content-length"u8))
            {
                if (contentLength >= 0 || !TryParseDecimal(value, out contentLength))
                {
                    return Framing.Ambiguous;
                }
            }
            else if (Ascii.EqualsIgnoreCase(name, "transfer-encoding"u8))
            {
                if (chunked || !Ascii.EqualsIgnoreCase(value, "chunked"u8))
                {
                    return Framing.Ambiguous;
                }

                chunked = true;
            }
            else if (Ascii.EqualsIgnoreCase(name, "connection"u8) && Ascii.EqualsIgnoreCase(value, "close"u8))
            {
                KeepAlive = false;
            }
        }

        bool endsAtBlankLine = fields.IsEmpty || fields.SequenceEqual("\r\n"u8);
        return (endsAtBlankLine, status, chunked, contentLength) switch
        {
            (false, _, _, _) => Framing.Ambiguous,
            (_, 204 or 304, _, _) => Framing.None,
            (_, _, true, >= 0) => Framing.Ambiguous,
            (_, _, true, _) => Framing.Chunked,
            (_, _, _, >= 0) => Framing.Length,
            _ => Framing.UntilClose,
        };
    }

    private HttpReadResult ReadLength(int length)
    {
        if (length > maxBodyBytes)
        {
            return HttpReadResult.TooLarge;
        }

        // Room for all of it at once: a large body is not copied from buffer to ever larger buffer.
        if (_buffer.Length - _position < length)
        {
            Array.Resize(ref _buffer, _position + length);
        }

        if (!Need(length))
        {
            return HttpReadResult.Truncated;
        }

        _position += length;
        _bodyEnd = _position;
        return HttpReadResult.Complete;
    }

    private HttpReadResult ReadUntilClose()
    {
        KeepAlive = false;
        while (_received - _headEnd <= maxBodyBytes)
        {
            if (!Fill(_headEnd + maxBodyBytes + 1))
            {
                _position = _bodyEnd = _received;
                return HttpReadResult.Complete;
            }
        }

        return HttpReadResult.TooLarge;
    }

    // Chunk data is moved down over the chunk sizes, so that the body ends as one piece (RFC 9112, section 7.1).
    private HttpReadResult ReadChunks()
    {
        while (true)
        {
            HttpReadResult line = ReadChunkLine(out ReadOnlySpan<byte> text);
            if (line != HttpReadResult.Complete)
            {
                return line;
            }

            int extension = text.IndexOf((byte)';');
            ReadOnlySpan<byte> digits = (extension < 0 ? text : text[..extension]).TrimEnd(" \t"u8);
            if (!Utf8Parser.TryParse(digits, out int size, out int used, 'x') || used != digits.Length || size < 0)
            {
                return HttpReadResult.Malformed;
            }

            if (size == 0)
            {
                return SkipTrailers();
            }

            if (size > maxBodyBytes - (_bodyEnd - _headEnd))
            {
                return HttpReadResult.TooLarge;
            }

            if (!Need(size + 2))
            {
                return HttpReadResult.Truncated;
            }

            _buffer.AsSpan(_position, size).CopyTo(_buffer.AsSpan(_bodyEnd));
            _bodyEnd += size;
            _position += size;
            if (!_buffer.AsSpan(_position, 2).SequenceEqual("\r\n"u8))
            {
                return HttpReadResult.Malformed;
            }

            _position += 2;
        }
    }

    private HttpReadResult SkipTrailers()
    {
        // The head's limit holds for trailers too: they are header fields that come late.
        for (int bytes = 0; bytes <= maxHeadBytes;)
        {
            HttpReadResult line = ReadChunkLine(out ReadOnlySpan<byte> text);
            if (line != HttpReadResult.Complete || text.IsEmpty)
            {
                return line;
            }

            bytes += text.Length + 2;
        }

        return HttpReadResult.TooLarge;
    }

    private HttpReadResult ReadChunkLine(out ReadOnlySpan<byte> text)
    {
        text = default;
        while (true)
        {
            ReadOnlySpan<byte> pending = _buffer.AsSpan(_position, _received - _position);
            int end = pending.IndexOf("\r\n"u8);
            if (end >= 0)
            {
                text = pending[..end];
                _position += end + 2;
                return HttpReadResult.Complete;
            }

            if (pending.Length > maxHeadBytes)
            {
                return HttpReadResult.TooLarge;
            }

            if (!Fill(int.MaxValue))
            {
                return HttpReadResult.Truncated;
            }
        }
    }

    private bool Need(int bytes)
    {
        while (_received - _position < bytes)
        {
            if (!Fill(int.MaxValue))
            {
                return false;
            }
        }

        return true;
    }

    // Receives more bytes, at most up to the given place in the buffer; false at the end of the connection.
    private bool Fill(int upTo)
    {
        if (_received == _buffer.Length)
        {
            MakeRoom();
        }

        int room = Math.Min(_buffer.Length, upTo) - _received;
        int count = stream.Read(_buffer.AsSpan(_received, room));
        _received += count;
        return count > 0;
    }

    private void MakeRoom()
    {
        int gap = _position - _bodyEnd;
        if (gap > _buffer.Length / 2)
        {
            _buffer.AsSpan(_position, _received - _position).CopyTo(_buffer.AsSpan(_bodyEnd));
            _position -= gap;
            _received -= gap;
            return;
        }

        Array.Resize(ref _buffer, _buffer.Length * 2);
    }
}
