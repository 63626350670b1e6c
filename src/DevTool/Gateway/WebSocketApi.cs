using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using DevTool.Gateway.Authorization;
using DevTool.Gateway.Definitions;
using DevTool.Gateway.Events;
using DevTool.Gateway.Requests;
using DevTool.Gateway.Responses;
using RuntimeApiEmulator;

namespace DevTool.Gateway;

/// <summary>A WebSocket API. The authorizer is called once, at <c>$connect</c>. Then each message is an event for the backend.</summary>
/// <inheritdoc cref="LocalApi(ApiDefinition, IReadOnlyDictionary{string, EmulatedFunction}, TimeProvider)"/>
internal sealed class WebSocketApi(ApiDefinition definition, IReadOnlyDictionary<string, EmulatedFunction> functions, TimeProvider time)
    : LocalApi(definition, functions, time)
{
    /// <summary>Decides about a request to open a connection.</summary>
    /// <returns>The response, which has status 101 if the connection is accepted, and the authorizer's decision.</returns>
    public async Task<(HttpReply Reply, Verdict? Verdict)> ConnectAsync(GatewayRequest request, CancellationToken cancellation)
    {
        if (Find(WebSocketRoutes.Connect) is not { } route)
        {
            return (Accept([]), null);
        }

        Verdict? verdict = await AuthorizeAsync(request, new RouteMatch(route, new Dictionary<string, string>()), cancellation);
        if (verdict?.Refusal is not null)
        {
            return (Refuse(verdict, request), verdict);
        }

        (HttpReply? reply, Verdict? failed) = await SendAsync(route, WebSocketEvents.Connect(request, verdict), cancellation);
        return reply switch
        {
            null => (Refuse(failed!, request), verdict),
            { Status: >= 200 and < 300 } => (Accept(reply.Headers) with { Verdict = verdict }, verdict),
            _ => (reply with { Verdict = verdict }, verdict),
        };
    }

    /// <summary>Sends a message to the backend of its route.</summary>
    /// <param name="request">The request that opened the connection.</param>
    /// <param name="verdict">The authorizer's decision about the connection.</param>
    /// <param name="isBinary">Whether the message arrived in binary frames.</param>
    /// <returns>The response to the client, or <see langword="null"/> if nothing is sent.</returns>
    public async Task<byte[]?> ReceiveAsync(
        GatewayRequest request, Verdict? verdict, byte[] message, bool isBinary, CancellationToken cancellation)
    {
        string body = isBinary ? Convert.ToBase64String(message) : Encoding.UTF8.GetString(message);
        string? key = isBinary ? null : RouteSelection.Evaluate(Definition.RouteSelectionExpression, body);
        if ((key is null ? null : Find(key)) is not { } route && (route = Find(RouteDefinition.Default)) is null)
        {
            return Error("Forbidden", request).Body;
        }

        JsonObject json = WebSocketEvents.Message(request, verdict, route.Key, Guid.NewGuid().ToString(), body, isBinary);
        (HttpReply? reply, _) = await SendAsync(route, json, cancellation);
        return reply is null ? Error("Internal server error", request).Body : route.HasResponse ? reply.Body : null;
    }

    /// <summary>Informs the backend that a connection has ended. The response of the backend is ignored.</summary>
    /// <param name="request">The request that opened the connection.</param>
    /// <param name="verdict">The authorizer's decision about the connection.</param>
    /// <param name="statusCode">The close status.</param>
    /// <param name="reason">The reason from the client.</param>
    /// <returns>A task that completes after the backend has received the event.</returns>
    public Task DisconnectAsync(GatewayRequest request, Verdict? verdict, int statusCode, string reason) =>
        Find(WebSocketRoutes.Disconnect) is { } route
            ? SendAsync(route, WebSocketEvents.Disconnect(request, verdict, statusCode, reason), CancellationToken.None)
            : Task.CompletedTask;

    // Sec-WebSocket-Protocol is the only header that a backend can add to the response to the handshake (RFC 6455, section 4.2.2).
    private static HttpReply Accept(IEnumerable<KeyValuePair<string, string>> headers) => new(
        101, [.. headers.Where(header => header.Key.Equals("Sec-WebSocket-Protocol", StringComparison.OrdinalIgnoreCase))], []);

    private static HttpReply Refuse(Verdict verdict, GatewayRequest request)
    {
        (int status, string message) = verdict.Refusal switch
        {
            Refusal.Unauthorized => (401, "Unauthorized"),
            Refusal.AccessDenied or Refusal.AccessDeniedExplicitly => (403, "Forbidden"),
            Refusal.IntegrationFailure or Refusal.RequestTooLarge => (502, "Internal server error"),
            _ => (500, "Internal server error"),
        };
        return Error(message, request) with { Status = status, Verdict = verdict };
    }

    private static HttpReply Error(string message, GatewayRequest request) => HttpReply.Json(
        500,
        new JsonObject
        {
            ["message"] = message,
            ["connectionId"] = request.ConnectionId,
            ["requestId"] = request.RequestId,
        }.ToJsonString());

    private RouteDefinition? Find(string key) => Definition.Routes.FirstOrDefault(route => route.Key == key);
}
