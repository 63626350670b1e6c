using System;
using Authorizer.Callers;

namespace Authorizer.Permissions;

/// <summary>
/// Finds the rule that would allow the call with the fewest requirements for another token, among the rules with a matching route. If
/// several rules have equally few requirements, the first rule is chosen. Finds none if a deny rule matches, because no token changes that.
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
