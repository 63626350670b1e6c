using System;
using Authorizer.Callers;

namespace Authorizer.Permissions;

/// <summary>
/// Finds, among the rules whose routes match, the first that needs the least of another token to allow the call. Finds none if a deny rule
/// matches, because no token changes that.
/// </summary>
/// <param name="rules">In the file's order.</param>
internal ref struct StepUpSearch(ReadOnlySpan<CompiledRule> rules) : IRuleSink
{
    private readonly ReadOnlySpan<CompiledRule> _rules = rules;
    private StepUpNeed _need;
    private int _rule;
    private bool _denied;

    /// <summary>The rule's requirements; the default if there is no such rule.</summary>
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
