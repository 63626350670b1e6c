using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Authorizer.Json;
using Authorizer.Lambda.Configuration;
using Authorizer.Options;
using Authorizer.Paths;

namespace DevTool.Comparing;

/// <summary>
/// Describes which combinations of facts are possible for a caller whom the authorizer accepts (<c>ClaimsValidator.cs</c>). For example,
/// each Cognito claim has one type, a token has one client, and a path segment has one text.
/// </summary>
/// <param name="uses">The accepted kinds of token.</param>
/// <param name="clients">The accepted app clients, or <see langword="null"/> if they are not configured.</param>
/// <param name="issuers">The accepted issuers, or <see langword="null"/> if they are not configured.</param>
internal sealed class CallerModel(TokenUses uses, IReadOnlyList<string>? clients, IReadOnlyList<string>? issuers)
{
    private static readonly Dictionary<string, ClaimShape> Shapes = new()
    {
        ["iss"] = ClaimShape.Text,
        ["sub"] = ClaimShape.Text,
        ["token_use"] = ClaimShape.Text,
        ["scope"] = ClaimShape.Text,
        ["username"] = ClaimShape.Text,
        ["cognito:username"] = ClaimShape.Text,
        ["jti"] = ClaimShape.Text,
        ["origin_jti"] = ClaimShape.Text,
        ["exp"] = ClaimShape.Number,
        ["nbf"] = ClaimShape.Number,
        ["iat"] = ClaimShape.Number,
        ["auth_time"] = ClaimShape.Number,
        [Fact.Groups] = ClaimShape.Texts,
        ["aud"] = ClaimShape.Texts,
    };

    private enum ClaimShape
    {
        Free,
        Text,
        Number,
        Texts,
    }

    public TokenUses Uses => uses;

    /// <summary>The accepted app clients, or <see langword="null"/> if they are not configured.</summary>
    public IReadOnlyList<string>? Clients => clients;

    /// <summary>The accepted issuers, or <see langword="null"/> if they are not configured.</summary>
    public IReadOnlyList<string>? Issuers => issuers;

    /// <summary>
    /// Describes the callers that the authorizer accepts. If clients or issuers are not configured, any client or issuer is accepted.
    /// </summary>
    /// <param name="variables">Returns the value of an environment variable of the authorizer, or <see langword="null"/> if it is not set.</param>
    public static CallerModel Of(Settings settings, Func<string, string?> variables)
    {
        bool IsSet(string variable) => !string.IsNullOrWhiteSpace(variables(variable));
        return new CallerModel(
            settings.TokenUses,
            IsSet("AUTHORIZER_CLIENT_IDS") ? [.. settings.ClientIds.Select(Encoding.UTF8.GetString)] : null,
            IsSet("AUTHORIZER_ISSUERS") || IsSet("AUTHORIZER_USER_POOL_IDS") ? [.. settings.Issuers.Select(issuer => issuer.Name)] : null);
    }

    /// <summary>Whether a claim is a single number in every token.</summary>
    public static bool IsNumber(string claim) => Shapes.GetValueOrDefault(claim) == ClaimShape.Number;

    /// <summary>Whether a claim always has exactly one value.</summary>
    /// <param name="id">Whether the token is an ID token.</param>
    public static bool IsSingle(string claim, bool id) => IsNumber(claim) || Shapes.GetValueOrDefault(claim) == ClaimShape.Text || (claim == "client_id" && !id);

    /// <summary>
    /// Returns the beginning of a claim value that the rules do not contain. A time continues with four digits, and any other value with a
    /// number.
    /// </summary>
    /// <param name="claim">The claim; empty for a text that differs from every claim.</param>
    /// <param name="names">The names of MCP requests that the value must be one of, or <see langword="null"/>.</param>
    /// <returns><see langword="null"/> if the claim cannot have any of these names as its value.</returns>
    public static string? Beginning(string claim, NameClass? names)
    {
        const string Scheme = "https://";
        const string Latest = "409000";
        string start = names?.Text ?? string.Empty;
        if (!IsNumber(claim))
        {
            return claim == "iss" && Scheme.StartsWith(start, StringComparison.Ordinal) && names?.Smaller.Any(other => other.Contains(Scheme + "x")) != true ? Scheme + "x"
                : names?.Beginning ?? "x";
        }

        // Only times before 2100 are considered.
        string time = start.Length == 0 && claim == "exp" ? Latest : start.Length == 0 ? "400000" : start.PadRight(Latest.Length, claim == "exp" ? '9' : '0');
        bool isTime = time.Length == Latest.Length && time[0] != '0' && time.All(char.IsAsciiDigit) && (claim == "exp" || string.CompareOrdinal(time, Latest) < 0);
        return isTime && names?.Smaller.Any(other => other.IsPrefix && time.StartsWith(other.Text, StringComparison.Ordinal)) != true ? time : null;
    }

