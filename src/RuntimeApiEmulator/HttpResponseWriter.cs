using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace RuntimeApiEmulator;

/// <summary>
/// Writes responses as the server of Lambda's Runtime API does, which is Go's <c>net/http</c>: with a length if the body is small,
/// chunked if not, and to a client of HTTP/1.0 until the connection ends.
/// </summary>
/// <param name="connection">The connection. The writer does not own it.</param>
/// <param name="faults">How it may misbehave.</param>
/// <param name="stopping">Ends the writing.</param>
internal sealed class HttpResponseWriter(Stream connection, RuntimeApiFaults faults, CancellationToken stopping)
{
    // net/http, bufferBeforeChunkingSize: what a handler wrote is counted up to here; more leaves chunked.
    private const int MaxCountedBytes = 2048;

    /// <summary>Writes a JSON response.</summary>
    /// <param name="request">What it answers.</param>
    /// <param name="status">The status.</param>
    /// <param name="json">The body.</param>
    /// <returns>Whether the connection lives on.</returns>
    public Task<bool> WriteJsonAsync(HttpRequest request, int status, string json) =>
        WriteAsync(request, status, [new("Content-Type", "application/json")], Encoding.UTF8.GetBytes(json));

    /// <summary>Writes a response.</summary>
    /// <param name="request">What it answers.</param>
    /// <param name="status">The status.</param>
    /// <param name="fields">Its header fields, besides those of the connection.</param>
    /// <param name="body">The body.</param>
    /// <returns>Whether the connection lives on.</returns>
    public async Task<bool> WriteAsync(
        HttpRequest request, int status, IEnumerable<KeyValuePair<string, string>> fields, ReadOnlyMemory<byte> body)
    {
        int chunkBytes = faults.WithLength ? 0 : faults.ChunkBytes > 0 ? faults.ChunkBytes : body.Length > MaxCountedBytes ? body.Length : 0;
        bool untilTheEnd = chunkBytes > 0 && request.IsHttp10;
        bool lives = request.KeepsAlive && !untilTheEnd;

        var head = new StringBuilder($"{request.Version} {status.ToString(CultureInfo.InvariantCulture)} {Reason(status)}\r\n");
        foreach ((string name, string value) in fields)
        {
            _ = head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        _ = head.Append(CultureInfo.InvariantCulture, $"Date: {DateTime.UtcNow:R}\r\n");
        if (!lives)
        {
            _ = head.Append("Connection: close\r\n");
        }
        else if (request.IsHttp10)
        {
            _ = head.Append("Connection: keep-alive\r\n");
        }

        if (chunkBytes == 0)
        {
            _ = head.Append(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\n");
        }
        else if (!untilTheEnd)
        {
            _ = head.Append("Transfer-Encoding: chunked\r\n");
        }

        using var response = new MemoryStream();
        response.Write(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()));
        if (chunkBytes == 0 || untilTheEnd)
        {
            response.Write(body.Span);
        }
        else
        {
            WriteChunks(response, body.Span, chunkBytes);
        }

        await SendAsync(response.GetBuffer().AsMemory(0, (int)response.Length));
        return lives;
    }

    /// <summary>Refuses what is not a request, as <c>net/http</c> does: plain text, and the end of the connection.</summary>
    /// <param name="problem">What is wrong with it, for whoever debugs a runtime.</param>
    /// <returns>When it is sent.</returns>
    public Task RefuseAsync(string problem) => SendAsync(Encoding.Latin1.GetBytes(
        "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n400 Bad Request: " + problem));

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

    private static void WriteChunks(MemoryStream response, ReadOnlySpan<byte> payload, int chunkBytes)
    {
        while (!payload.IsEmpty)
        {
            ReadOnlySpan<byte> chunk = payload[..Math.Min(chunkBytes, payload.Length)];
            response.Write(Encoding.ASCII.GetBytes(chunk.Length.ToString("x", CultureInfo.InvariantCulture) + "\r\n"));
            response.Write(chunk);
            response.Write("\r\n"u8);
            payload = payload[chunk.Length..];
        }

        response.Write("0\r\n\r\n"u8);
    }

    private async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        int segment = faults.SegmentBytes > 0 ? faults.SegmentBytes : bytes.Length;
        for (int at = 0; at < bytes.Length; at += segment)
        {
            await connection.WriteAsync(bytes.Slice(at, Math.Min(segment, bytes.Length - at)), stopping);
        }
    }
}
