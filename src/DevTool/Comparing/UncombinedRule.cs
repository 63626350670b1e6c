using System.Linq;
using Authorizer.Permissions;
using DevTool.Explaining;

namespace DevTool.Comparing;

/// <summary>A rule for a call whose rules have too many combinations to say in one condition who may make it.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Line">Its line.</param>
/// <param name="Effect"><c>allow</c> or <c>deny</c>.</param>
/// <param name="Requires">What it requires of the caller, apart from the claims in its routes.</param>
internal sealed record UncombinedRule(string Id, int Line, string Effect, string Requires)
{
    /// <summary>Describes a rule.</summary>
    public static UncombinedRule Of(Rule rule) => new(
        rule.Id,
        rule.Line,
        rule.Effect == RuleEffect.Deny ? "deny" : "allow",
        rule.When.Count == 0 ? "every caller" : string.Join(" and ", rule.When.Select(ConditionWords.Requires)));
}
