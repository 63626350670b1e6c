using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using Authorizer.Json;
using Authorizer.Options;
using Authorizer.Permissions;
using DevTool.Explaining;

namespace DevTool.Comparing;

/// <summary>A caller and a call, complete enough for the authorizer.</summary>
/// <param name="Claims">The claims of the token; those that no rule asks for are left out.</param>
/// <param name="Client">The app client of the token.</param>
/// <param name="Method">The method, or <c>$connect</c>.</param>
/// <param name="Path">The path, decoded; empty for <c>$connect</c>.</param>
/// <param name="Mcp">The MCP request in it, or <see langword="null"/>.</param>
internal sealed record ExampleCall(JsonObject Claims, string Client, string Method, string Path, McpText? Mcp)
{
    private static readonly string[] CommonMethods = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "X"];

    private const string UnnamedMcpMethod = "other/method";

    /// <summary>The method as people write it in a call.</summary>
    public string WrittenMethod => Mcp is null ? Method : Route.McpMethod;

    /// <summary>The path as people write it in a call, followed by the MCP request; <see langword="null"/> for <c>$connect</c>.</summary>
    public string? WrittenPath => Path.Length == 0 ? null
        : Path.Replace(" ", "%20", StringComparison.Ordinal).Replace("#", "%23", StringComparison.Ordinal) + (Mcp is null ? string.Empty : $" {Mcp}");

    /// <summary>Makes a call of a class.</summary>
    /// <param name="call">The class.</param>
    /// <param name="model">The callers that exist.</param>
    /// <param name="methods">The methods that rules name.</param>
    /// <param name="names">All texts that rules name: what must differ from them is something else.</param>
    public static ExampleCall Of(DifferentCall call, CallerModel model, IReadOnlyList<string> methods, IReadOnlySet<string> names)
    {
        var fresh = new Fresh(names);
        HashSet<Fact> holds = [.. call.Caller.Where(literal => literal.Holds).Select(literal => literal.Fact)];
        HashSet<Fact> fails = [.. call.Caller.Where(literal => !literal.Holds).Select(literal => literal.Fact)];
        bool id = holds.Contains(Fact.IdToken) || model.Uses == TokenUses.Id;
        string[] scopes = [.. holds.Where(fact => fact.Kind == FactKind.Scope).Select(fact => fact.Name)];
        var claims = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        IEnumerable<string> bound = call.Caller.Select(literal => literal.Fact).Where(fact => fact.Kind == FactKind.ClaimIsSegment).Select(fact => fact.Name).Distinct();
        Dictionary<string, string> texts = Texts([.. bound], holds, scopes, call.Kind.Name, fresh);
        foreach (IGrouping<string, Fact> values in call.Caller.Select(literal => literal.Fact).Where(fact => fact.Kind is FactKind.Claim or FactKind.ClaimIsText).GroupBy(fact => fact.Name))
        {
            Fact[] own = [.. values.Where(fact => fact.Kind == FactKind.Claim && holds.Contains(fact))];
            bool isArray = values.Key == Fact.Groups || own.Length > 1 || (fails.Contains(Fact.ClaimIsText(values.Key)) && texts.ContainsKey(values.Key));
            claims[values.Key] = own.Length == 0 ? null
                : isArray ? new JsonArray([.. own.Select(Value)]) : Value(own[0]);
        }

        foreach ((string claim, string text) in texts.Where(pair => holds.Contains(Fact.ClaimIsText(pair.Key))))
        {
            claims[claim] = text;
        }

        string? named = holds.Where(fact => fact.Kind == FactKind.Client).Select(fact => fact.Name).FirstOrDefault();
        string? spelled = claims.GetValueOrDefault(id ? "aud" : "client_id") is JsonValue value && value.TryGetValue(out string? text1) ? text1 : null;
        string client = named ?? spelled ?? model.Clients?.FirstOrDefault(one => !fails.Contains(Fact.Client(one))) ?? fresh.Next("client");
        if (scopes.Length > 0 && !claims.ContainsKey("scope"))
        {
            claims["scope"] = string.Join(' ', scopes);
        }
        else if (scopes.Length > 0 && claims["scope"] is null)
        {
            claims["scope"] = string.Join(' ', scopes.Append(fresh.Next("scope")));
        }

        Complete(claims, id, client);
        var json = new JsonObject();
        foreach ((string claim, JsonNode? content) in claims.Where(pair => pair.Value is not null).OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            json[claim] = content;
        }

        return new ExampleCall(json, client, call.Kind.Method ?? CommonMethods.First(method => !methods.Contains(method)), PathOf(call, holds, texts, fresh), McpOf(call.Kind, holds, texts, fresh));
    }

    private static JsonNode? Value(Fact fact) => fact.Type == JsonToken.String ? JsonValue.Create(fact.Value) : JsonNode.Parse(Wording.Json(fact));

    private static void Complete(Dictionary<string, JsonNode?> claims, bool id, string client)
    {
        claims["token_use"] = id ? "id" : "access";
        if (!id)
        {
            claims["client_id"] = client;
            return;
        }

        // The first accepted audience is the client.
        claims["aud"] = claims.GetValueOrDefault("aud") is JsonArray all
            ? new JsonArray([JsonValue.Create(client), .. all.Select(audience => audience!.GetValue<string>()).Where(audience => audience != client).Select(audience => JsonValue.Create(audience))])
            : claims.GetValueOrDefault("aud") is JsonValue single && single.GetValue<string>() != client ? new JsonArray(client, single.GetValue<string>())
            : client;
    }

    // Claims that equal the same segment have the same text; without a known one it is new, and differs from all others.
    private static Dictionary<string, string> Texts(string[] bound, HashSet<Fact> holds, string[] scopes, NameClass? names, Fresh fresh)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string claim in bound.OrderBy(claim => claim != "scope"))
        {
            string? known = holds.Where(fact => fact.Kind == FactKind.Claim && fact.Name == claim && fact.Type == JsonToken.String).Select(fact => fact.Value).FirstOrDefault();
            int[] segments = [.. holds.Where(fact => fact.Kind == FactKind.ClaimIsSegment && fact.Name == claim).Select(fact => fact.Segment)];
            string? shared = texts.Keys.Where(other => segments.Any(segment => holds.Contains(Fact.ClaimIsSegment(other, segment)))).Select(other => texts[other]).FirstOrDefault();
            bool isName = names is not null && segments.Contains(Fact.NameSegment);
            texts[claim] = known ?? shared ?? (isName && claim != "scope" ? (names!.IsPrefix ? NameIn(names, fresh) : names.Text)
                : string.Join(' ', (claim == "scope" ? scopes : []).Append(fresh.Next("x"))));
        }

        return texts;
    }

    private static string PathOf(DifferentCall call, HashSet<Fact> holds, Dictionary<string, string> texts, Fresh fresh)
    {
        if (call.Path is not { } points)
        {
            return string.Empty;
        }

        string Segment(int i) => points[i].Text
            ?? holds.Where(fact => fact.Kind == FactKind.ClaimIsSegment && fact.Segment == i).Select(fact => texts[fact.Name]).FirstOrDefault()
            ?? fresh.Next("x");
        return points.Count == 0 ? "/" : string.Concat(Enumerable.Range(0, points.Count).Select(i => "/" + Segment(i)));
    }

    private static McpText? McpOf(CallKind kind, HashSet<Fact> holds, Dictionary<string, string> texts, Fresh fresh)
    {
        if (!kind.IsMcp)
        {
            return null;
        }

        string? name = kind.Name switch
        {
            null => null,
            { IsPrefix: false } single => single.Text,
            { } many => holds.Where(fact => fact is { Kind: FactKind.ClaimIsSegment, Segment: Fact.NameSegment }).Select(fact => texts[fact.Name]).FirstOrDefault() ?? NameIn(many, fresh),
        };
        return new McpText(kind.McpMethod ?? UnnamedMcpMethod, name);
    }

    private static string NameIn(NameClass names, Fresh fresh)
    {
        string name;
        do
        {
            name = names.Text + fresh.Next("x");
        }
        while (!names.Contains(name));
        return name;
    }

    private sealed class Fresh(IReadOnlySet<string> names)
    {
        private int _count;

        public string Next(string kind)
        {
            string text;
            do
            {
                text = kind + (++_count).ToString(System.Globalization.CultureInfo.InvariantCulture);
            }
            while (names.Contains(text));
            return text;
        }
    }
}