    /// <summary>Whether a path segment can have this text.</summary>
    public static bool CanBeSegment(string text) => CanonicalPath.CanBeSegment(Encoding.UTF8.GetBytes(text));

    /// <summary>Returns the formula that holds for each possible combination of a caller and a path of a class.</summary>
    /// <param name="facts">The facts that the formula uses.</param>
    /// <param name="path">The class of paths.</param>
    public int Constraint(Bdd bdd, IReadOnlyCollection<Fact> facts, IReadOnlyList<PathPoint> path)
    {
        int[] segments = [.. facts.Where(fact => fact.Kind == FactKind.ClaimIsSegment).Select(fact => fact.Segment).Distinct().Order()];
        string[] bound = [.. facts.Where(fact => fact.Kind == FactKind.ClaimIsSegment).Select(fact => fact.Name).Distinct().Order(StringComparer.Ordinal)];
        var values = new SortedDictionary<string, HashSet<Fact>>(StringComparer.Ordinal);
        foreach (string claim in bound)
        {
            values[claim] = [];
        }

        foreach (Fact fact in facts.Where(fact => fact.Kind == FactKind.Claim))
        {
            if (!values.TryGetValue(fact.Name, out HashSet<Fact>? known))
            {
                values.Add(fact.Name, known = []);
            }

            _ = known.Add(fact);
        }

        HashSet<string> named = NameClosedValues(values, facts);
        string[] words = [.. bound.SelectMany(claim => values[claim]).Select(fact => fact.Text)
            .Concat(segments.Select(segment => PathPoint.At(path, segment).Text)).OfType<string>().Distinct()];
        foreach (string claim in bound)
        {
            values[claim].UnionWith(words.SelectMany(word => Fact.Holding(claim, word)));
        }

        bdd.Order(bound.SelectMany(claim => segments.Select(segment => Fact.ClaimIsSegment(claim, segment))).Concat(values.Values.SelectMany(known => known)));
        string[] scopes = [.. facts.Where(fact => fact.Kind == FactKind.Scope).Select(fact => fact.Name)];
        var parts = new List<int> { Tokens(bdd), Exclusive(bdd, named), AddressBlocks.Constraint(bdd, facts), SignIns(bdd, facts) };
        foreach ((string claim, HashSet<Fact> known) in values)
        {
            parts.Add(Shape(bdd, claim, known));
            parts.Add(Special(bdd, claim, known, named, scopes));
        }

        Bind(bdd, parts, bound, segments, values, path, scopes);
        return bdd.All(parts);
    }

    private static bool IsText(Fact fact) => fact.Type == JsonToken.String;

    // If a claim has a limited set of values, each of these values needs a fact. Otherwise the formula could exclude every value.
    private HashSet<string> NameClosedValues(SortedDictionary<string, HashSet<Fact>> values, IReadOnlyCollection<Fact> facts)
    {
        HashSet<string> named = [.. facts.Where(fact => fact.Kind == FactKind.Client).Select(fact => fact.Name)];
        foreach (string claim in new[] { "client_id", "aud" })
        {
            if (values.TryGetValue(claim, out HashSet<Fact>? known))
            {
                named.UnionWith(known.Where(IsText).Select(fact => fact.Value).Where(IsAccepted).Concat(clients ?? []));
            }
        }

        foreach (string claim in new[] { "client_id", "aud" })
        {
            if (values.TryGetValue(claim, out HashSet<Fact>? known))
            {
                known.UnionWith(named.Select(client => Fact.Claim(claim, client)));
            }
        }

        if (values.TryGetValue("token_use", out HashSet<Fact>? tokenUses))
        {
            tokenUses.UnionWith([Fact.Claim("token_use", "access"), Fact.Claim("token_use", "id")]);
        }

        if (values.TryGetValue("iss", out HashSet<Fact>? known2))
        {
            known2.UnionWith((issuers ?? []).Select(issuer => Fact.Claim("iss", issuer)));
        }

        return named;
    }

