using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Authorizer.Json;
using Authorizer.Lambda.Configuration;
using Authorizer.Options;
using Authorizer.Paths;

namespace DevTool.Comparing;

/// <summary>
/// Which combinations of facts a caller can have whom the authorizer accepts (<c>ClaimsValidator.cs</c>): a string has one value, a token
/// one client, claims of Cognito one type, and equal things are equal to the same things.
/// </summary>
/// <param name="uses">The kinds of token that are accepted.</param>
/// <param name="clients">The app clients that are accepted, or <see langword="null"/> if they are not configured.</param>
/// <param name="issuers">The issuers that are accepted, or <see langword="null"/> if they are not configured.</param>
internal sealed class CallerModel(TokenUses uses, IReadOnlyList<string>? clients, IReadOnlyList<string>? issuers)
{
    private static readonly Dictionary<string, ClaimShape> Shapes = new()
    {
        ["iss"] = ClaimShape.RequiredText,
        ["sub"] = ClaimShape.RequiredText,
        ["token_use"] = ClaimShape.RequiredText,
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
        ["aud"] = ClaimShape.TextOrTexts,
    };

    private enum ClaimShape
    {
        Free,
        Text,
        RequiredText,
        Number,
        Texts,
        TextOrTexts,
    }

    /// <summary>The kinds of token that are accepted.</summary>
    public TokenUses Uses => uses;

    /// <summary>The app clients that are accepted, or <see langword="null"/> if they are not configured.</summary>
    public IReadOnlyList<string>? Clients => clients;

    /// <summary>The issuers that are accepted, or <see langword="null"/> if they are not configured.</summary>
    public IReadOnlyList<string>? Issuers => issuers;

    /// <summary>The callers that the authorizer accepts. Clients and issuers that are not configured can be any.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="variables">Gives an environment variable of the authorizer, or <see langword="null"/>.</param>
    public static CallerModel Of(Settings settings, Func<string, string?> variables)
    {
        bool IsSet(string variable) => !string.IsNullOrWhiteSpace(variables(variable));
        return new CallerModel(
            settings.TokenUses,
            IsSet("AUTHORIZER_CLIENT_IDS") ? [.. settings.ClientIds.Select(Encoding.UTF8.GetString)] : null,
            IsSet("AUTHORIZER_ISSUERS") || IsSet("AUTHORIZER_USER_POOL_IDS") ? [.. settings.Issuers.Select(issuer => issuer.Name)] : null);
    }

    /// <summary>Whether a path segment can be this text.</summary>
    public static bool CanBeSegment(string text) => CanonicalPath.CanBeSegment(Encoding.UTF8.GetBytes(text));

    /// <summary>The formula that holds for the callers, and the paths of a class, that exist.</summary>
    /// <param name="bdd">The formulas.</param>
    /// <param name="facts">The facts that matter.</param>
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
        string[] words = [.. bound.SelectMany(claim => values[claim]).Where(IsText).Select(fact => fact.Value)
            .Concat(segments.Select(segment => PathPoint.At(path, segment).Text).OfType<string>()).Distinct()];
        foreach (string claim in bound)
        {
            values[claim].UnionWith(words.Select(word => Fact.Claim(claim, word)));
        }

        bdd.Order(bound.SelectMany(claim => segments.Select(segment => Fact.ClaimIsSegment(claim, segment))).Concat(bound.Select(Fact.ClaimIsText)).Concat(values.Values.SelectMany(known => known)));
        string[] scopes = [.. facts.Where(fact => fact.Kind == FactKind.Scope).Select(fact => fact.Name)];
        var parts = new List<int> { Tokens(bdd), Exclusive(bdd, named) };
        foreach ((string claim, HashSet<Fact> known) in values)
        {
            parts.Add(Shape(bdd, claim, known));
            parts.Add(Special(bdd, claim, known, named, scopes));
        }

