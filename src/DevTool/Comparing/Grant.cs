using System.Collections.Generic;
using System.Linq;
using System.Text;
using Authorizer.Callers;
using Authorizer.Conditions;
using Authorizer.Json;
using Authorizer.Options;
using Authorizer.Permissions;

namespace DevTool.Comparing;

/// <summary>
/// The effect and the conditions of a rule, without its ID and routes. The conditions are clauses. At least one literal of each clause must
/// hold.
/// </summary>
/// <param name="Clauses">The conditions on the caller.</param>
internal sealed record Grant(RuleEffect Effect, IReadOnlyList<IReadOnlyList<Literal>> Clauses)
{
    /// <summary>Converts a rule.</summary>
    public static Grant Of(Rule rule) => new(rule.Effect, [.. rule.When.SelectMany(Translate)]);

    /// <summary>Converts a condition. A test checks that every condition of the authorizer is supported here.</summary>
    /// <exception cref="DefectException">This class does not support the condition.</exception>
    public static IEnumerable<IReadOnlyList<Literal>> Translate(Condition condition) => condition switch
    {
        GroupsCondition groups => Some(groups.All, groups.Groups.Select(group => Fact.Claim(Fact.Groups, group))),
        ScopesCondition scopes => Some(scopes.All, scopes.Scopes.Select(Fact.Scope)),
        ClientsCondition clients => Some(all: false, clients.ClientIds.Select(Fact.Client)),
        TokenUseCondition token => [[new Literal(Fact.IdToken, token.Use == TokenUses.Id)]],
        IssuersCondition issuers => Some(all: false, issuers.Issuers.Select(issuer => Fact.Claim("iss", issuer))),
        SignedInWithinCondition signedIn => [[new Literal(Fact.SignedInWithin(signedIn.Seconds))]],
        SourceIpCondition source => Some(all: false, source.Blocks.Select(Fact.SourceIp)),
        ClaimCondition claim => Some(all: false, claim.Values.Select(value => Of(claim.Claim!, value))),
        _ => throw new DefectException($"the condition {condition.Name} cannot be compared"),
    };

    /// <summary>Converts the conditions to a formula.</summary>
    public int Formula(Bdd bdd) => bdd.All([.. Clauses.Select(clause => bdd.Any([.. clause.Select(bdd.Of)]))]);

    private static IEnumerable<IReadOnlyList<Literal>> Some(bool all, IEnumerable<Fact> facts) =>
        all ? facts.Select(fact => new[] { new Literal(fact) }) : [[.. facts.Select(fact => new Literal(fact))]];

    // Compares numbers by value, like ClaimValueIndex.
    private static Fact Of(string claim, ClaimValue value)
    {
        string text = Encoding.UTF8.GetString(value.Text);
        return value.Kind == JsonToken.Number ? Fact.Number(claim, text) : new Fact(FactKind.Claim, claim, text, value.Kind);
    }
}
