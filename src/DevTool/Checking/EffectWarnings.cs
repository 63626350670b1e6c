using System.Collections.Generic;
using System.Linq;
using Authorizer.Options;
using Authorizer.Permissions;
using DevTool.Comparing;
using DevTool.Explaining;

namespace DevTool.Checking;

/// <summary>Finds rules that allow every caller, no caller, or only calls that other rules already decide.</summary>
internal static class EffectWarnings
{
    /// <summary>Finds the warnings for all rules.</summary>
    /// <param name="callers">The callers that the authorizer can accept.</param>
    /// <param name="scope">Whether a policy covers only the requested route or all routes of the caller.</param>
    public static IEnumerable<Finding> Of(IReadOnlyList<CheckedRule> rules, CallerModel callers, PolicyScope scope)
    {
        if (!rules.Any(rule => rule.Allows))
        {
            yield return new Finding(Line: 0, Rule: null, "no rule allows anything, so every call is denied; add a rule with \"effect\": \"allow\"", Code: "allows-nothing");
        }

        var grants = new NumberedGrants(rules);
        var decided = new HashSet<CheckedRule>();
        foreach (CheckedRule rule in rules.Where(rule => rule.Allows))
        {
            if (Denial(rule, rules, grants) is { } denial)
            {
                _ = decided.Add(rule);
                yield return rule.Warn("never-takes-effect", $"the rule never takes effect: {denial.Reference} denies the same calls to the same callers; remove one of the two rules");
            }
        }

        foreach ((CheckedRule rule, Finding finding) in new Redundancy(rules, grants, callers, scope).Find(decided))
        {
            _ = decided.Add(rule);
            yield return finding;
        }

        foreach (CheckedRule rule in rules.Where(rule => rule.Allows && !decided.Contains(rule)))
        {
            foreach (Finding finding in OfAllowed(rule, rules))
            {
                yield return finding;
            }
        }
    }

    private static IEnumerable<Finding> OfAllowed(CheckedRule rule, IReadOnlyList<CheckedRule> rules)
    {
        string[] open = rule.IsUnconditional ? [.. rule.Rule.Routes.Where(IsOpen).Select(RouteComparison.Text)] : [];
        if (rule.Lines.Has(rule.Index, "when") && rule.IsUnconditional)
        {
            yield return rule.Warn("empty-when", "\"when\" is empty, so the rule applies to every verified caller; add a condition, or remove \"when\"", part: "when");
        }
        else if (open.Length > 0 && !rule.Lines.Has(rule.Index, "description"))
        {
            yield return rule.Warn(
                "open-to-all", $"every verified caller may call {string.Join(", ", open)}; add \"when\", or a \"description\" that says why this is intended");
        }

        foreach (Route route in rule.Rule.Routes)
        {
            CheckedRule? wide = rules.FirstOrDefault(
                other => other != rule && other.Allows && other.IsUnconditional && other.Covers(route) && (other.Index < rule.Index || !rule.IsUnconditional));
            if (wide is not null)
            {
                yield return rule.Warn("route-already-open", $"{wide.Reference} already allows \"{RouteComparison.Text(route)}\" to every verified caller; remove the route from this rule, or restrict the other rule");
            }
        }
    }

    // A claim in the path limits callers to their own resources.
    private static bool IsOpen(Route route) => !RouteClaims.Of(route).Any();

    // For each route of the allow rule, finds a deny rule that covers the route and has no additional condition. Null if at least one route
    // has no such deny rule.
    private static CheckedRule? Denial(CheckedRule rule, IReadOnlyList<CheckedRule> rules, NumberedGrants grants)
    {
        CheckedRule? first = null;
        foreach (Route route in rule.Rule.Routes)
        {
            CheckedRule? denial = rules.FirstOrDefault(other => !other.Allows && other.Covers(route) && grants.Implies(rule.Index, other.Index));
            if (denial is null)
            {
                return null;
            }

            first ??= denial;
        }

        return first;
    }
}
