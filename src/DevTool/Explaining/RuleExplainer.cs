using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Authorizer.Callers;
using Authorizer.Claims;
using Authorizer.Mcp;
using Authorizer.Permissions;
using DevTool.Comparing;

namespace DevTool.Explaining;

/// <summary>The result of the rules.</summary>
/// <param name="Rules">The rules, in the order of the file.</param>
/// <param name="Reason">The reason for the decision.</param>
internal sealed record ExplainedRules(IReadOnlyList<ExplainedRule> Rules, NearestMiss Reason);

/// <summary>
/// Explains why each rule matches or does not match. The authorizer decides about each route and condition; this class describes the result.
/// </summary>
/// <param name="rules">The rules, in the order of the file.</param>
/// <param name="claims">The claim names that the rules were compiled with. They define the number of each claim of the caller.</param>
internal sealed class RuleExplainer(IReadOnlyList<Rule> rules, ClaimNames claims)
{
    private static string Has(Authorizer.Conditions.Condition condition, CallerFacts facts, CallerWords words) => condition switch
    {
        Authorizer.Conditions.SourceIpCondition => "source address " + AddressBlocks.Text(facts.At.SourceAddress),
        Authorizer.Conditions.SignedInWithinCondition => facts.SignedInAt is { } time
            ? string.Create(CultureInfo.InvariantCulture, $"a sign-in {Math.Floor(facts.At.Now - time)} seconds ago")
            : "no time of sign-in",
        _ => words.Has(condition),
    };

    /// <summary>Explains all rules.</summary>
    /// <param name="inForce">The same rules in compiled form.</param>
    /// <param name="method">The method of the call, or <c>$connect</c>.</param>
    /// <param name="path">The decoded path of the call; empty for <c>$connect</c>.</param>
    /// <param name="mcp">The MCP request, or the default value.</param>
    /// <param name="words">Describes the caller in words.</param>
    public ExplainedRules Explain(RuleSet inForce, in Caller caller, ReadOnlySpan<byte> method, ReadOnlySpan<byte> path, in McpCall mcp, CallerWords words)
    {
        string decisive = Encoding.UTF8.GetString(inForce.Decide(caller, method, path, mcp).RuleId);
        (string methodText, string pathText) = (Encoding.UTF8.GetString(method), Encoding.UTF8.GetString(path));
        var request = McpText.Of(mcp);
        var probe = new RuleProbe(claims, caller, method, path, mcp);
        var explained = new List<ExplainedRule>();
        foreach (Rule rule in rules)
        {
            var routes = new List<ExplainedRoute>();
            foreach (Route route in rule.Routes)
            {
                routes.Add(RouteComparison.Compare(route, probe, methodText, pathText, request, words));
            }

            var conditions = new List<ExplainedCondition>();
            foreach (Authorizer.Conditions.Condition condition in rule.When)
            {
                conditions.Add(new ExplainedCondition(condition.Name, probe.Holds(condition), ConditionWords.Requires(condition), Has(condition, caller.Facts, words)));
            }

            bool matches = routes.Exists(route => route.Matches) && conditions.TrueForAll(condition => condition.Holds);
            string effect = rule.Effect == RuleEffect.Deny ? "deny" : "allow";
            explained.Add(new ExplainedRule(rule.Id, rule.Line, effect, matches, rule.Id == decisive, routes, conditions));
        }

        // A policy for all routes of a caller lists only the methods of API Gateway and the methods that rules name.
        NearestMiss reason = decisive.Length == 0 && explained.Any(rule => rule.Matches)
            ? new NearestMiss($"AUTHORIZER_POLICY_SCOPE=principal requires that a rule names the method {methodText}, but no rule does", Rule: null)
            : NearestMiss.Find(rules, explained, methodText, pathText, request, words);
        return new ExplainedRules(explained, reason);
    }
}
