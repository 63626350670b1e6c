using System.Linq;
using Authorizer.Conditions;
using Authorizer.Options;
using Authorizer.Permissions;

namespace DevTool.Checking;

/// <summary>A rule that is checked for warnings.</summary>
/// <param name="Index">The zero-based index of the rule in the file.</param>
/// <param name="Lines">The line numbers of the parts of the file.</param>
/// <param name="Accepted">The kinds of token that the authorizer accepts.</param>
internal sealed record CheckedRule(Rule Rule, int Index, SourceLines Lines, TokenUses Accepted)
{
    /// <summary>The kinds of token that the rule can match.</summary>
    public TokenUses Uses => Rule.When.OfType<TokenUseCondition>().Aggregate(Accepted, (uses, condition) => uses & condition.Use);

    /// <summary>Whether every verified caller fulfills the conditions.</summary>
    public bool IsUnconditional => Rule.When.Count == 0;

    /// <summary>Whether the rule is an allow rule.</summary>
    public bool Allows => Rule.Effect == RuleEffect.Allow;

    /// <summary>The text by which warnings of other rules refer to this rule.</summary>
    public string Reference => $"rule \"{Rule.Id}\" (line {Rule.Line})";

    /// <summary>Whether at least one route of the rule matches every request that the given route matches.</summary>
    public bool Covers(Route route)
    {
        foreach (Route wide in Rule.Routes)
        {
            if (RouteCover.Covers(wide, route))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Creates a warning.</summary>
    /// <param name="code">The code of the warning.</param>
    /// <param name="text">The problem and what to do.</param>
    /// <param name="suggestion">The text that was probably intended, or <see langword="null"/>.</param>
    /// <param name="part">
    /// The part of the rule that the warning is about, in the form of <see cref="SourceLines"/>; <see langword="null"/> for the whole rule.
    /// </param>
    public Finding Warn(string code, string text, string? suggestion = null, string? part = null) =>
        new(part is null ? Rule.Line : Lines.Of(Index, part), Rule.Id, text, suggestion, code);
}
