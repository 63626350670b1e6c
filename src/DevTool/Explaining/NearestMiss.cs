using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Authorizer.Permissions;

namespace DevTool.Explaining;

/// <summary>
/// Explains in one sentence why the rules allow or deny a call. The sentence is about the rule that decided the call, or otherwise about
/// the nearest allow rule. The authorizer decides which routes and conditions match. This class only selects what to show.
/// </summary>
/// <param name="Why">The sentence.</param>
/// <param name="Rule">The nearest rule, or <see langword="null"/> if a rule decided or no rule is near.</param>
internal sealed record NearestMiss(string Why, ExplainedRule? Rule)
{
    /// <summary>Finds the sentence and the nearest rule.</summary>
    /// <param name="rules">The rules of the file.</param>
    /// <param name="explained">The same rules with their explanations for the call.</param>
    /// <param name="method">The method of the call, or <c>$connect</c>.</param>
    /// <param name="path">The decoded path of the call; empty for <c>$connect</c>.</param>
    /// <param name="mcp">The MCP request, or <see langword="null"/>.</param>
    public static NearestMiss Find(
        IReadOnlyList<Rule> rules, IReadOnlyList<ExplainedRule> explained, string method, string path, McpText? mcp, CallerWords caller)
    {
        Candidate[] candidates = [.. rules.SelectMany((rule, i) => rule.Routes.Select(
            (route, j) => new Candidate(rule, route, explained[i], j, RouteDistance.Between(route, method, path, mcp), ClaimsOf(route, explained[i].Routes[j].Matches, path, mcp, caller))))];
        if (candidates.FirstOrDefault(candidate => candidate.Told.Decides && candidate.Covers) is { } decisive)
        {
            return new NearestMiss(Decided(decisive), Rule: null);
        }

        Candidate[] allowing = [.. candidates.Where(candidate => candidate.Rule.Effect == RuleEffect.Allow && candidate.Distance is not null)];
        if (allowing.Where(candidate => candidate.Distance == 0).MinBy(candidate => candidate.Failing.Count()) is { } missed)
        {
            IEnumerable<string> required = missed.Failing.Select(need => need.Requires);
            IEnumerable<string> has = missed.Failing.Select(need => need.Has);
            return new NearestMiss($"rule \"{missed.Rule.Id}\" requires {Join(required)}; {caller.Name} has {Join(has)}", missed.Told);
        }

        string call = mcp is null ? $"{method} {path}".TrimEnd() : $"{Route.McpMethod} {path} {mcp}";
        string none = candidates.Any(candidate => candidate.Covers) ? $"no allow rule covers {call}" : $"no rule covers {call}";
        return allowing.MinBy(candidate => candidate.Distance) is not { } near ? new NearestMiss(none, Rule: null)
            : new NearestMiss(string.Create(
                CultureInfo.InvariantCulture, $"{none}; the nearest route is {RouteComparison.Text(near.Route)} (rule \"{near.Rule.Id}\", line {near.Rule.Line})"), near.Told);
    }

    private static string Decided(Candidate decisive)
    {
        string verb = decisive.Rule.Effect == RuleEffect.Deny ? "denies" : "allows";
        string[] requires = [.. decisive.Claims.Concat(decisive.Told.Conditions).Select(need => need.Requires)];
        return $"rule \"{decisive.Rule.Id}\" {verb} {(requires.Length == 0 ? "every caller" : Join(requires))}";
    }

    // Finds the claims that a route requires in its path. If there is only one such claim, it decides whether the route matches the call.
    private static ExplainedCondition[] ClaimsOf(Route route, bool covers, string path, McpText? mcp, CallerWords caller)
    {
        (string Claim, string Called, string Place)[] claims =
        [
            .. route.Segments.Zip(RouteDistance.Segments(path)).Where(pair => pair.First.Kind == SegmentKind.Claim).Select(pair => (pair.First.Text, pair.Second, "path")),
            .. route.Mcp is { NameKind: McpNameKind.Claim } pattern && mcp?.Name is { } name ? new[] { (pattern.Name, name, "name") } : [],
        ];
        return
        [
            .. claims.Select(pair =>
            {
                (string claim, string text, string place) = pair;
                string has = caller.Claim(claim) ?? $"no claim {claim}";
                bool holds = covers || (claims.Length > 1 && caller.HasValue(claim, text));
                return new ExplainedCondition(claim, holds, $"{claim} \"{text}\" for this {place}", has);
            }),
        ];
    }

    private static string Join(IEnumerable<string> words) => string.Join(" and ", words);

    private sealed record Candidate(
        Rule Rule, Route Route, ExplainedRule Told, int Index, double? Distance, IReadOnlyList<ExplainedCondition> Claims)
    {
        public bool Covers => Told.Routes[Index].Matches;

        public IEnumerable<ExplainedCondition> Failing => Claims.Concat(Told.Conditions).Where(need => !need.Holds);
    }
}
