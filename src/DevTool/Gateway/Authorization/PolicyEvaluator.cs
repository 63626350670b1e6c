using System;
using System.Collections.Generic;
using System.Linq;

namespace DevTool.Gateway.Authorization;

/// <summary>The effect of a policy on one call.</summary>
internal enum PolicyEffect
{
    /// <summary>No statement applies, so the call is denied.</summary>
    ImplicitDeny,

    /// <summary>A statement denies the call, even if other statements allow it.</summary>
    ExplicitDeny,

    /// <summary>A statement allows the call, and no statement denies it.</summary>
    Allow,
}

/// <summary>Evaluates policies as IAM does (IAM documentation: "Policy evaluation logic").</summary>
internal static class PolicyEvaluator
{
    /// <summary>Evaluates a policy for one call.</summary>
    /// <returns>The effect of the policy.</returns>
    public static PolicyEffect Evaluate(PolicyDocument policy, PolicyCall call)
    {
        PolicyStatement[] matching = [.. policy.Statements.Where(statement => Applies(statement, call))];
        return matching.Length == 0 ? PolicyEffect.ImplicitDeny
            : matching.All(statement => statement.IsAllow) ? PolicyEffect.Allow
            : PolicyEffect.ExplicitDeny;
    }

    /// <summary>Compares a text with a pattern: <c>*</c> matches any text including slashes, and <c>?</c> matches any single character.</summary>
    /// <returns>Whether the whole text matches.</returns>
    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        int star = -1;
        int starText = 0;
        int at = 0;
        for (int position = 0; position < text.Length;)
        {
            if (at < pattern.Length && pattern[at] == '*')
            {
                star = at++;
                starText = position;
            }
            else if (at < pattern.Length && (pattern[at] == '?' || pattern[at] == text[position]))
            {
                at++;
                position++;
            }
            else if (star >= 0)
            {
                // After a mismatch, the last star matches one more character. Earlier stars never need to match more characters.
                at = star + 1;
                position = ++starText;
            }
            else
            {
                return false;
            }
        }

        return pattern[at..].TrimStart('*').IsEmpty;
    }

    // Compares actions case-insensitively and resources case-sensitively.
    private static bool Applies(PolicyStatement statement, PolicyCall call) =>
        AnyMatches(statement.Actions.Patterns.Select(pattern => pattern.ToUpperInvariant()), call.Action.ToUpperInvariant()) != statement.Actions.IsNegated
        && AnyMatches(statement.Resources.Patterns, call.Resource) != statement.Resources.IsNegated
        && statement.Conditions.All(condition => condition.Holds(call));

    private static bool AnyMatches(IEnumerable<string> patterns, string text) => patterns.Any(pattern => Matches(pattern, text));
}
