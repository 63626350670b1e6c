using System;
using Authorizer.Callers;

namespace Authorizer.Permissions;

/// <summary>
/// Finds, of the rules whose routes match, the one that would allow the call with the fewest more scopes; the first of several. None if
/// a deny rule matches, because no scope changes that.
/// </summary>
/// <param name="rules">The rules, in the file's order.</param>
internal ref struct StepUpSearch(ReadOnlySpan<CompiledRule> rules) : IRuleSink
{
    private readonly ReadOnlySpan<CompiledRule> _rules = rules;
    private ReadOnlySpan<byte> _scopes;
    private int _rule;
    private bool _denied;

    /// <summary>The scopes that the rule asks for, separated by spaces; empty if there is no such rule.</summary>
    public readonly ReadOnlySpan<byte> Scopes => _denied ? default : _scopes;

    /// <inheritdoc/>
    public void Take(int rule, CallerFacts caller)
    {
        CompiledRule candidate = _rules[rule];
        if (candidate.Effect == RuleEffect.Deny)
        {
            _denied |= candidate.Holds(caller);
            return;
        }

        ReadOnlySpan<byte> scopes = candidate.StepUp is { } stepUp ? stepUp.MissingScopes(caller) : default;
        int order = scopes.Count((byte)' ').CompareTo(_scopes.Count((byte)' '));
        if (!scopes.IsEmpty && (_scopes.IsEmpty || order < 0 || (order == 0 && rule < _rule)))
        {
            _scopes = scopes;
            _rule = rule;
        }
    }
}
