using System.Collections.Generic;
using System.Linq;
using Authorizer.Permissions;
using DevTool.Explaining;

namespace DevTool.Testing;

/// <summary>
/// Counts the parts of rules that tests exercise. A call exercises the rules and routes that match it. A condition is exercised if it holds
/// for one caller and fails for another caller, each on a route of its rule. Otherwise, all tests would still pass after the removal of the
/// condition.
/// </summary>
internal sealed class RuleCoverage(IReadOnlyList<Rule> rules)
{
    private readonly RuleUse[] _uses =
        [.. rules.Select(rule => new RuleUse(new bool[rule.Routes.Count], new bool[rule.When.Count], new bool[rule.When.Count]))];

    /// <summary>Counts a call.</summary>
    /// <param name="explained">The explained rules, in the order of the file; empty if the decision did not reach the rules.</param>
    public void Add(IReadOnlyList<ExplainedRule> explained)
    {
        for (int i = 0; i < explained.Count; i++)
        {
            ExplainedRule rule = explained[i];
            if (!rule.Routes.Any(route => route.Matches))
            {
                continue;
            }

            for (int route = 0; route < rule.Routes.Count; route++)
            {
                _uses[i].Routes[route] |= rule.Matches && rule.Routes[route].Matches;
            }

            for (int condition = 0; condition < rule.Conditions.Count; condition++)
            {
                _uses[i].Held[condition] |= rule.Conditions[condition].Holds;
                _uses[i].Failed[condition] |= !rule.Conditions[condition].Holds;
            }
        }
    }

    /// <summary>Returns the totals.</summary>
    public CoverageReport Report()
    {
        int total = rules.Sum(rule => 1 + rule.Routes.Count + rule.When.Count);
        int exercised = _uses.Sum(use => (use.Matched ? 1 : 0) + use.Routes.Count(matched => matched) + use.Conditions.Count(both => both));
        int percent = total == 0 ? 100 : exercised * 100 / total;
        return new CoverageReport(percent, exercised, total, [.. rules.Zip(_uses).SelectMany(pair => Gaps(pair.First, pair.Second))]);
    }

    private static IEnumerable<CoverageGap> Gaps(Rule rule, RuleUse use)
    {
        if (!use.Matched)
        {
            yield return new CoverageGap(rule.Line, rule.Id, "no test matches this rule; add a call that it decides");
            yield break;
        }

        for (int i = 0; i < rule.Routes.Count; i++)
        {
            if (!use.Routes[i])
            {
                yield return new CoverageGap(rule.Line, rule.Id, $"no test matches the route \"{RouteComparison.Text(rule.Routes[i])}\"; add a call to it");
            }
        }

        for (int i = 0; i < rule.When.Count; i++)
        {
            if (!use.Failed[i])
            {
                yield return new CoverageGap(
                    rule.Line, rule.Id, $"no test calls this rule's routes as a caller who does not meet {rule.When[i].Name} ({ConditionWords.Requires(rule.When[i])}); add such a call");
            }
        }
    }

    private sealed record RuleUse(bool[] Routes, bool[] Held, bool[] Failed)
    {
        public bool Matched => Routes.Contains(true);

        public IEnumerable<bool> Conditions => Held.Zip(Failed, (held, failed) => held && failed);
    }
}
