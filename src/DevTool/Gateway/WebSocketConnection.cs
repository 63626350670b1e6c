using System;
using System.IO;
using System.Linq;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;
using DevTool.Gateway.Authorization;
using DevTool.Gateway.Requests;
using DevTool.Gateway.Responses;
using Microsoft.AspNetCore.Http;

namespace DevTool.Gateway;

/// <summary>Serves one WebSocket connection: handshake, messages, close.</summary>
internal static class WebSocketConnection
{
    // API Gateway quotas: the size of a message.
    private const int MaxMessageBytes = 128 * 1024;

    private const int BufferBytes = 4096;

    /// <summary>Accepts or refuses a connection, and serves it until it ends.</summary>
    /// <param name="context">The HTTP exchange of the handshake.</param>
    /// <param name="stopping">Cancelled when the gateway stops.</param>
    /// <param name="observer">Receives the response to the handshake.</param>
    /// <returns>The response to a refused request; <see langword="null"/> if the connection was accepted.</returns>
    public static async Task<HttpReply?> ServeAsync(
        WebSocketApi api, GatewayRequest request, HttpContext context, Action<GatewayRequest, HttpReply> observer, CancellationToken stopping)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            return HttpReply.Json(426, """{"message":"Upgrade Required"}""").With([new("Upgrade", "websocket")]);
        }

        (HttpReply reply, Verdict? verdict) = await api.ConnectAsync(request, context.RequestAborted);
        if (reply.Status != StatusCodes.Status101SwitchingProtocols)
        {
            return reply;
        }

        observer(request, reply);
        string? protocol = reply.Headers.Select(header => header.Value).FirstOrDefault();
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync(protocol);
        int status = await ReceiveAsync(api, request, verdict, socket, stopping);
        await api.DisconnectAsync(request, verdict, status, socket.CloseStatusDescription ?? string.Empty);
        return null;
    }

    private static async Task<int> ReceiveAsync(
        WebSocketApi api, GatewayRequest request, Verdict? verdict, WebSocket socket, CancellationToken stopping)
    {
        try
        {
            while (await ReadAsync(socket, stopping) is var (message, isBinary))
            {
                if (await api.ReceiveAsync(request, verdict, message, isBinary, stopping) is { } answer)
                {
                    await socket.SendAsync(answer, WebSocketMessageType.Text, endOfMessage: true, stopping);
                }
            }

            WebSocketCloseStatus status = socket.CloseStatus ?? WebSocketCloseStatus.MessageTooBig;
            await socket.CloseAsync(status, socket.CloseStatusDescription, stopping);
            return (int)status;
        }
        catch (OperationCanceledException)
        {
            // Cancelling a receive operation aborts the connection, so a close frame cannot be sent.
            return (int)WebSocketCloseStatus.EndpointUnavailable;
        }
        catch (WebSocketException)
        {
            // The client disconnected without a close frame. Code 1006 stands for such a disconnection and is never sent (RFC 6455, section
            // 7.4.1).
            return 1006;
        }
    }

    // Returns null if the client closes the connection. Also returns null if a message is too large, which ends the connection.
    private static async Task<(byte[] Message, bool IsBinary)?> ReadAsync(WebSocket socket, CancellationToken cancellation)
    {
        using var message = new MemoryStream();
        byte[] buffer = new byte[BufferBytes];
        while (message.Length <= MaxMessageBytes)
        {
            WebSocketReceiveResult part = await socket.ReceiveAsync(buffer, cancellation);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            message.Write(buffer.AsSpan(0, part.Count));
            if (part.EndOfMessage && message.Length <= MaxMessageBytes)
            {
                return (message.ToArray(), part.MessageType == WebSocketMessageType.Binary);
            }
        }

        return null;
    }
}
