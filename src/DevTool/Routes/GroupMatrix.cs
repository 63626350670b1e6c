using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using Authorizer.Conditions;
using Authorizer.Permissions;
using DevTool.Explaining;
using DevTool.Testing;

namespace DevTool.Routes;

/// <summary>A table of routes and groups. Each cell is the decision about a route for a caller in exactly one group.</summary>
/// <param name="File">The permissions file.</param>
/// <param name="Groups">The groups that rules name; <see langword="null"/> stands for a caller in no group.</param>
/// <param name="Rows">The routes, in the order of the file.</param>
internal sealed record GroupMatrix(string File, IReadOnlyList<string?> Groups, IReadOnlyList<MatrixRow> Rows)
{
    // The path segment of a route must not replace these claims, because a different value would change the kind of caller or invalidate
    // the token.
    private static readonly string[] OwnClaims = ["cognito:groups", "token_use", "client_id", "aud", "iss", "exp", "nbf", "iat", "auth_time", "scope"];

    /// <summary>Creates the table.</summary>
    /// <param name="file">The name of the file.</param>
    /// <param name="authorizer">The authorizer with the rules of the file.</param>
    public static GroupMatrix Create(string file, OfflineAuthorizer authorizer)
    {
        IReadOnlyList<Rule> rules = authorizer.Rules;
        string?[] groups = [null, .. rules.SelectMany(rule => rule.When.OfType<GroupsCondition>()).SelectMany(condition => condition.Groups).Distinct()];
        CallDecider real = authorizer.Decider(rules);
        CallDecider generous = authorizer.Decider([.. rules.Select(rule => Relaxed(rule, RuleEffect.Allow)).OfType<Rule>()]);
        CallDecider strict = authorizer.Decider([.. rules.Select(rule => Relaxed(rule, RuleEffect.Deny)).OfType<Rule>()]);
        var example = new ExampleCalls(rules);
        Route[] routes = [.. rules.SelectMany(rule => rule.Routes).DistinctBy(RouteComparison.Text)];

        string[] claims = [.. routes.SelectMany(RouteClaims.Of).Except(OwnClaims)];
        Dictionary<string, JsonElement> values = claims.Distinct().ToDictionary(claim => claim, claim => JsonSerializer.SerializeToElement(JsonValue.Create(example.Segment)));
        string[] tokens = [.. groups.Select(group => authorizer.Token("caller", new TestCaller(Groups: group is null ? null : [group], Claims: values)))];
        return new GroupMatrix(file, groups, [.. routes.Select(route => Row(route, example.Of(route)))]);

        MatrixRow Row(Route route, string call) => new(
            RouteComparison.Text(route),
            call,
            [.. tokens.Select(token =>
            {
                CallDecision decision = real.Decide(token, call);
                bool depends = generous.Decide(token, call).Allowed != strict.Decide(token, call).Allowed;
                return new MatrixCell(decision.Allowed, depends, decision.Rule);
            })]);
    }

    // Creates the rule for a caller whose other claims favor one effect. A rule with this effect keeps only its group conditions. A rule with the
    // other effect is kept only if all its conditions are about groups.
    private static Rule? Relaxed(Rule rule, RuleEffect favoured)
    {
        Condition[] groups = [.. rule.When.Where(condition => condition is GroupsCondition)];
        return rule.Effect == favoured || groups.Length == rule.When.Count
            ? new Rule { Id = rule.Id, Line = rule.Line, Effect = rule.Effect, Routes = rule.Routes, When = groups }
            : null;
    }
}

/// <summary>The decisions about one route.</summary>
/// <param name="Route">The route in the notation of the file.</param>
/// <param name="Call">The call that the decisions are about.</param>
/// <param name="Cells">The decisions, in the order of the groups.</param>
internal sealed record MatrixRow(string Route, string Call, IReadOnlyList<MatrixCell> Cells);

/// <summary>The decision about a route for one group.</summary>
/// <param name="Allowed">Whether a caller who is only in this group may make the call.</param>
/// <param name="Depends">Whether scopes, app client, token use or claims can change the decision.</param>
/// <param name="Rule">The rule that decided the call, or <see langword="null"/>.</param>
internal sealed record MatrixCell(bool Allowed, bool Depends, string? Rule)
{
    /// <summary>The decision as a word.</summary>
    /// <returns>The word. An asterisk means that the decision does not depend only on groups.</returns>
    public string Word() => (Allowed ? "yes" : "no") + (Depends ? "*" : string.Empty);
}
