using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;

namespace DevTool.Explaining;

/// <summary>Creates the event that API Gateway would send for a call.</summary>
internal static class RequestSynthesis
{
    /// <summary>The default source address of a request, which is reserved for documentation (RFC 5737).</summary>
    public const string DefaultSourceIp = "192.0.2.1";

    private const string DefaultSource = "header:Authorization";

    /// <summary>Creates an event.</summary>
    /// <param name="route">
    /// <c>METHOD /path</c>, <c>METHOD URL</c>, or <c>$connect</c>. <c>$connect</c> always creates an event of a WebSocket API.
    /// </param>
    /// <param name="token">The token, or <see langword="null"/> for a call without one.</param>
    /// <param name="tokenSources">The value of <c>AUTHORIZER_TOKEN_SOURCES</c>. The token is sent in the first of these sources.</param>
    /// <param name="shape">The kind of event.</param>
    /// <returns>The event as JSON.</returns>
    /// <exception cref="ToolException">The route is not a valid call.</exception>
    public static JsonObject Create(string route, string? token, string? tokenSources, EventShape shape) =>
        Create(CallTarget.Parse(route), [], token, tokenSources, shape);

    /// <summary>Creates an event.</summary>
    /// <param name="headers">The header fields that the client sends.</param>
    /// <param name="token">The token to add, or <see langword="null"/>.</param>
    /// <param name="tokenSources">The value of <c>AUTHORIZER_TOKEN_SOURCES</c>. The token is sent in the first of these sources.</param>
    /// <param name="shape">The kind of event.</param>
    /// <param name="sourceIp">The source address of the request, or <see langword="null"/> for <see cref="DefaultSourceIp"/>.</param>
    /// <returns>The event as JSON.</returns>
    public static JsonObject Create(
        CallTarget call,
        IEnumerable<(string Name, string Value)> headers,
        string? token,
        string? tokenSources,
        EventShape shape,
        string? sourceIp = null)
    {
        bool connects = call.IsConnect || shape == EventShape.WebSocketConnect;
        CallTarget target = connects ? call with { Method = "$connect", Path = string.Empty } : call;
        List<(string Name, string Value)> sent = [.. headers, .. call.Mcp?.Headers ?? []];
        var query = Pairs(call.Query).ToList();
        if (token is not null)
        {
            AddToken(sent, query, token, tokenSources);
        }

        JsonObject request = connects ? Connect(target, sent, query) : shape switch
        {
            EventShape.RestToken => TokenAlone(target, sent),
            EventShape.HttpApi2 => HttpApi(target, sent, query),
            EventShape.HttpApi1 => Rest(target, sent, query, version: "1.0"),
            _ => Rest(target, sent, query, version: null),
        };
        if (request["requestContext"] is JsonObject context)
        {
            (context["http"] as JsonObject ?? (JsonObject)(context["identity"] = new JsonObject()))["sourceIp"] = sourceIp ?? DefaultSourceIp;
        }

        return request;
    }

    private static JsonObject TokenAlone(CallTarget call, List<(string Name, string Value)> headers) => new()
    {
        ["type"] = "TOKEN",
        ["methodArn"] = call.Arn,
        ["authorizationToken"] = headers.LastOrDefault(header => header.Name.Equals("Authorization", StringComparison.OrdinalIgnoreCase)).Value ?? string.Empty,
    };

    private static JsonObject Rest(
        CallTarget call, List<(string Name, string Value)> headers, List<(string Name, string Value)> query, string? version)
    {
        var request = new JsonObject { ["type"] = "REQUEST", ["methodArn"] = call.Arn, ["path"] = call.Path, ["httpMethod"] = call.Method };
        if (version is not null)
        {
            request["version"] = version;
        }

        AddMaps(request, headers, query);
        request["requestContext"] = new JsonObject { ["requestId"] = "explain" };
        return request;
    }

    // Payload version 2.0 joins several values of a name with commas, and lists cookies separately.
    private static JsonObject HttpApi(CallTarget call, List<(string Name, string Value)> headers, List<(string Name, string Value)> query)
    {
        static bool IsCookie((string Name, string Value) header) => header.Name.Equals("Cookie", StringComparison.OrdinalIgnoreCase);
        var request = new JsonObject
        {
            ["version"] = "2.0",
            ["type"] = "REQUEST",
            ["routeArn"] = call.Arn,
            ["rawPath"] = call.Stage == "$default" ? call.Path : $"/{call.Stage}{call.Path}",
            ["headers"] = Joined(headers.Where(header => !IsCookie(header))),
            ["queryStringParameters"] = Joined(query),
            ["requestContext"] = new JsonObject { ["requestId"] = "explain", ["http"] = new JsonObject { ["method"] = call.Method } },
        };
        JsonNode[] cookies = [.. headers.Where(IsCookie).SelectMany(header => header.Value.Split(';', StringSplitOptions.TrimEntries)).Select(cookie => JsonValue.Create(cookie))];
        if (cookies.Length > 0)
        {
            request["cookies"] = new JsonArray(cookies);
        }

        return request;
    }

    private static JsonObject Connect(CallTarget call, List<(string Name, string Value)> headers, List<(string Name, string Value)> query)
    {
        var request = new JsonObject { ["type"] = "REQUEST", ["methodArn"] = call.Arn };
        AddMaps(request, headers, query);
        request["requestContext"] = new JsonObject { ["requestId"] = "explain", ["eventType"] = "CONNECT" };
        return request;
    }

    // Adds two maps: from each name to its last value, and from each name to all its values.
    private static void AddMaps(JsonObject request, List<(string Name, string Value)> headers, List<(string Name, string Value)> query)
    {
        foreach ((string single, string multiple, List<(string Name, string Value)> fields) in
            new[] { ("headers", "multiValueHeaders", headers), ("queryStringParameters", "multiValueQueryStringParameters", query) })
        {
            var last = new JsonObject();
            var all = new JsonObject();
            foreach (IGrouping<string, string> field in fields.GroupBy(field => field.Name, field => field.Value))
            {
                last[field.Key] = field.Last();
                all[field.Key] = new JsonArray([.. field.Select(value => JsonValue.Create(value))]);
            }

            request[single] = last;
            request[multiple] = all;
        }
    }

    private static JsonObject Joined(IEnumerable<(string Name, string Value)> fields) => new(
        fields.GroupBy(field => field.Name, field => field.Value, StringComparer.OrdinalIgnoreCase)
            .Select(field => KeyValuePair.Create(field.Key, (JsonNode?)string.Join(',', field))));

    private static IEnumerable<(string Name, string Value)> Pairs(string query) => query.Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('=', 2))
        .Select(pair => (Uri.UnescapeDataString(pair[0]), pair.Length == 1 ? string.Empty : Uri.UnescapeDataString(pair[1])));

    // Does not check the sources here, because invalid sources are refused when the settings are read.
    private static void AddToken(List<(string Name, string Value)> headers, List<(string Name, string Value)> query, string token, string? tokenSources)
    {
        string source = tokenSources?.Split(',')[0].Trim() is { Length: > 0 } first ? first : DefaultSource;
        int colon = source.IndexOf(':', StringComparison.Ordinal);
        string name = source[(colon + 1)..];
        switch (source[..Math.Max(colon, 0)])
        {
            case "cookie":
                headers.Add(("Cookie", $"{name}={token}"));
                break;
            case "query":
                query.Add((name, token));
                break;
            case "subprotocol":
                headers.Add(("Sec-WebSocket-Protocol", $"{name}, {token}"));
                break;
            default:
                headers.Add((name, "Bearer " + token));
                break;
        }
    }
}
