using System;
using Authorizer.Refusals;

namespace Authorizer.Decisions;

/// <summary>
/// What a second set of rules would have decided. It is not an <see cref="Outcome"/> and cannot become one, so it can be reported but
/// never enforced. The default says that nothing was evaluated.
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

    /// <summary>Says that the second set of rules could not be evaluated.</summary>
    internal static ShadowDecision Failed => new(Verdict.Error, default, differs: true);

    /// <summary>Whether there was a second set of rules, and the call came so far that rules decided.</summary>
    public bool WasEvaluated { get; }

    /// <summary>Whether it would have decided otherwise.</summary>
    public bool Differs { get; }

    /// <summary>What it would have decided; <see cref="Verdict.Error"/> if it could not be evaluated.</summary>
    internal Verdict Verdict { get; }

    /// <summary>The name of the rule that would have decided; empty if none matched.</summary>
    public ReadOnlySpan<byte> RuleId { get; }

    /// <summary>Compares two decisions about one event.</summary>
    /// <param name="enforced">The outcome in force.</param>
    /// <param name="shadow">The decision by the other rules.</param>
    internal static ShadowDecision Of(Outcome enforced, scoped in Decision shadow) =>
        new(shadow.Outcome.Verdict, shadow.RuleId, shadow.Outcome.Verdict != enforced.Verdict);
}
