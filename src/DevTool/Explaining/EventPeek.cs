using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Authorizer.Options;

namespace DevTool.Explaining;

/// <summary>Reads the members of an event that explanations quote. The authorizer reads the event with its own code.</summary>
internal sealed class EventPeek
{
    private const string MethodArn = "methodArn";
    private const string RouteArn = "routeArn";

    private readonly JsonObject? _event;

    public EventPeek(ReadOnlySpan<byte> json)
    {
        try
        {
            _event = JsonNode.Parse(json) as JsonObject;
            _ = _event?.Count;
        }
        catch (Exception unreadable) when (unreadable is JsonException or ArgumentException)
        {
            _event = null;
        }
    }

    /// <summary>The method ARN or the route ARN, or <see langword="null"/>.</summary>
    public string? Arn => Text(MethodArn) ?? Text(RouteArn);

    /// <summary>Whether a REST API sent the event to a TOKEN authorizer, which receives only the token.</summary>
    public bool IsTokenEvent => Text("type") == "TOKEN";

    /// <summary>The probable reason why the authorizer cannot read the event.</summary>
    public string Problem =>
        _event is null ? "the event is not a JSON object, or has a duplicate member"
        : Arn is null ? "the event is not one that API Gateway sends to an authorizer: it has neither methodArn nor routeArn"
        : Text(MethodArn) is { } method && Text(RouteArn) is { } route && method != route ? $"methodArn is {method}, but routeArn is {route}"
        : $"the event is not one that API Gateway sends to an authorizer; its ARN is {Arn}";

    /// <summary>Describes a token source in words.</summary>
    public static string Words(TokenSource source)
    {
        string name = Encoding.UTF8.GetString(source.Name);
        return source.Location switch
        {
            TokenLocation.Header => $"{string.Join('-', name.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]))} header",
            TokenLocation.Cookie => $"cookie {name}",
            TokenLocation.Subprotocol => $"subprotocol that follows \"{name}\" in Sec-WebSocket-Protocol",
            _ => $"query parameter {name}",
        };
    }

    /// <summary>The values of a token source. Values are secret.</summary>
    /// <returns>Each distinct value once.</returns>
    public string[] Values(TokenSource source)
    {
        string name = Encoding.UTF8.GetString(source.Name);
        IEnumerable<string> values = IsTokenEvent ? [Text("authorizationToken") ?? string.Empty] : source.Location switch
        {
            TokenLocation.Header => Members("headers", "multiValueHeaders").Where(header => IsSame(header.Name, name)).Select(header => header.Value),
            TokenLocation.Cookie => Cookies().Where(cookie => cookie.StartsWith(name + "=", StringComparison.Ordinal)).Select(cookie => cookie[(name.Length + 1)..]),
            TokenLocation.Subprotocol => Subprotocols(name),
            _ => Members("queryStringParameters", "multiValueQueryStringParameters").Where(parameter => parameter.Name == name).Select(parameter => parameter.Value),
        };
        return [.. values.Distinct()];
    }

    /// <returns>Each distinct value once.</returns>
    public string[] Header(string name) =>
        [.. Members("headers", "multiValueHeaders").Where(header => IsSame(header.Name, name)).Select(header => header.Value).Distinct()];

    /// <summary>Finds a header whose value looks like a token, or returns <see langword="null"/>.</summary>
    public string? HeaderWithToken() =>
        Members("headers", "multiValueHeaders").Where(header => !IsSame(header.Name, "Cookie") && TokenPeek.Find(header.Value) is not null).Select(header => header.Name).FirstOrDefault();

    private static bool IsSame(string header, string other) => header.Equals(other, StringComparison.OrdinalIgnoreCase);

    private static readonly string[] HeaderMaps = ["headers", "multiValueHeaders"];

    private IEnumerable<string> Cookies() => Members("headers", "multiValueHeaders").Where(header => IsSame(header.Name, "Cookie"))
        .SelectMany(header => header.Value.Split(';', StringSplitOptions.TrimEntries))
        .Concat(Strings(_event?["cookies"]));

    // Finds the entries after a label, both in the joined list of all headers with this name and in the last of these headers.
    private IEnumerable<string> Subprotocols(string label) => HeaderMaps
        .Select(map => string.Join(',', Members(map).Where(header => IsSame(header.Name, "Sec-WebSocket-Protocol")).Select(header => header.Value)))
        .Select(list => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        .SelectMany(entries => entries.Zip(entries.Skip(1)).Where(pair => pair.First == label).Select(pair => pair.Second));

    private IEnumerable<(string Name, string Value)> Members(params string[] maps) => maps
        .Select(map => _event?[map]).OfType<JsonObject>()
        .SelectMany(map => map)
        .SelectMany(member => Strings(member.Value).Select(value => (member.Key, value)));

    private static IEnumerable<string> Strings(JsonNode? node) => node switch
    {
        JsonArray array => array.SelectMany(Strings),
        JsonValue value when value.TryGetValue(out string? text) => [text],
        _ => [],
    };

    private string? Text(string member) => _event?[member] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
