using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using DevTool.Gateway.Authorization;
using DevTool.Gateway.Definitions;
using DevTool.Gateway.Requests;

namespace DevTool.Gateway.Events;

/// <summary>Parts that are common to several kinds of events.</summary>
internal static class EventParts
{
    /// <summary>Converts a map with text values to JSON.</summary>
    public static JsonObject Map(IReadOnlyDictionary<string, string> values) =>
        new(values.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));

    /// <summary>The time of a request in the Common Log Format.</summary>
    public static string LogTime(GatewayRequest request) =>
        request.Time.ToString("dd/MMM/yyyy:HH:mm:ss +0000", CultureInfo.InvariantCulture);

    /// <summary>The authorizer's context as REST and WebSocket APIs forward it. These APIs convert every value to text.</summary>
    public static JsonObject Authorizer(Verdict verdict) =>
        new([
            .. verdict.Context.Select(member => KeyValuePair.Create(member.Key, (JsonNode?)member.Value?.ToString())),
            KeyValuePair.Create("principalId", (JsonNode?)verdict.PrincipalId),
        ]);

    /// <summary>The request context of payload version 1.0. The request context of REST APIs is almost equal.</summary>
    public static JsonObject RequestContextV1(GatewayRequest request, RouteMatch match)
    {
        bool isRest = request.Api.Kind == ApiKind.Rest;

        // The members for an API key and a client certificate are omitted, because local requests have neither.
        var identity = new JsonObject
        {
            ["accessKey"] = null,
            ["accountId"] = null,
            ["caller"] = null,
            ["cognitoAuthenticationProvider"] = null,
            ["cognitoAuthenticationType"] = null,
            ["cognitoIdentityId"] = null,
            ["cognitoIdentityPoolId"] = null,
            ["principalOrgId"] = null,
            ["sourceIp"] = request.SourceIp,
            ["user"] = null,
            ["userAgent"] = request.Headers.Joined("User-Agent"),
            ["userArn"] = null,
        };
        var context = new JsonObject
        {
            ["resourceId"] = isRest ? "a1b2c3" : null,
            ["resourcePath"] = match.Route.Path,
            ["httpMethod"] = request.Method,
            ["extendedRequestId"] = isRest ? request.ExtendedRequestId : request.RequestId,
            ["requestTime"] = LogTime(request),
            ["path"] = request.PathWithStage,
            ["accountId"] = request.Api.AccountId,
            ["protocol"] = request.Protocol,
            ["stage"] = request.Api.Stage,
            ["domainPrefix"] = request.Api.Id,
            ["requestTimeEpoch"] = request.Time.ToUnixTimeMilliseconds(),
            ["requestId"] = request.RequestId,
            ["identity"] = identity,
            ["domainName"] = request.Api.DomainName,
            ["apiId"] = request.Api.Id,
        };
        if (isRest)
        {
            context["deploymentId"] = "d4e5f6";
        }
        else
        {
            identity["cognitoAmr"] = null;
        }

        return context;
    }

    /// <summary>Adds the path and the query in the form of payload version 1.0. In a proxy event, empty maps are <see langword="null"/>.</summary>
    public static void AddRequestV1(JsonObject json, GatewayRequest request, RouteMatch match, bool emptyIsNull)
    {
        JsonObject? Shown(JsonObject map) => emptyIsNull && map.Count == 0 ? null : map;
        json["resource"] = match.Route.Path;
        json["path"] = request.EventPath;
        json["httpMethod"] = request.Method;
        json["headers"] = request.Headers.LastValues();
        json["multiValueHeaders"] = request.Headers.AllValues();
        json["queryStringParameters"] = Shown(request.Query.LastValues());
        json["multiValueQueryStringParameters"] = Shown(request.Query.AllValues());
        json["pathParameters"] = Shown(Map(match.PathParameters));
        json["stageVariables"] = Shown(Map(request.Api.StageVariables));
        json["requestContext"] = RequestContextV1(request, match);
    }
}
