using System;
using System.Text.Json.Nodes;

namespace DevTool.Explaining;

/// <summary>Makes the event that API Gateway would send for a route.</summary>
internal static class RequestSynthesis
{
    private const string ArnPrefix = "arn:aws:execute-api:us-east-1:123456789012:explained0/demo/";
    private const string DefaultSource = "header:Authorization";

    /// <summary>Makes an event.</summary>
    /// <param name="route"><c>METHOD /path</c>, or <c>$connect</c>, which has a shape of its own.</param>
    /// <param name="token">The token, or <see langword="null"/> for a call without one.</param>
    /// <param name="tokenSources">The value of <c>AUTHORIZER_TOKEN_SOURCES</c>: the token is put into the first.</param>
    /// <param name="shape">What kind of event.</param>
    /// <returns>The event as JSON.</returns>
    /// <exception cref="ToolException">The route is none.</exception>
    public static JsonObject Create(string route, string? token, string? tokenSources, EventShape shape)
    {
        bool connect = route == "$connect" || shape == EventShape.WebSocketConnect;
        string[] words = route.Split(' ', 2, StringSplitOptions.TrimEntries);
        if (!connect && (words.Length != 2 || !words[1].StartsWith('/')))
        {
            throw new ToolException($"the route \"{route}\" is no method and path, such as \"GET /pets/1\", and not $connect");
        }

        if (!connect && shape == EventShape.RestToken)
        {
            return TokenAlone(words[0], words[1], token);
        }

        JsonObject request = connect ? Connect() : shape == EventShape.HttpApi2 ? HttpApi(words[0], words[1]) : Rest(words[0], words[1]);
        if (!connect && shape == EventShape.HttpApi1)
        {
            request["version"] = "1.0";
        }

        if (token is not null)
        {
            AddToken(request, token, tokenSources, cookiesApart: !connect && shape == EventShape.HttpApi2);
        }

        return request;
    }

    private static JsonObject TokenAlone(string method, string path, string? token) => new()
    {
        ["type"] = "TOKEN",
        ["methodArn"] = ArnPrefix + method + path,
        ["authorizationToken"] = token is null ? string.Empty : "Bearer " + token,
    };

    private static JsonObject Rest(string method, string path) => new()
    {
        ["type"] = "REQUEST",
        ["methodArn"] = ArnPrefix + method + path,
        ["path"] = path,
        ["httpMethod"] = method,
        ["headers"] = new JsonObject(),
        ["queryStringParameters"] = new JsonObject(),
        ["requestContext"] = new JsonObject { ["requestId"] = "explain" },
    };

    private static JsonObject HttpApi(string method, string path) => new()
    {
        ["version"] = "2.0",
        ["type"] = "REQUEST",
        ["routeArn"] = ArnPrefix + method + path,
        ["rawPath"] = "/demo" + path,
        ["headers"] = new JsonObject(),
        ["queryStringParameters"] = new JsonObject(),
        ["requestContext"] = new JsonObject { ["requestId"] = "explain", ["http"] = new JsonObject { ["method"] = method } },
    };

    private static JsonObject Connect() => new()
    {
        ["type"] = "REQUEST",
        ["methodArn"] = ArnPrefix + "$connect",
        ["headers"] = new JsonObject(),
        ["queryStringParameters"] = new JsonObject(),
        ["requestContext"] = new JsonObject { ["requestId"] = "explain", ["eventType"] = "CONNECT" },
    };

    // A source the authorizer would refuse is refused when the settings are read.
    private static void AddToken(JsonObject request, string token, string? tokenSources, bool cookiesApart)
    {
        string source = tokenSources?.Split(',')[0].Trim() is { Length: > 0 } first ? first : DefaultSource;
        int colon = source.IndexOf(':', StringComparison.Ordinal);
        string name = source[(colon + 1)..];
        switch (source[..Math.Max(colon, 0)])
        {
            case "cookie" when cookiesApart:
                request["cookies"] = new JsonArray($"{name}={token}");
                break;
            case "cookie":
                request["headers"]!["Cookie"] = $"{name}={token}";
                break;
            case "query":
                request["queryStringParameters"]![name] = token;
                break;
            default:
                request["headers"]![name] = "Bearer " + token;
                break;
        }
    }
}
