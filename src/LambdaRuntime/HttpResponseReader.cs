using System;
using System.Buffers.Text;
using System.IO;
using System.Text;

namespace LambdaRuntime;

/// <summary>
/// Reads HTTP/1.1 responses (RFC 9112) one after another from a stream into one reused buffer. A body can have a content length, be
/// chunked, or end with the connection. Ambiguous framing is refused. Interim responses (1xx) are skipped.
/// </summary>
/// <remarks>Not thread-safe. Returned spans are valid until the next <see cref="Read"/>. Only the stream throws exceptions.</remarks>
/// <param name="stream">The connection, which the reader does not close.</param>
/// <param name="maxHeadBytes">The limit of status line and header fields together, including interim responses, in bytes.</param>
/// <param name="maxBodyBytes">The limit of a body after chunk decoding, in bytes.</param>
public sealed class HttpResponseReader(Stream stream, int maxHeadBytes, int maxBodyBytes)
{
    // An ordinary invocation event or key set, including its head, fits into this buffer and can be read at once.
    private const int InitialBufferBytes = 16 * 1024;

    // A server normally sends at most two interim responses: 100 (Continue) and 103 (Early Hints).
    private const int MaxInterimResponses = 10;

    private const int SwitchingProtocols = 101;

    private byte[] _buffer = new byte[InitialBufferBytes];
    private int _received;
    private int _position;
    private int _headEnd;
    private int _bodyEnd;
    private Framing _framing;

    // How many bytes of the body, or of its current chunk, were not read yet. Used only if the body exceeds the limit.
    private long _unread;

    private enum Framing
    {
        None,
        Length,
        Chunked,
        UntilClose,
    }

    /// <summary>The status code, 200 to 599. The status of an interim response is visible only within <see cref="ReadHead"/>.</summary>
    public int StatusCode { get; private set; }

    /// <summary>Whether the connection can carry another request (RFC 9112, section 9.3).</summary>
    public bool KeepAlive { get; private set; }

    /// <summary>Whether bytes after the head were received. After <see cref="ReadHead"/>, they belong to the body.</summary>
    public bool HasMore => _position != _received;

    /// <summary>The body after transfer decoding.</summary>
    public ReadOnlySpan<byte> Body => _buffer.AsSpan(_headEnd, _bodyEnd - _headEnd);

    /// <summary>
    /// The body without a copy, for callers that keep it beyond one method call. Valid until this reader reads another response.
    /// </summary>
    public ReadOnlyMemory<byte> BodyMemory => _buffer.AsMemory(_headEnd, _bodyEnd - _headEnd);

    /// <summary>Reads one response.</summary>
    /// <returns><see cref="HttpReadResult.Complete"/>, or the reason why there is no usable response.</returns>
    /// <exception cref="IOException">The stream failed.</exception>
    public HttpReadResult Read()
    {
        HttpReadResult head = ReadHead();
        if (head != HttpReadResult.Complete)
        {
            return head;
        }

        HttpReadResult body = _framing switch
        {
            Framing.None => HttpReadResult.Complete,
            Framing.Length => ReadLength(),
            Framing.Chunked => ReadChunks(),
            _ => ReadUntilClose(),
        };

        // Requests are never pipelined, so bytes after the response are an error.
        return body == HttpReadResult.Complete && HasMore ? HttpReadResult.Malformed : body;
    }

    /// <summary>Reads the status line and the header fields of one response, without requesting bytes of its body.</summary>
    /// <returns><see cref="HttpReadResult.Complete"/>, or the reason why there is no usable head.</returns>
    /// <exception cref="IOException">The stream failed.</exception>
    public HttpReadResult ReadHead()
    {
        _received = 0;
        int skipped = 0;
        for (int interim = 0; interim <= MaxInterimResponses; interim++)
        {
            StatusCode = 0;
            KeepAlive = false;
            _position = _headEnd = _bodyEnd = 0;
            HttpReadResult head = ReceiveHead(maxHeadBytes - skipped);
            if (head != HttpReadResult.Complete)
            {
                return head == HttpReadResult.Closed && skipped > 0 ? HttpReadResult.Truncated : head;
            }

            // We never request an upgrade, so 101 (Switching Protocols) is an error (RFC 9110, section 15.2.2).
            if (!TryParseHead() || StatusCode == SwitchingProtocols)
            {
                return HttpReadResult.Malformed;
            }

            if (StatusCode >= 200)
            {
                return HttpReadResult.Complete;
            }

            skipped += _headEnd;
            _received -= _headEnd;
            _buffer.AsSpan(_headEnd, _received).CopyTo(_buffer);
        }

        return HttpReadResult.Malformed;
    }

