using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using DevTool.Gateway.Authorization;
using DevTool.Gateway.Definitions;
using DevTool.Gateway.Requests;

namespace DevTool.Gateway.Events;

/// <summary>The events of HTTP APIs, in both payload versions.</summary>
internal static class HttpApiEvents
{
    /// <summary>The event for an authorizer with payload version 1.0.</summary>
    /// <param name="match">The route of the request.</param>
    /// <param name="identity">The values of the identity sources.</param>
    public static JsonObject AuthorizerV1(GatewayRequest request, RouteMatch match, IReadOnlyList<string> identity)
    {
        string joined = string.Join(',', identity);
        var json = new JsonObject
        {
            ["version"] = "1.0",
            ["type"] = "REQUEST",
            ["methodArn"] = request.MethodArn,
            ["identitySource"] = joined,
            ["authorizationToken"] = joined,
        };
        EventParts.AddRequestV1(json, request, match, emptyIsNull: false);
        return json;
    }

    /// <summary>The event for an authorizer with payload version 2.0.</summary>
    /// <param name="match">The route of the request.</param>
    /// <param name="identity">The values of the identity sources.</param>
    public static JsonObject AuthorizerV2(GatewayRequest request, RouteMatch match, IReadOnlyList<string> identity)
    {
        var json = new JsonObject
        {
            ["version"] = "2.0",
            ["type"] = "REQUEST",
            ["routeArn"] = request.MethodArn,
            ["identitySource"] = identity.Count == 0 ? null : new JsonArray([.. identity.Select(value => (JsonNode?)value)]),
        };
        AddRequestV2(json, request, match);
        return json;
    }

    /// <summary>The event for the backend.</summary>
    /// <param name="match">The route of the request.</param>
    /// <param name="verdict">The authorizer's decision, or <see langword="null"/> for an open route.</param>
    public static JsonObject Proxy(GatewayRequest request, RouteMatch match, Verdict? verdict)
    {
        bool isV2 = match.Route.Integration is ProxyIntegrationDefinition { PayloadVersion: PayloadVersion.V2 };
        var json = new JsonObject { ["version"] = isV2 ? "2.0" : "1.0" };
        if (isV2)
        {
            AddRequestV2(json, request, match);
        }
        else
        {
            EventParts.AddRequestV1(json, request, match, emptyIsNull: true);
        }

        if (verdict is not null)
        {
            var context = (JsonObject)verdict.Context.DeepClone();
            json["requestContext"]!["authorizer"] = isV2 ? new JsonObject { ["lambda"] = context } : WithPrincipal(context, verdict);
        }

        ProxyBody.AddTo(json, request);
        return json;
    }

    private static JsonObject WithPrincipal(JsonObject context, Verdict verdict)
    {
        context["principalId"] = verdict.PrincipalId;
        return context;
    }

    private static void AddRequestV2(JsonObject json, GatewayRequest request, RouteMatch match)
    {
        json["routeKey"] = match.Route.Key;
        json["rawPath"] = request.PathWithStage;
        json["rawQueryString"] = request.RawQueryString;
        AddUnlessEmpty(json, "cookies", new JsonArray([.. request.Cookies.Select(cookie => (JsonNode?)cookie)]));
        json["headers"] = LowerCased(request.Headers.Without("Cookie").JoinedValues());
        AddUnlessEmpty(json, "queryStringParameters", request.Query.JoinedValues());
        json["requestContext"] = new JsonObject
        {
            ["accountId"] = request.Api.AccountId,
            ["apiId"] = request.Api.Id,
            ["domainName"] = request.Api.DomainName,
            ["domainPrefix"] = request.Api.Id,
            ["http"] = new JsonObject
            {
                ["method"] = request.Method,
                ["path"] = request.PathWithStage,
                ["protocol"] = request.Protocol,
                ["sourceIp"] = request.SourceIp,
                ["userAgent"] = request.Headers.Joined("User-Agent"),
            },
            ["requestId"] = request.RequestId,
            ["routeKey"] = match.Route.Key,
            ["stage"] = request.Api.Stage,
            ["time"] = EventParts.LogTime(request),
            ["timeEpoch"] = request.Time.ToUnixTimeMilliseconds(),
        };
        AddUnlessEmpty(json, "pathParameters", EventParts.Map(match.PathParameters));
        AddUnlessEmpty(json, "stageVariables", EventParts.Map(request.Api.StageVariables));
    }

    // Payload version 2.0 omits empty members.
    private static void AddUnlessEmpty(JsonObject json, string name, JsonNode value)
    {
        bool isEmpty = value is JsonArray { Count: 0 } or JsonObject { Count: 0 };
        if (!isEmpty)
        {
            json[name] = value;
        }
    }

#pragma warning disable CA1308 // Header names are in lower case in payload version 2.0.
    private static JsonObject LowerCased(JsonObject headers) =>
        new(headers.Select(header => KeyValuePair.Create(header.Key.ToLowerInvariant(), header.Value?.DeepClone())));
#pragma warning restore CA1308
}
