using System;
using System.Collections.Generic;
using System.Linq;
using Authorizer.Options;
using Authorizer.Permissions;
using DevTool.Comparing;

namespace DevTool.Checking;

/// <summary>
/// Finds rules that can be removed without changing any decision. The comparison of files confirms each one; it is asked only about rules
/// that an example caller does not already prove to be needed, and only with the rules that share calls with it.
/// </summary>
/// <param name="grants">Their conditions.</param>
/// <param name="callers">The callers that exist.</param>
/// <param name="scope">Whether policies cover one route or all routes of the caller.</param>
internal sealed class Redundancy(IReadOnlyList<CheckedRule> rules, NumberedGrants grants, CallerModel callers, PolicyScope scope)
{
    // The most rules in all comparisons together: about a tenth of a second. Only files with many redundant rules reach this limit.
    private const int MostEffort = 5_000;
    private const int MostNamed = 3;

    // A deny rule is judged as if all calls were allowed: it may be meant for calls that no rule allows today.
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

    /// <summary>Finds the rules. If several are equivalent, the first is kept.</summary>
    /// <param name="ignored">Rules that are skipped.</param>
    /// <returns>Each rule with its warning, in the file's order.</returns>
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
                found.Push((rule, rule.Warn("redundant-rule", "the rules before this one were not checked for redundancy; remove those named below, and check again")));
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

    // The rules that decide in its place for a caller who just meets its conditions; empty if that caller needs the rule.
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