        Bind(bdd, parts, bound, segments, words, path, scopes);
        return bdd.All(parts);
    }

    private static bool IsText(Fact fact) => fact.Type == JsonToken.String;

    // Whoever names a claim whose values are limited must know all of them, or all could be excluded.
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

    private static int Shape(Bdd bdd, string claim, HashSet<Fact> known)
    {
        int text = bdd.Of(Fact.ClaimIsText(claim));
        int[] texts = [.. known.Where(IsText).Select(bdd.Of)];
        int[] others = [.. known.Where(fact => !IsText(fact)).Select(bdd.Of)];
        int[] numbers = [.. known.Where(fact => fact.Type == JsonToken.Number).Select(bdd.Of)];
        int noText = bdd.Not(bdd.Any(texts));
        int noOther = bdd.Not(bdd.Any(others));
        int oneText = bdd.And(bdd.AtMostOne(texts), noOther);
        return Shapes.GetValueOrDefault(claim) switch
        {
            ClaimShape.Text => bdd.And(oneText, bdd.Or(text, noText)),
            ClaimShape.RequiredText => bdd.And(oneText, text),
            ClaimShape.Number => bdd.All([bdd.Not(text), noText, bdd.AtMostOne(numbers), bdd.Not(bdd.Any([.. known.Where(fact => fact.Type is JsonToken.True or JsonToken.False).Select(bdd.Of)]))]),
            ClaimShape.Texts => bdd.And(bdd.Not(text), noOther),
            ClaimShape.TextOrTexts => bdd.And(noOther, bdd.Implies(text, oneText)),
            _ => bdd.Implies(text, oneText),
        };
    }

    private int Special(Bdd bdd, string claim, HashSet<Fact> known, HashSet<string> named, string[] scopes)
    {
        int id = bdd.Of(Fact.IdToken);
        int text = bdd.Of(Fact.ClaimIsText(claim));
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
                return bdd.Or(id, bdd.And(text, Each(fact => bdd.Same(bdd.Of(fact), Client(fact.Value)))));
            case "aud":
                int holdsClient = Each(fact => bdd.Implies(Client(fact.Value), bdd.Of(fact)));
                int isClient = bdd.Implies(text, Each(fact => bdd.Implies(bdd.Of(fact), Client(fact.Value))));
                return bdd.Implies(id, bdd.And(holdsClient, isClient));
            case "scope":
                int none = bdd.All([.. scopes.Select(scope => bdd.Not(bdd.Of(Fact.Scope(scope))))]);
                int spelled = Each(fact => bdd.Implies(bdd.Of(fact), bdd.All(
                    [.. scopes.Select(scope => bdd.Of(new Literal(Fact.Scope(scope), fact.Value.Split(' ').Contains(scope))))])));
                return bdd.And(bdd.Or(text, none), spelled);
            default:
                return Bdd.True;
        }
    }

    // A segment that equals two claims makes them equal, and a claim that equals two segments makes these equal.
    private static void Bind(
        Bdd bdd, List<int> parts, string[] bound, int[] segments, string[] words, IReadOnlyList<PathPoint> path, string[] scopes)
    {
        int Equal(string claim, int segment) => bdd.Of(Fact.ClaimIsSegment(claim, segment));
        int Is(string claim, string word) => bdd.And(bdd.Of(Fact.ClaimIsText(claim)), bdd.Of(Fact.Claim(claim, word)));
        foreach (string claim in bound)
        {
            foreach (int segment in segments)
            {
                int equal = Equal(claim, segment);
                var point = PathPoint.At(path, segment);

                // The one place that says which claims a segment can equal: strings today.
                parts.Add(claim == "iss" && segment != Fact.NameSegment ? bdd.Not(equal) : bdd.Implies(equal, bdd.Of(Fact.ClaimIsText(claim))));
                if (point.Text is { } literal)
                {
                    parts.Add(bdd.Same(equal, Is(claim, literal)));
                }

                parts.AddRange(words.Where(word => !point.CanBe(word))
                    .Select(word => bdd.Implies(equal, bdd.Not(bdd.Of(Fact.Claim(claim, word))))));
                if (claim == "scope" && point.Name is null)
                {
                    parts.AddRange(scopes.Where(scope => !CanBeSegment("a" + scope)).Select(scope => bdd.Implies(equal, bdd.Not(bdd.Of(Fact.Scope(scope))))));
                }
            }
        }

        foreach (string one in bound)
        {
            foreach (string two in bound.Where(claim => claim != one))
            {
                foreach (int segment in segments)
                {
                    int both = bdd.And(Equal(one, segment), Equal(two, segment));
                    parts.AddRange(segments.Select(other => bdd.Implies(bdd.And(both, Equal(one, other)), Equal(two, other))));
                    parts.AddRange(words.Select(word => bdd.Implies(both, bdd.Same(bdd.Of(Fact.Claim(one, word)), bdd.Of(Fact.Claim(two, word))))));
                    parts.AddRange(words.Select(word => bdd.Implies(bdd.All([Is(one, word), Is(two, word), Equal(one, segment)]), Equal(two, segment))));
                }
            }
        }
    }
}
