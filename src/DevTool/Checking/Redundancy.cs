using System;
using System.Collections.Generic;
using System.Linq;
using Authorizer.Options;
using Authorizer.Permissions;
using DevTool.Comparing;

namespace DevTool.Checking;

/// <summary>
/// Finds rules that can be removed without changing a decision. The comparison of files confirms that each of these rules is redundant.
/// Because the comparison is slow, it runs only for rules that no example caller proves to be needed, and only with the rules that match
/// some of the same calls.
/// </summary>
/// <param name="grants">The conditions of the rules.</param>
/// <param name="callers">The callers that the authorizer can accept.</param>
/// <param name="scope">Whether a policy covers only the requested route or all routes of the caller.</param>
internal sealed class Redundancy(IReadOnlyList<CheckedRule> rules, NumberedGrants grants, CallerModel callers, PolicyScope scope)
{
    // The limit for the number of rules in all comparisons together. At this limit, the comparisons take about 0.1 s. Only files with many
    // redundant rules reach the limit.
    private const int MostEffort = 5_000;
    private const int MostNamed = 3;

    // A deny rule is checked as if all calls were allowed, because the rule can be intended for calls that no rule allows today.
    private static readonly Rule Everything = new()
    {
        Id = string.Empty,
        Line = 0,
        Effect = RuleEffect.Allow,
        Routes = [new Route(Route.AnyMethod, [], WithSubtree: true), new Route(Route.Connect, [], WithSubtree: false)],
        When = [],
    };

    private readonly ILookup<string, CheckedRule> _byFirstSegment = rules
        .SelectMany(rule => rule.Rule.Routes.Select(FirstSegment).Distinct().Select(first => (First: first, Rule: rule)))
        .ToLookup(entry => entry.First, entry => entry.Rule);

    /// <summary>Finds the redundant rules. Of several equivalent rules, the first is kept.</summary>
    /// <param name="ignored">The rules to skip.</param>
    /// <returns>Each redundant rule with its warning, in the order of the file.</returns>
    public IEnumerable<(CheckedRule Rule, Finding Finding)> Find(IReadOnlySet<CheckedRule> ignored)
    {
        var found = new Stack<(CheckedRule, Finding)>();
        HashSet<CheckedRule> removed = [.. ignored];
        int effort = 0;
        foreach (CheckedRule rule in rules.Reverse().Where(rule => !ignored.Contains(rule)))
        {
            List<CheckedRule> reasons = Reasons(rule, removed);
            if (reasons.Count == 0)
            {
                continue;
            }

            Rule[] others = [.. rules.Where(other => other != rule && !removed.Contains(other) && (rule.Allows || !other.Allows) && Overlaps(rule, other)).Select(other => other.Rule)];
            effort += others.Length;
            if (effort > MostEffort)
            {
                found.Push((rule, rule.Warn("redundant-rule", "this rule and the rules above it were not checked for redundancy; remove the redundant rules that are reported below, then check again")));
                break;
            }

            if (ChangesNothing(rule, others))
            {
                _ = removed.Add(rule);
                string names = string.Join(", ", reasons.Take(MostNamed).Select(reason => reason.Reference)) + (reasons.Count > MostNamed ? ", …" : string.Empty);
                found.Push((rule, rule.Warn("redundant-rule", $"removing the rule changes no decision, because of {names}; remove it")));
            }
        }

        return found;
    }

    private static string FirstSegment(Route route) => route.Segments is [{ Kind: SegmentKind.Literal } first, ..] ? "/" + first.Text : string.Empty;

    private static bool Overlaps(CheckedRule one, CheckedRule other) =>
        one.Rule.Routes.Any(route => other.Rule.Routes.Any(second => RouteCover.Overlaps(route, second)));

    // Finds the rules that decide the same for a caller who meets only this rule's conditions. The list is empty if that caller needs this rule.
    private List<CheckedRule> Reasons(CheckedRule rule, HashSet<CheckedRule> removed)
    {
        bool[] caller = grants.Example(rule.Index, rule.Uses == TokenUses.Id);
        var reasons = new List<CheckedRule>();
        foreach (Route route in rule.Rule.Routes)
        {
            string first = FirstSegment(route);
            CheckedRule? reason = (first.Length == 0 ? null : Find(_byFirstSegment[first])) ?? Find(_byFirstSegment[string.Empty]);
            CheckedRule? Find(IEnumerable<CheckedRule> candidates)
            {
                foreach (CheckedRule other in candidates)
                {
                    if (other.Index != rule.Index && (rule.Allows || !other.Allows) && grants.Holds(other.Index, caller) && !removed.Contains(other) && other.Covers(route))
                    {
                        return other;
                    }
                }

                return null;
            }

            if (reason is null)
            {
                return [];
            }

            if (!reasons.Contains(reason))
            {
                reasons.Add(reason);
            }
        }

        return reasons;
    }

    private bool ChangesNothing(CheckedRule rule, Rule[] others)
    {
        Rule[] rest = rule.Allows ? others : [Everything, .. others];
        var differences = Comparison.Of([.. rest, rule.Rule], rest, callers, scope);
        return differences.Differing.Count == 0 && differences.Omitted.Count == 0;
    }
}
