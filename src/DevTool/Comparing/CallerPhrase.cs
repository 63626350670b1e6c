using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace DevTool.Comparing;

/// <summary>Describes a class of callers in words: "callers in group ops", and for the exception "they are in group suspended".</summary>
/// <param name="Who">The callers.</param>
/// <param name="Unless">The exception, as a clause after "unless", or <see langword="null"/>.</param>
internal sealed record CallerPhrase(string Who, string? Unless)
{
    private const string Everyone = "every caller";
    private const string Whose = "whose ";

    /// <summary>Describes callers for whom at least one literal of each clause is true.</summary>
    /// <param name="calls">The calls. Claims that are visible in the paths of the calls are not repeated.</param>
    public static CallerPhrase Of(IReadOnlyList<IReadOnlyList<Literal>> clauses, IReadOnlyList<CallClass> calls)
    {
        bool IsShown(Literal literal) => literal is { Holds: true, Fact.Kind: FactKind.ClaimIsSegment } && calls.Count > 0
            && calls.All(call => call.Paths?.All(path => path.Segments.Count > literal.Fact.Segment && path.Segments[literal.Fact.Segment].Text is null) == true);
        Literal[] told = [.. clauses.Where(clause => clause.Count == 1).Select(clause => clause[0]).Where(literal => !IsShown(literal))];

        // Kinds of token and times of sign-in have an opposite in words, so they do not need "unless".
        bool IsExcluded(Literal literal) => !literal.Holds && literal.Fact.Kind is not (FactKind.IdToken or FactKind.SignedInWithin);
        string[] having =
        [
            .. Having([.. told.Where(literal => !IsExcluded(literal))], "and"),
            .. clauses.Where(clause => clause.Count > 1).SelectMany(clause => Having(clause, "or")),
        ];
        IEnumerable<string> plain = having.Where(phrase => !phrase.StartsWith(Whose, StringComparison.Ordinal));
        IEnumerable<string> whose = having.Where(phrase => phrase.StartsWith(Whose, StringComparison.Ordinal));
        string[] all = [.. new[] { string.Join(' ', plain), string.Join(" and ", whose) }.Where(phrase => phrase.Length > 0)];
        string[] excluded = [.. Excluded([.. told.Where(IsExcluded).Select(literal => literal.Fact)])];
        return new CallerPhrase(all.Length == 0 ? Everyone : "callers " + string.Join(' ', all), excluded.Length == 0 ? null : string.Join(", or ", excluded));
    }

    /// <summary>Describes callers for whom all given facts are true.</summary>
    public static CallerPhrase Of(IReadOnlyList<Literal> condition) => Of([.. condition.Select(literal => new[] { literal })], []);

    /// <summary>Describes a change for the callers, such as "callers in group ops gain GET /orders, unless they are in group suspended".</summary>
    /// <param name="verb">The verb in the plural; the singular has an s at the end.</param>
    /// <param name="what">The calls, in the words of the sentence.</param>
    public string Sentence(string verb, string what) =>
        $"{Who} {verb}{(Who == Everyone && verb != "may" ? "s" : string.Empty)} {what}{(Unless is null ? string.Empty : $", unless {Unless}")}";

    /// <summary>Describes the callers, such as "callers in group ops, unless they are in group suspended".</summary>
    public override string ToString() => Who + (Unless is null ? string.Empty : $", unless {Unless}");

    private static IEnumerable<string> Having(IReadOnlyList<Literal> literals, string join)
    {
        Fact[] facts = [.. literals.Select(literal => literal.Fact)];
        foreach ((string? claim, string[] values) in Values(facts))
        {
            yield return claim switch
            {
                Fact.Groups => $"in group{(values.Length > 1 && join == "and" ? "s" : string.Empty)} {WordList.Join(values, join)}",
                _ => $"with {claim} {WordList.Join(values, join)}",
            };
        }

        string[] clients = [.. facts.Where(fact => fact.Kind == FactKind.Client).Select(fact => fact.Name)];
        if (clients.Length > 0)
        {
            yield return $"using app client {WordList.Join(clients, join)}";
        }

        foreach ((Fact fact, bool holds) in literals)
        {
            switch (fact.Kind)
            {
                case FactKind.IdToken:
                    yield return holds ? "with an ID token" : "with an access token";
                    break;
                case FactKind.SignedInWithin:
                    yield return (holds ? "who signed in less than " : "who signed in at least ") + fact.Value + " seconds ago";
                    break;
                case FactKind.SourceIp:
                    yield return "from " + fact.Value;
                    break;
                case FactKind.ClaimIsSegment:
                    yield return Whose + Is(fact);
                    break;
                default:
                    break;
            }
        }
    }

    private static IEnumerable<string> Excluded(IReadOnlyList<Fact> facts)
    {
        foreach ((string? claim, string[] values) in Values(facts))
        {
            yield return claim == Fact.Groups ? $"they are in group {WordList.Join(values, "or")}" : $"they have {claim} {WordList.Join(values, "or")}";
        }

        string[] clients = [.. facts.Where(fact => fact.Kind == FactKind.Client).Select(fact => fact.Name)];
        if (clients.Length > 0)
        {
            yield return $"they use app client {WordList.Join(clients, "or")}";
        }

        foreach (Fact fact in facts.Where(fact => fact.Kind == FactKind.SourceIp))
        {
            yield return $"they call from {fact.Value}";
        }

        foreach (Fact fact in facts.Where(fact => fact.Kind == FactKind.ClaimIsSegment))
        {
            yield return $"their {Is(fact)}";
        }
    }

    // A claim has a value if the claim equals the value, or is an array that contains the value. Scopes are the words of the claim scope.
    private static IEnumerable<(string Claim, string[] Values)> Values(IReadOnlyList<Fact> facts) => facts
        .Where(fact => fact.Kind is FactKind.Claim or FactKind.Scope)
        .Select(fact => fact.Kind == FactKind.Scope ? ("scope", fact.Name) : (fact.Name, fact.Name == Fact.Groups ? fact.Value : Wording.Json(fact)))
        .GroupBy(pair => pair.Item1, pair => pair.Item2)
        .OrderBy(claim => claim.Key switch { Fact.Groups => 0, "scope" => 1, _ => 2 })
        .Select(claim => (claim.Key, claim.ToArray()));

    private static string Is(Fact fact) => fact.Segment == Fact.NameSegment ? $"{fact.Name} is the name in the MCP request"
        : string.Create(CultureInfo.InvariantCulture, $"{fact.Name} is segment {fact.Segment + 1} of the path");
}
