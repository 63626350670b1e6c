using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Authorizer.Claims;
using Authorizer.Configuration;
using Authorizer.Permissions;
using Authorizer.Permissions.Conditions;
using Authorizer.Signatures;

namespace DevTool.Explaining;

/// <summary>
/// Tells of each rule why it did or did not match. Each route and each condition is put to the authorizer's own
/// <see cref="RuleSet"/> as a rule of its own; the words are this tool's, the verdicts are not.
/// </summary>
internal sealed class RulesStory
{
    private static readonly Route[] Everything = [new(Route.AnyMethod, [], WithSubtree: true), new(Route.Connect, [], WithSubtree: false)];

    private readonly ClaimNames _claims;
    private readonly List<RuleParts> _rules = [];

    /// <summary>Takes the rules apart.</summary>
    /// <param name="rules">The rules, in the file's order.</param>
    /// <param name="claims">Numbers the claims anybody asks for.</param>
    public RulesStory(IReadOnlyList<Rule> rules, ClaimNames claims)
    {
        _claims = claims;
        Rules = rules;
        Methods = new RouteMethods(rules);
        foreach (Rule rule in rules)
        {
            _rules.Add(new RuleParts(
                rule,
                [.. rule.Routes.Select(route => (route, Alone(rule, [route], [])))],
                [.. rule.When.Select(condition => (condition, Alone(rule, Everything, [condition])))]));
        }
    }

    /// <summary>The rules, in the file's order.</summary>
    public IReadOnlyList<Rule> Rules { get; }

    /// <summary>The methods that count where a policy speaks of all a caller may do.</summary>
    public RouteMethods Methods { get; }

    /// <summary>Tells of all rules.</summary>
    /// <param name="token">The caller's token.</param>
    /// <param name="clientId">The app client it was issued to.</param>
    /// <param name="method">The request's method.</param>
    /// <param name="path">The request's path, decoded; empty for <c>$connect</c>.</param>
    /// <param name="caller">What the caller has, in words.</param>
    /// <param name="disagreements">Takes where a word and a verdict differ.</param>
    /// <returns>The rules, in the file's order.</returns>
    public List<ExplainedRule> Tell(
        in VerifiedToken token, byte[] clientId, ReadOnlySpan<byte> method, ReadOnlySpan<byte> path, CallerWords caller, List<string> disagreements)
    {
        Dictionary<string, string> strings = StringClaims(token);
        string methodText = Encoding.UTF8.GetString(method);
        string pathText = Encoding.UTF8.GetString(path);
        var told = new List<ExplainedRule>();
        foreach (RuleParts parts in _rules)
        {
            var routes = new List<ExplainedRoute>();
            foreach ((Route route, RuleSet alone) in parts.Routes)
            {
                ExplainedRoute compared = RouteComparison.Compare(route, methodText, pathText, name => strings.GetValueOrDefault(name));
                routes.Add(compared);
                if (compared.Matches == alone.Decide(alone.LookUp(token, clientId), method, path).RuleId.IsEmpty)
                {
                    disagreements.Add($"rule {parts.Rule.Id}, route {compared.Route}: {compared.Reason}");
                }
            }

            var conditions = new List<ExplainedCondition>();
            foreach ((Condition condition, RuleSet alone) in parts.Conditions)
            {
                bool holds = !alone.Decide(alone.LookUp(token, clientId), method, path).RuleId.IsEmpty;
                conditions.Add(new ExplainedCondition(condition.Name, holds, ConditionWords.Requires(condition), caller.Has(condition)));
            }

            bool matches = routes.Exists(route => route.Matches) && conditions.TrueForAll(condition => condition.Holds);
            string effect = parts.Rule.Effect == RuleEffect.Deny ? "deny" : "allow";
            told.Add(new ExplainedRule(parts.Rule.Id, parts.Rule.Line, effect, matches, Decides: false, routes, conditions));
        }

        int decisive = told.FindIndex(rule => rule.Matches && rule.Effect == "deny");
        decisive = decisive >= 0 ? decisive : told.FindIndex(rule => rule.Matches);
        if (decisive >= 0)
        {
            told[decisive] = told[decisive] with { Decides = true };
        }

        return told;
    }

    private RuleSet Alone(Rule rule, IReadOnlyList<Route> routes, IReadOnlyList<Condition> when) =>
        new([new Rule { Id = rule.Id, Line = rule.Line, Effect = rule.Effect, Routes = routes, When = when }], PolicyScope.Route, _claims);

    private Dictionary<string, string> StringClaims(in VerifiedToken token)
    {
        var strings = new Dictionary<string, string>();
        IEnumerable<RouteSegment> segments = _rules.SelectMany(parts => parts.Rule.Routes).SelectMany(route => route.Segments);
        foreach (string name in segments.Where(segment => segment.Kind == SegmentKind.Claim).Select(segment => segment.Text).Distinct())
        {
            if (token.TryGetString(_claims.Add(name), out ReadOnlySpan<byte> value))
            {
                strings.Add(name, Encoding.UTF8.GetString(value));
            }
        }

        return strings;
    }

    private sealed record RuleParts(
        Rule Rule, IReadOnlyList<(Route Route, RuleSet Alone)> Routes, IReadOnlyList<(Condition Condition, RuleSet Alone)> Conditions);
}
