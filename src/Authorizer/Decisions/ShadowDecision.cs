using System;
using Authorizer.Refusals;

namespace Authorizer.Decisions;

/// <summary>
/// The decision that a second set of rules would have made. It cannot become an <see cref="Outcome"/>, so it can be reported but never
/// enforced. The default value means that nothing was evaluated.
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

    /// <summary>
    /// Whether the second set of rules was evaluated. False if there is none, or if a check before the rules refused the call.
    /// </summary>
    public bool WasEvaluated { get; }

    /// <summary>Whether the second set of rules decides differently.</summary>
    public bool Differs { get; }

    /// <summary>The decision of the second set of rules, or <see cref="Verdict.Error"/> if it could not be evaluated.</summary>
    internal Verdict Verdict { get; }

    /// <summary>The ID of the rule that would have decided the call. Empty if no rule matched.</summary>
    public ReadOnlySpan<byte> RuleId { get; }

    /// <summary>Compares two decisions about one event.</summary>
    internal static ShadowDecision Of(Outcome enforced, scoped in Decision shadow) =>
        new(shadow.Outcome.Verdict, shadow.RuleId, shadow.Outcome.Verdict != enforced.Verdict);
}
