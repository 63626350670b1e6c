using System;
using Authorizer.Callers;

namespace Authorizer.Permissions;

/// <summary>
/// The result of the matching rules: the first deny rule decides, else the first allow rule. If none matches, the call is refused.
/// </summary>
/// <param name="rules">In the file's order.</param>
internal ref struct RuleMatch(ReadOnlySpan<CompiledRule> rules) : IRuleSink
{
    private readonly ReadOnlySpan<CompiledRule> _rules = rules;
    private int _firstDeny = int.MaxValue;
    private int _firstAllow = int.MaxValue;

    /// <summary>Whether the call is allowed.</summary>
    public readonly bool Allowed => _firstDeny == int.MaxValue && _firstAllow != int.MaxValue;

    /// <summary>The name of the rule that decided; empty if none matched.</summary>
    public readonly ReadOnlySpan<byte> RuleId
    {
        get
        {
            int decisive = _firstDeny != int.MaxValue ? _firstDeny : _firstAllow;
            return decisive == int.MaxValue ? default : _rules[decisive].Id;
        }
    }

    /// <summary>Receives a rule whose route matches. It counts only if its conditions are true.</summary>
    public void Take(int rule, CallerFacts caller)
    {
        ref int first = ref _rules[rule].Effect == RuleEffect.Deny ? ref _firstDeny : ref _firstAllow;
        if (rule < first && _rules[rule].Holds(caller))
        {
            first = rule;
        }
    }
}
