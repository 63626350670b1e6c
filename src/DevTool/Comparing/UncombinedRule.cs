using System.Linq;
using Authorizer.Permissions;
using DevTool.Explaining;

namespace DevTool.Comparing;

/// <summary>
/// A rule that matches a call. It is listed separately if the call's rules have too many combinations to describe all callers in one condition.
/// </summary>
/// <param name="Id">The ID of the rule.</param>
/// <param name="Effect"><c>allow</c> or <c>deny</c>.</param>
/// <param name="Requires">The conditions on the caller, without the claims in the routes.</param>
internal sealed record UncombinedRule(string Id, int Line, string Effect, string Requires)
{
    public static UncombinedRule Of(Rule rule) => new(
        rule.Id,
        rule.Line,
        rule.Effect == RuleEffect.Deny ? "deny" : "allow",
        rule.When.Count == 0 ? "every caller" : string.Join(" and ", rule.When.Select(ConditionWords.Requires)));
}