    private bool IsAccepted(string client) =>
        clients?.Contains(client) ?? (client.Length > 0 && client == client.Trim() && !client.Contains(',', StringComparison.Ordinal));

    private bool IsIssuer(string issuer) =>
        issuers?.Contains(issuer) ?? (issuer.StartsWith("https://", StringComparison.Ordinal) && !issuer.Contains(',', StringComparison.Ordinal)
            && Uri.TryCreate(issuer, UriKind.Absolute, out Uri? _));

    private int Tokens(Bdd bdd) => uses switch
    {
        TokenUses.Access => bdd.Not(bdd.Of(Fact.IdToken)),
        TokenUses.Id => bdd.Of(Fact.IdToken),
        _ => Bdd.True,
    };

    private int Exclusive(Bdd bdd, HashSet<string> named)
    {
        int[] known = [.. named.Order(StringComparer.Ordinal).Select(client => IsAccepted(client) ? bdd.Of(Fact.Client(client)) : Bdd.False)];
        int refused = bdd.All([.. named.Where(client => !IsAccepted(client)).Select(client => bdd.Not(bdd.Of(Fact.Client(client))))]);
        int all = clients?.All(named.Contains) == true ? bdd.Any(known) : Bdd.True;
        return bdd.All([bdd.AtMostOne(known), refused, all]);
    }

    // If a caller signed in within the last minute, the caller also signed in within the last hour.
    private static int SignIns(Bdd bdd, IEnumerable<Fact> facts)
    {
        Fact[] ascending = [.. facts.Where(fact => fact.Kind == FactKind.SignedInWithin).OrderBy(fact => int.Parse(fact.Value, CultureInfo.InvariantCulture))];
        return bdd.All([.. ascending.Zip(ascending.Skip(1)).Select(pair => bdd.Implies(bdd.Of(pair.First), bdd.Of(pair.Second)))]);
    }

    private static int Shape(Bdd bdd, string claim, HashSet<Fact> known)
    {
        int Any(Func<Fact, bool> which) => bdd.Any([.. known.Where(which).Select(bdd.Of)]);
        int AtMostOne(JsonToken type) => bdd.AtMostOne([.. known.Where(fact => fact.Type == type).Select(bdd.Of)]);
        int noOther = bdd.Not(Any(fact => !IsText(fact)));
        return Shapes.GetValueOrDefault(claim) switch
        {
            ClaimShape.Text => bdd.And(AtMostOne(JsonToken.String), noOther),
            ClaimShape.Number => bdd.And(AtMostOne(JsonToken.Number), bdd.Not(Any(fact => fact.Type != JsonToken.Number || !IsTime(fact)))),
            ClaimShape.Texts => noOther,

            // An array can contain any values, and a single value is treated like an array with one element.
            _ => Bdd.True,
        };
    }

    private static bool IsTime(Fact number) => JsonNumber.TryReadNumericDate(Encoding.UTF8.GetBytes(number.Value), out _);

    // Returns the formula that holds if a claim has at most one value.
    private static int IsSingle(Bdd bdd, string claim) => Shapes.GetValueOrDefault(claim) is ClaimShape.Text or ClaimShape.Number ? Bdd.True
        : claim == "client_id" ? bdd.Not(bdd.Of(Fact.IdToken))
        : Bdd.False;

