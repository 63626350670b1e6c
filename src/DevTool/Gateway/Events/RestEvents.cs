using System.Text.Json.Nodes;
using DevTool.Gateway.Authorization;
using DevTool.Gateway.Requests;

namespace DevTool.Gateway.Events;

/// <summary>The events of REST APIs.</summary>
internal static class RestEvents
{
    /// <summary>The event for a <c>TOKEN</c> authorizer.</summary>
    /// <param name="token">The value of the authorizer's identity source.</param>
    public static JsonObject Token(GatewayRequest request, string token) => new()
    {
        ["type"] = "TOKEN",
        ["authorizationToken"] = token,
        ["methodArn"] = request.MethodArn,
    };

    /// <summary>The event for a <c>REQUEST</c> authorizer.</summary>
    /// <param name="match">The route of the request.</param>
    public static JsonObject Request(GatewayRequest request, RouteMatch match)
    {
        var json = new JsonObject { ["type"] = "REQUEST", ["methodArn"] = request.MethodArn };
        EventParts.AddRequestV1(json, request, match, emptyIsNull: false);
        return json;
    }

    /// <summary>The event for the backend.</summary>
    /// <param name="match">The route of the request.</param>
    /// <param name="verdict">The authorizer's decision, or <see langword="null"/> for an open route.</param>
    public static JsonObject Proxy(GatewayRequest request, RouteMatch match, Verdict? verdict)
    {
        var json = new JsonObject();
        EventParts.AddRequestV1(json, request, match, emptyIsNull: true);
        if (verdict is not null)
        {
            json["requestContext"]!["authorizer"] = EventParts.Authorizer(verdict);
        }

        ProxyBody.AddTo(json, request);
        return json;
    }
}
