using System.Text.Json.Nodes;
using DevTool.Gateway.Authorization;
using DevTool.Gateway.Requests;

namespace DevTool.Gateway.Events;

/// <summary>The events of WebSocket APIs.</summary>
internal static class WebSocketEvents
{
    /// <summary>The event for the authorizer at <c>$connect</c>: a <c>REQUEST</c> event without method and path.</summary>
    /// <param name="request">The request that opens the connection.</param>
    public static JsonObject Authorizer(GatewayRequest request)
    {
        var json = new JsonObject { ["type"] = "REQUEST", ["methodArn"] = request.MethodArn };
        AddRequest(json, request);
        json["requestContext"] = Context(request, WebSocketRoutes.Connect, "CONNECT");
        return json;
    }

    /// <summary>The event for the backend at <c>$connect</c>.</summary>
    /// <param name="request">The request that opens the connection.</param>
    /// <param name="verdict">The authorizer's decision, or <see langword="null"/> for an open API.</param>
    public static JsonObject Connect(GatewayRequest request, Verdict? verdict)
    {
        var json = new JsonObject();
        AddRequest(json, request);
        json["requestContext"] = Context(request, WebSocketRoutes.Connect, "CONNECT", verdict);
        json["isBase64Encoded"] = false;
        return json;
    }

    /// <summary>The event that forwards a message to the backend.</summary>
    /// <param name="request">The request that opened the connection.</param>
    /// <param name="verdict">The authorizer's decision about the connection, which is valid while the connection is open.</param>
    /// <param name="messageId">The ID of the message.</param>
    /// <param name="body">The message, in base64 if it is binary.</param>
    /// <param name="isBinary">Whether the message is binary.</param>
    public static JsonObject Message(
        GatewayRequest request, Verdict? verdict, string routeKey, string messageId, string body, bool isBinary)
    {
        JsonObject context = Context(request, routeKey, "MESSAGE", verdict);
        context["messageId"] = messageId;
        return new JsonObject { ["requestContext"] = context, ["body"] = body, ["isBase64Encoded"] = isBinary };
    }

    /// <summary>The event for the backend at the end of a connection.</summary>
    /// <param name="request">The request that opened the connection.</param>
    /// <param name="verdict">The authorizer's decision about the connection.</param>
    /// <param name="statusCode">The close status (RFC 6455, section 7.4).</param>
    /// <param name="reason">The reason from the client.</param>
    public static JsonObject Disconnect(GatewayRequest request, Verdict? verdict, int statusCode, string reason)
    {
        JsonObject context = Context(request, WebSocketRoutes.Disconnect, "DISCONNECT", verdict);
        context["disconnectStatusCode"] = statusCode;
        context["disconnectReason"] = reason;
        return new JsonObject
        {
            ["headers"] = new JsonObject { ["Host"] = request.Headers.Joined("Host"), ["x-restapi"] = string.Empty },
            ["multiValueHeaders"] = new JsonObject
            {
                ["Host"] = new JsonArray(request.Headers.Joined("Host")),
                ["x-restapi"] = new JsonArray(string.Empty),
            },
            ["requestContext"] = context,
            ["isBase64Encoded"] = false,
        };
    }

    private static void AddRequest(JsonObject json, GatewayRequest request)
    {
        json["headers"] = request.Headers.LastValues();
        json["multiValueHeaders"] = request.Headers.AllValues();
        json["queryStringParameters"] = request.Query.LastValues();
        json["multiValueQueryStringParameters"] = request.Query.AllValues();
        json["stageVariables"] = EventParts.Map(request.Api.StageVariables);
    }

    private static JsonObject Context(GatewayRequest request, string routeKey, string eventType, Verdict? verdict = null)
    {
        var context = new JsonObject
        {
            ["routeKey"] = routeKey,
            ["eventType"] = eventType,
            ["extendedRequestId"] = request.RequestId,
            ["requestTime"] = EventParts.LogTime(request),
            ["messageDirection"] = "IN",
            ["stage"] = request.Api.Stage,
            ["connectedAt"] = request.Time.ToUnixTimeMilliseconds(),
            ["requestTimeEpoch"] = request.Time.ToUnixTimeMilliseconds(),
            ["identity"] = new JsonObject
            {
                ["sourceIp"] = request.SourceIp,
                ["userAgent"] = request.Headers.Joined("User-Agent"),
            },
            ["requestId"] = request.RequestId,
            ["domainName"] = request.Api.DomainName,
            ["connectionId"] = request.ConnectionId,
            ["apiId"] = request.Api.Id,
        };
        if (verdict is not null)
        {
            context["authorizer"] = EventParts.Authorizer(verdict);
        }

        return context;
    }
}