    private int Special(Bdd bdd, string claim, HashSet<Fact> known, HashSet<string> named, string[] scopes)
    {
        int id = bdd.Of(Fact.IdToken);
        Fact[] texts = [.. known.Where(IsText)];
        int Each(Func<Fact, int> formula) => bdd.All([.. texts.Select(formula)]);
        int Client(string value) => named.Contains(value) && IsAccepted(value) ? bdd.Of(Fact.Client(value)) : Bdd.False;
        switch (claim)
        {
            case "sub":
                return known.Contains(Fact.Claim(claim, string.Empty)) ? bdd.Not(bdd.Of(Fact.Claim(claim, string.Empty))) : Bdd.True;
            case "token_use":
                return Each(fact => bdd.Same(bdd.Of(fact), fact.Value switch { "id" => id, "access" => bdd.Not(id), _ => Bdd.False }));
            case "iss":
                int allowed = Each(fact => IsIssuer(fact.Value) ? Bdd.True : bdd.Not(bdd.Of(fact)));
                return issuers is null ? allowed : bdd.And(allowed, bdd.Any([.. texts.Select(bdd.Of)]));
            case "client_id":
                int noOther = bdd.Not(bdd.Any([.. known.Where(fact => !IsText(fact)).Select(bdd.Of)]));
                return bdd.Or(id, bdd.And(noOther, Each(fact => bdd.Same(bdd.Of(fact), Client(fact.Value)))));
            case "aud":
                return bdd.Implies(id, Each(fact => bdd.Implies(Client(fact.Value), bdd.Of(fact))));
            case "scope":
                return Each(fact => bdd.Implies(bdd.Of(fact), bdd.All(
                    [.. scopes.Select(scope => bdd.Of(new Literal(Fact.Scope(scope), fact.Value.Split(' ').Contains(scope))))])));
            default:
                return Bdd.True;
        }
    }

    // Returns the beginning of a value that no rule names and that is one of the given names.
    private string? NewValue(string claim, NameClass names) => Beginning(claim, names) is { } text
        && (claim switch { "iss" => IsIssuer(text), "client_id" => IsAccepted(text), _ => true }) ? text : null;

    private void Bind(
        Bdd bdd, List<int> parts, string[] bound, int[] segments, SortedDictionary<string, HashSet<Fact>> values, IReadOnlyList<PathPoint> path, string[] scopes)
    {
        int Equal(string claim, int segment) => bdd.Of(Fact.ClaimIsSegment(claim, segment));
        int Holds(string claim, string text) => bdd.Any([.. Fact.Holding(claim, text).Select(bdd.Of)]);
        foreach (string claim in bound)
        {
            int single = IsSingle(bdd, claim);
            foreach (int segment in segments)
            {
                int equal = Equal(claim, segment);
                var point = PathPoint.At(path, segment);
                if (point.Text is { } literal)
                {
                    parts.Add(bdd.Same(equal, Holds(claim, literal)));
                }
                else if (claim == "iss" && point.Name is null)
                {
                    parts.Add(bdd.Not(equal));
                }
                else
                {
                    // A segment that equals a claim with one value has that value as its text. Other claims either contain the text or not. An
                    // array can contain any text.
                    parts.AddRange(values[claim].Select(value => bdd.Implies(
                        bdd.All([single, equal, bdd.Of(value)]),
                        value.Text is { } text && point.CanBe(text)
                            ? bdd.All([.. bound.Select(other => bdd.Same(Equal(other, segment), Holds(other, text)))])
                            : Bdd.False)));
                }

                if (point.Name is { IsPrefix: true } names)
                {
                    string? beginning = NewValue(claim, names);
                    IEnumerable<int> others = beginning is null ? [Bdd.True]
                        : CanBeSegment(beginning) ? []
                        : segments.Where(other => other != segment).Select(other => Equal(claim, other));
                    parts.AddRange(others.Select(other => bdd.Implies(bdd.All([single, equal, other]), bdd.Any([.. values[claim].Select(bdd.Of)]))));
                    parts.AddRange(claim != "scope" ? [] : scopes.Where(names.Text.Split(' ')[..^1].Contains).Select(scope => bdd.Implies(equal, bdd.Of(Fact.Scope(scope)))));
                }
                else if (claim == "scope" && point.Name is null)
                {
                    parts.AddRange(scopes.Where(scope => !CanBeSegment("a" + scope)).Select(scope => bdd.Implies(equal, bdd.Not(bdd.Of(Fact.Scope(scope))))));
                }

                // If two segments equal the same claim with one value, the segments are equal.
                foreach (int other in segments.Where(other => other != segment))
                {
                    int both = bdd.All([single, equal, Equal(claim, other)]);
                    parts.AddRange(bound.Where(two => two != claim).Select(two => bdd.Implies(bdd.And(both, Equal(two, segment)), Equal(two, other))));
                }
            }
        }
    }
}
