using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using Authorizer.Json;
using Authorizer.Options;
using Authorizer.Permissions;
using DevTool.Explaining;

namespace DevTool.Comparing;

/// <summary>A caller and a call with all values that the authorizer needs.</summary>
/// <param name="Claims">The claims of the token that rules use.</param>
/// <param name="Method">The HTTP method, or <c>$connect</c>.</param>
/// <param name="Path">The decoded path; empty for <c>$connect</c>.</param>
/// <param name="Mcp">The MCP request, or <see langword="null"/>.</param>
internal sealed record ExampleCall(JsonObject Claims, string Client, string Method, string Path, McpText? Mcp)
{
    /// <summary>The seconds since the caller signed in; <see langword="null"/> if the rules do not depend on this time.</summary>
    public int? SignedInSecondsAgo { get; init; }

    /// <summary>The source address of the request; <see langword="null"/> if the rules do not depend on it.</summary>
    public string? SourceIp { get; init; }

    /// <summary>The source address and the time of the sign-in, if the rules depend on them, such as " from 192.0.2.1".</summary>
    public string Circumstances =>
        (SourceIp is null ? string.Empty : " from " + SourceIp)
        + (SignedInSecondsAgo is { } seconds ? string.Create(CultureInfo.InvariantCulture, $", signed in {seconds} s ago") : string.Empty);

