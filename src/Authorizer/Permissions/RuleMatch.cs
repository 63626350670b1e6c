using System;
using Authorizer.Callers;

namespace Authorizer.Permissions;

/// <summary>
/// The result of the matching rules. The first matching deny rule decides. If there is none, the first matching allow rule decides. If no
/// rule matches, the call is refused.
/// </summary>
/// <param name="rules">The rules in the order of the file.</param>
internal ref struct RuleMatch(ReadOnlySpan<CompiledRule> rules) : IRuleSink
{
    private readonly ReadOnlySpan<CompiledRule> _rules = rules;
    private int _firstDeny = int.MaxValue;
    private int _firstAllow = int.MaxValue;

    /// <summary>Whether the call is allowed.</summary>
    public readonly bool Allowed => _firstDeny == int.MaxValue && _firstAllow != int.MaxValue;

    /// <summary>The ID of the rule that decided the call. Empty if no rule matched.</summary>
    public readonly ReadOnlySpan<byte> RuleId
    {
        get
        {
            int decisive = _firstDeny != int.MaxValue ? _firstDeny : _firstAllow;
            return decisive == int.MaxValue ? default : _rules[decisive].Id;
        }
    }

    /// <summary>Receives a rule that has a matching route. The rule matches only if its conditions are true.</summary>
    public void Take(int rule, CallerFacts caller)
    {
        ref int first = ref _rules[rule].Effect == RuleEffect.Deny ? ref _firstDeny : ref _firstAllow;
        if (rule < first && _rules[rule].Holds(caller))
        {
            first = rule;
        }
    }
}