    /// <summary>Describes why there is no usable response, as the rest of a sentence about the response.</summary>
    public string Describe(HttpReadResult result) => result switch
    {
        HttpReadResult.Closed => "the connection was closed before its first byte",
        HttpReadResult.Truncated => "the connection was closed before its end",
        HttpReadResult.TooLarge => $"its head, or a line between chunks, is larger than {maxHeadBytes} bytes",
        HttpReadResult.BodyTooLarge => $"its body is larger than {maxBodyBytes} bytes",
        _ => "it is not valid HTTP",
    };

    /// <summary>
    /// Reads the rest of a body after <see cref="HttpReadResult.BodyTooLarge"/> and drops it, so that the connection can carry the next
    /// request. Header fields stay valid.
    /// </summary>
    /// <param name="maxBytes">The limit of bytes to read, which also limits the time.</param>
    /// <returns>Whether the response ended correctly within this limit.</returns>
    /// <exception cref="IOException">The stream failed.</exception>
    public bool TryDiscardBody(long maxBytes)
    {
        _bodyEnd = _headEnd;
        while (_unread > 0)
        {
            maxBytes -= _unread;
            if (maxBytes < 0 || !Discard(_unread))
            {
                return false;
            }

            if (_framing == Framing.Length)
            {
                break;
            }

            if (!EndsChunk() || ReadChunkSize(out _unread) != HttpReadResult.Complete)
            {
                return false;
            }
        }

        return _framing switch
        {
            Framing.Length => !HasMore,
            Framing.Chunked => SkipTrailers() == HttpReadResult.Complete && !HasMore,
            _ => false,
        };
    }

    /// <summary>Finds a header field by name, case-insensitively.</summary>
    /// <param name="name">The field name in lower case, without the colon.</param>
    /// <param name="value">The value of the field's first occurrence, without surrounding white space.</param>
    /// <returns>Whether the field is present.</returns>
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

