using System;
using Authorizer.Refusals;

namespace Authorizer.Decisions;

/// <summary>
/// The decision that a second set of rules would have made. It cannot become an <see cref="Outcome"/>, so it can be reported but never
/// enforced. The default means that nothing was evaluated.
/// </summary>
public readonly ref struct ShadowDecision
{
    private ShadowDecision(Verdict verdict, ReadOnlySpan<byte> ruleId, bool differs)
    {
        WasEvaluated = true;
        Verdict = verdict;
        RuleId = ruleId;
        Differs = differs;
    }

    /// <summary>The second set of rules could not be evaluated.</summary>
    internal static ShadowDecision Failed => new(Verdict.Error, default, differs: true);

    /// <summary>Whether a second set of rules exists, and no check before the rules refused the call.</summary>
    public bool WasEvaluated { get; }

    /// <summary>Whether the second set of rules decides differently.</summary>
    public bool Differs { get; }

    /// <summary>The other decision; <see cref="Verdict.Error"/> if the rules could not be evaluated.</summary>
    internal Verdict Verdict { get; }

    /// <summary>The name of the rule that would have decided; empty if no rule matched.</summary>
    public ReadOnlySpan<byte> RuleId { get; }

    /// <summary>Compares two decisions about one event.</summary>
    internal static ShadowDecision Of(Outcome enforced, scoped in Decision shadow) =>
        new(shadow.Outcome.Verdict, shadow.RuleId, shadow.Outcome.Verdict != enforced.Verdict);
}