    private static readonly string[] CommonMethods = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "X"];

    private const string UnnamedMcpMethod = "other/method";

    /// <summary>The method as users write it in a call.</summary>
    public string WrittenMethod => Mcp is null ? Method : Route.McpMethod;

    /// <summary>The path as users write it in a call, followed by the MCP request; <see langword="null"/> for <c>$connect</c>.</summary>
    public string? WrittenPath => Path.Length == 0 ? null
        : Path.Replace(" ", "%20", StringComparison.Ordinal).Replace("#", "%23", StringComparison.Ordinal) + (Mcp is null ? string.Empty : $" {Mcp}");

    /// <summary>Creates an example of a class of calls.</summary>
    /// <param name="call">The class of calls.</param>
    /// <param name="model">The callers that the authorizer can accept.</param>
    /// <param name="methods">The methods that rules name.</param>
    /// <param name="names">All texts that rules contain. A value that must differ from these texts is not one of them.</param>
    public static ExampleCall Of(DifferentCall call, CallerModel model, IReadOnlyList<string> methods, IReadOnlySet<string> names)
    {
        var fresh = new Fresh(names);
        HashSet<Fact> holds = [.. call.Caller.Where(literal => literal.Holds).Select(literal => literal.Fact)];
        HashSet<Fact> fails = [.. call.Caller.Where(literal => !literal.Holds).Select(literal => literal.Fact)];
        bool id = holds.Contains(Fact.IdToken) || model.Uses == TokenUses.Id;
        string[] scopes = [.. holds.Where(fact => fact.Kind == FactKind.Scope).Select(fact => fact.Name)];
        var claims = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        (string[] path, string? name) = Texts(call, holds, id, scopes, fresh);
        string Text(int segment) => segment == Fact.NameSegment ? name! : path[segment];
        foreach (IGrouping<string, Fact> facts in call.Caller.Select(literal => literal.Fact).Where(fact => fact.Kind is FactKind.Claim or FactKind.ClaimIsSegment).GroupBy(fact => fact.Name))
        {
            claims[facts.Key] = Content(facts.Key, [.. facts.Where(holds.Contains)], Text);
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

        string method = call.Kind.Method ?? CommonMethods.First(method => !methods.Contains(method));
        string written = path.Length == 0 && call.Path is not null ? "/" : string.Concat(path.Select(segment => "/" + segment));
        return new ExampleCall(json, client, method, written, call.Kind.IsMcp ? new McpText(call.Kind.McpMethod ?? UnnamedMcpMethod, name) : null)
        {
            SignedInSecondsAgo = Age(holds, fails),
            SourceIp = OfKind(holds, FactKind.SourceIp).Concat(OfKind(fails, FactKind.SourceIp)).Any()
                ? AddressBlocks.Example(OfKind(holds, FactKind.SourceIp), OfKind(fails, FactKind.SourceIp))
                : null,
        };
    }

    private static IEnumerable<Fact> OfKind(IEnumerable<Fact> facts, FactKind kind) => facts.Where(fact => fact.Kind == kind);

    // Finds the most recent sign-in that is not within a period that must fail.
    private static int? Age(HashSet<Fact> holds, HashSet<Fact> fails)
    {
        int[] within = [.. OfKind(fails, FactKind.SignedInWithin).Select(fact => int.Parse(fact.Value, CultureInfo.InvariantCulture))];
        return within.Length > 0 ? within.Max() : OfKind(holds, FactKind.SignedInWithin).Any() ? 0 : null;
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

        // The client of the token is the first accepted audience.
        claims["aud"] = claims.GetValueOrDefault("aud") is JsonArray all
            ? new JsonArray([JsonValue.Create(client), .. all.Select(audience => audience!.GetValue<string>()).Where(audience => audience != client).Select(audience => JsonValue.Create(audience))])
            : claims.GetValueOrDefault("aud") is JsonValue single && single.GetValue<string>() != client ? new JsonArray(client, single.GetValue<string>())
            : client;
    }

    // Combines the values of a claim and the path segments that the claim must also contain.
    private static JsonNode? Content(string claim, IReadOnlyList<Fact> holding, Func<int, string> text)
    {
        Fact[] own = [.. holding.Where(fact => fact.Kind == FactKind.Claim)];
        IEnumerable<Fact> held = holding.Where(fact => fact.Kind == FactKind.ClaimIsSegment).Select(fact => text(fact.Segment)).Distinct()
            .Where(one => !own.Any(fact => fact.Text == one))
            .Select(one => CallerModel.IsNumber(claim) ? Fact.Number(claim, one) : Fact.Claim(claim, one));
        JsonNode?[] values = [.. own.Concat(held).Select(Value)];
        return values.Length == 0 ? null : values.Length > 1 || claim == Fact.Groups ? new JsonArray(values) : values[0];
    }

    // A claim with one value determines the text of each segment and of the MCP name that must equal the claim. Any other text is new and
    // differs from all others.
    private static (string[] Path, string? Name) Texts(DifferentCall call, HashSet<Fact> holds, bool id, string[] scopes, Fresh fresh)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (IGrouping<string, Fact> claim in holds.Where(fact => fact.Kind == FactKind.Claim && CallerModel.IsSingle(fact.Name, id)).GroupBy(fact => fact.Name))
        {
            texts[claim.Key] = claim.First().Text ?? string.Empty;
        }

        string TextOf(int segment, PathPoint point)
        {
            string[] equal = [.. holds.Where(fact => fact.Kind == FactKind.ClaimIsSegment && fact.Segment == segment).Select(fact => fact.Name)];
            string text = point.Text ?? equal.Select(claim => texts.GetValueOrDefault(claim)).FirstOrDefault(text => text is not null) ?? New(equal, point.Name);
            foreach (string claim in equal.Where(claim => CallerModel.IsSingle(claim, id)))
            {
                texts[claim] = text;
            }

            return text;
        }

        string New(string[] equal, NameClass? names)
        {
            string claim = equal.FirstOrDefault(CallerModel.IsNumber) ?? equal.FirstOrDefault(one => one == "iss") ?? string.Empty;
            string text = fresh.Next(CallerModel.Beginning(claim, names) ?? "x", digits: CallerModel.IsNumber(claim) ? 4 : 1);
            return equal.Contains("scope") ? string.Join(' ', scopes.Prepend(text)) : text;
        }

        // Chooses the name first, because not every text is a valid name, and a claim can also equal a segment.
        string? name = call.Kind.Name is { } names ? TextOf(Fact.NameSegment, PathPoint.Of(names)) : null;
        return ([.. (call.Path ?? []).Select((point, segment) => TextOf(segment, point))], name);
    }

    private sealed class Fresh(IReadOnlySet<string> names)
    {
        private int _count;

        /// <param name="kind">The beginning of the text.</param>
        /// <param name="digits">The smallest number of digits that follow. For a time, the digits are seconds.</param>
        public string Next(string kind, int digits = 1)
        {
            string text;
            do
            {
                text = kind + (++_count).ToString("D" + digits, System.Globalization.CultureInfo.InvariantCulture);
            }
            while (names.Contains(text));
            return text;
        }
    }
}