    /// <summary>Finds a header field that must not be repeated.</summary>
    /// <param name="name">The field name in lower case, without the colon.</param>
    /// <param name="value">The field's value, without surrounding white space.</param>
    /// <returns>Whether the field is present exactly once.</returns>
    public bool TryGetSingleHeader(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        int count = 0;
        value = default;
        ReadOnlySpan<byte> fields = _buffer.AsSpan(0, _headEnd);
        fields = fields[LineLength(fields)..];
        while (TryNextField(ref fields, out ReadOnlySpan<byte> fieldName, out ReadOnlySpan<byte> fieldValue))
        {
            if (Ascii.EqualsIgnoreCase(fieldName, name))
            {
                count++;
                value = fieldValue;
            }
        }

        return count == 1;
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

    private static bool TryParseDecimal(ReadOnlySpan<byte> text, out long number) =>
        Utf8Parser.TryParse(text, out number, out int used) && used == text.Length && char.IsAsciiDigit((char)text[0]);

    // A line ends with CR LF and contains no other CR and no NUL. A bare LF does not end a line (RFC 9112, section 2.2; RFC 9110, section
    // 5.5).
    private static bool IsLine(ReadOnlySpan<byte> line) =>
        line.EndsWith("\r\n"u8) && line[..^2].IndexOfAny((byte)'\r', (byte)0) < 0;

    // A field name is a token (RFC 9110, section 5.6.2). White space is refused before the colon and at the start of a line (obsolete line
    // folding), because HTTP parsers treat it differently (RFC 9112, sections 5.1 and 5.2).
    private static bool IsFieldName(ReadOnlySpan<byte> name)
    {
        foreach (byte c in name)
        {
            if (!char.IsAsciiLetterOrDigit((char)c) && c != '-' && !"!#$%&'*+.^_`|~"u8.Contains(c))
            {
                return false;
            }
        }

        return true;
    }

    private HttpReadResult ReceiveHead(int maxBytes)
    {
        while (true)
        {
            int end = _buffer.AsSpan(0, _received).IndexOf("\r\n\r\n"u8);
            if (end >= 0)
            {
                _position = _headEnd = _bodyEnd = end + 4;
                return _headEnd > maxBytes ? HttpReadResult.TooLarge : HttpReadResult.Complete;
            }

            if (_received >= maxBytes)
            {
                return HttpReadResult.TooLarge;
            }

            if (!Fill(maxBytes))
            {
                return _received == 0 ? HttpReadResult.Closed : HttpReadResult.Truncated;
            }
        }
    }

    private bool TryParseHead()
    {
        ReadOnlySpan<byte> fields = _buffer.AsSpan(0, _headEnd);
        ReadOnlySpan<byte> statusLine = fields[..LineLength(fields)];
        fields = fields[statusLine.Length..];

        // A status line begins with version, one space and three digits, as in "HTTP/1.1 200". The reason phrase is ignored.
        if (statusLine.Length < 14 || !IsLine(statusLine) || !statusLine.StartsWith("HTTP/1."u8)
            || !char.IsAsciiDigit((char)statusLine[7]) || statusLine[8] != ' '
            || statusLine[12] is not ((byte)' ' or (byte)'\r')
            || !TryParseDecimal(statusLine.Slice(9, 3), out long status) || status is < 100 or > 599)
        {
            return false;
        }

        StatusCode = (int)status;
        KeepAlive = statusLine[7] == '1';
        long length = -1;
        bool chunked = false;
        while (fields.Length > 2)
        {
            if (!IsLine(fields[..LineLength(fields)])
                || !TryNextField(ref fields, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
                || !IsFieldName(name))
            {
                return false;
            }

            if (Ascii.EqualsIgnoreCase(name, "content-length"u8))
            {
                if (length >= 0 || !TryParseDecimal(value, out length))
                {
                    return false;
                }
            }
            else if (Ascii.EqualsIgnoreCase(name, "transfer-encoding"u8))
            {
                if (chunked || !Ascii.EqualsIgnoreCase(value, "chunked"u8))
                {
                    return false;
                }

                chunked = true;
            }
            else if (Ascii.EqualsIgnoreCase(name, "connection"u8) && Ascii.EqualsIgnoreCase(value, "close"u8))
            {
                KeepAlive = false;
            }
        }

        _unread = length;
        _framing = status is < 200 or 204 or 304 ? Framing.None
            : chunked ? Framing.Chunked
            : length >= 0 ? Framing.Length
            : Framing.UntilClose;
        return !(chunked && length >= 0);
    }

    private HttpReadResult ReadLength()
    {
        if (_unread > maxBodyBytes)
        {
            return HttpReadResult.BodyTooLarge;
        }

        int length = (int)_unread;

        // Reserves room for the whole body at once, so that the buffer does not grow repeatedly.
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

        return HttpReadResult.BodyTooLarge;
    }

    // Moves the data of each chunk over the chunk sizes, so that the body becomes contiguous (RFC 9112, section 7.1).
    private HttpReadResult ReadChunks()
    {
        while (true)
        {
            HttpReadResult line = ReadChunkSize(out _unread);
            if (line != HttpReadResult.Complete)
            {
                return line;
            }

            if (_unread == 0)
            {
                return SkipTrailers();
            }

            if (_unread > maxBodyBytes - (_bodyEnd - _headEnd))
            {
                return HttpReadResult.BodyTooLarge;
            }

            int size = (int)_unread;
            if (!Need(size + 2))
            {
                return HttpReadResult.Truncated;
            }

            _buffer.AsSpan(_position, size).CopyTo(_buffer.AsSpan(_bodyEnd));
            _bodyEnd += size;
            _position += size;
            if (!EndsChunk())
            {
                return HttpReadResult.Malformed;
            }
        }
    }

    private HttpReadResult ReadChunkSize(out long size)
    {
        size = 0;
        HttpReadResult line = ReadChunkLine(out ReadOnlySpan<byte> text);
        if (line != HttpReadResult.Complete)
        {
            return line;
        }

        int extension = text.IndexOf((byte)';');
        ReadOnlySpan<byte> digits = (extension < 0 ? text : text[..extension]).TrimEnd(" \t"u8);
        return Utf8Parser.TryParse(digits, out size, out int used, 'x') && used == digits.Length && size >= 0
            ? HttpReadResult.Complete
            : HttpReadResult.Malformed;
    }

    // Reads the line end that must follow a chunk's data (RFC 9112, section 7.1). False if it is missing.
    private bool EndsChunk()
    {
        if (!Need(2) || !_buffer.AsSpan(_position, 2).SequenceEqual("\r\n"u8))
        {
            return false;
        }

        _position += 2;
        return true;
    }

    private HttpReadResult SkipTrailers()
    {
        // The head's limit also applies to trailers, which are header fields after the body.
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

    // Reads bytes into the buffer after the head and drops them. False if the connection ends first.
    private bool Discard(long bytes)
    {
        while (bytes > 0)
        {
            if (_position == _received)
            {
                _position = _received = _headEnd;
                if (!Fill(int.MaxValue))
                {
                    return false;
                }
            }

            int step = (int)Math.Min(bytes, _received - _position);
            _position += step;
            bytes -= step;
        }

        return true;
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

    // Receives more bytes, at most up to an offset in the buffer. False if the connection has ended.
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
