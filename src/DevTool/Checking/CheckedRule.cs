using System.Linq;
using Authorizer.Conditions;
using Authorizer.Options;
using Authorizer.Permissions;

namespace DevTool.Checking;

/// <summary>A rule that is checked for warnings.</summary>
/// <param name="Index">Its place in the file, from 0.</param>
/// <param name="Lines">The lines of the file.</param>
/// <param name="Accepted">The kinds of token that the authorizer accepts.</param>
internal sealed record CheckedRule(Rule Rule, int Index, SourceLines Lines, TokenUses Accepted)
{
    /// <summary>The kinds of token that the rule can match.</summary>
    public TokenUses Uses => Rule.When.OfType<TokenUseCondition>().Aggregate(Accepted, (uses, condition) => uses & condition.Use);

    /// <summary>Whether every verified caller fulfills the conditions.</summary>
    public bool IsUnconditional => Rule.When.Count == 0;

    /// <summary>Whether the rule allows.</summary>
    public bool Allows => Rule.Effect == RuleEffect.Allow;

    /// <summary>How another rule's warning names this one.</summary>
    public string Reference => $"rule \"{Rule.Id}\" (line {Rule.Line})";

    /// <summary>Whether one of its routes matches everything that the given route matches.</summary>
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

    /// <summary>Makes a warning.</summary>
    /// <param name="code">Its name.</param>
    /// <param name="text">What is wrong and what to do.</param>
    /// <param name="suggestion">What was probably meant, or <see langword="null"/>.</param>
    /// <param name="part">The part of the rule it is about, as <see cref="SourceLines"/> names it; <see langword="null"/> for the whole rule.</param>
    public Finding Warn(string code, string text, string? suggestion = null, string? part = null) =>
        new(part is null ? Rule.Line : Lines.Of(Index, part), Rule.Id, text, suggestion, code);
}
