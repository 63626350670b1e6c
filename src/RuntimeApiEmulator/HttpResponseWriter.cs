using System;
using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace RuntimeApiEmulator;

/// <summary>
/// Writes responses like Go's <c>net/http</c>, which is the server of Lambda's Runtime API. A small body has a content length, and a large
/// body is chunked. For an HTTP/1.0 client, a large body ends with the connection instead.
/// </summary>
/// <param name="connection">The connection, which the writer does not close.</param>
internal sealed class HttpResponseWriter(Socket connection, RuntimeApiFaults faults)
{
    // A larger body is chunked. net/http calls this limit bufferBeforeChunkingSize.
    private const int MaxCountedBytes = 2048;

    // An ordinary response fits into these buffers, so writing it allocates nothing.
    private const int InitialBytes = 4096;

    private readonly ArrayBufferWriter<byte> _response = new(InitialBytes);
    private readonly StringBuilder _head = new(InitialBytes);

    /// <summary>The header lines of the next response, except those that describe the connection or the body's length.</summary>
    public StringBuilder Fields { get; } = new(InitialBytes);

    /// <summary>The moment just before the latest response was sent, as a Stopwatch timestamp.</summary>
    public long SentAt { get; private set; }

    /// <summary>Writes a JSON response.</summary>
    /// <returns>Whether the connection stays open.</returns>
    public bool WriteJson(HttpRequest request, int status, string json)
    {
        _ = Fields.Append("Content-Type: application/json\r\n");
        return Write(request, status, Encoding.UTF8.GetBytes(json));
    }

    /// <summary>Writes a response with the header lines in <see cref="Fields"/>, and then clears them.</summary>
    /// <returns>Whether the connection stays open.</returns>
    public bool Write(HttpRequest request, int status, ReadOnlySpan<byte> body)
    {
        int chunkBytes = faults.WithLength ? 0 : faults.ChunkBytes > 0 ? faults.ChunkBytes : body.Length > MaxCountedBytes ? body.Length : 0;
        bool untilTheEnd = chunkBytes > 0 && request.IsHttp10;
        bool lives = request.KeepsAlive && !untilTheEnd;
        CultureInfo invariant = CultureInfo.InvariantCulture;
        _ = _head.Clear().Append(invariant, $"{request.Version} {status} {Reason(status)}\r\n").Append(Fields).Append(invariant, $"Date: {DateTime.UtcNow:R}\r\n");
        _ = _head.Append(!lives ? "Connection: close\r\n" : request.IsHttp10 ? "Connection: keep-alive\r\n" : string.Empty);
        _ = chunkBytes == 0 ? _head.Append(invariant, $"Content-Length: {body.Length}\r\n")
            : _head.Append(untilTheEnd ? string.Empty : "Transfer-Encoding: chunked\r\n");
        _ = Fields.Clear();
        foreach (ReadOnlyMemory<char> chunk in _head.Append("\r\n").GetChunks())
        {
            Append(chunk.Span);
        }

        if (chunkBytes == 0 || untilTheEnd)
        {
            _response.Write(body);
        }
        else
        {
            AppendChunks(body, chunkBytes);
        }

        Send();
        return lives;
    }

    /// <summary>Refuses a malformed request as <c>net/http</c> does: with plain text and <c>Connection: close</c>.</summary>
    public void Refuse(string problem)
    {
        Append("HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n400 Bad Request: " + problem);
        Send();
    }

    private static string Reason(int status) => status switch
    {
        200 => "OK",
        202 => "Accepted",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        410 => "Gone",
        413 => "Request Entity Too Large",
        500 => "Internal Server Error",
        _ => "status code",
    };

    private void Append(ReadOnlySpan<char> text) => Encoding.Latin1.GetBytes(text, _response);

    private void AppendChunks(ReadOnlySpan<byte> payload, int chunkBytes)
    {
        while (!payload.IsEmpty)
        {
            ReadOnlySpan<byte> chunk = payload[..Math.Min(chunkBytes, payload.Length)];
            Append(chunk.Length.ToString("x", CultureInfo.InvariantCulture) + "\r\n");
            _response.Write(chunk);
            Append("\r\n");
            payload = payload[chunk.Length..];
        }

        Append("0\r\n\r\n");
    }

    private void Send()
    {
        ReadOnlySpan<byte> unsent = _response.WrittenSpan;
        int segment = faults.SegmentBytes > 0 ? faults.SegmentBytes : unsent.Length;
        SentAt = Stopwatch.GetTimestamp();
        while (!unsent.IsEmpty)
        {
            unsent = unsent[connection.Send(unsent[..Math.Min(segment, unsent.Length)])..];
        }

        _response.ResetWrittenCount();
    }
}
