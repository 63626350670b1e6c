using System;
using Authorizer.Callers;

namespace Authorizer.Permissions;

/// <summary>
/// Finds what another token of the caller would need so that a rule allows the refused call. Compares the allow rules with a matching route
/// by the number of scopes and sign-ins that the current token does not satisfy, and chooses the rule with the smallest number. If several
/// rules have this number, chooses the first of these rules. If a deny rule matches the call, finds no rule, because a deny rule overrides
/// every allow rule.
/// </summary>
/// <param name="rules">The rules in the order of the file.</param>
internal ref struct StepUpSearch(ReadOnlySpan<CompiledRule> rules) : IRuleSink
{
    private readonly ReadOnlySpan<CompiledRule> _rules = rules;
    private StepUpNeed _need;
    private int _rule;
    private bool _denied;

    /// <summary>The requirements of the rule that was found, or <see langword="default"/> if there is none.</summary>
    public readonly StepUpNeed Need => _denied ? default : _need;

    /// <inheritdoc/>
    public void Take(int rule, CallerFacts caller)
    {
        CompiledRule candidate = _rules[rule];
        if (candidate.Effect == RuleEffect.Deny)
        {
            _denied |= candidate.Holds(caller);
            return;
        }

        StepUpNeed need = candidate.StepUp is { } stepUp ? stepUp.Missing(caller) : default;
        if (need.Count > 0 && (_need.Count == 0 || need.Count < _need.Count || (need.Count == _need.Count && rule < _rule)))
        {
            _need = need;
            _rule = rule;
        }
    }
}
