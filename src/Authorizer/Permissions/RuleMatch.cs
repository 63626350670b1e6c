using System;
using Authorizer.Callers;

namespace Authorizer.Permissions;

/// <summary>What the matching rules come to: the first deny rule decides, else the first allow rule, else nobody allows.</summary>
/// <param name="rules">The rules, in the file's order.</param>
internal ref struct RuleMatch(ReadOnlySpan<CompiledRule> rules) : IRuleSink
{
    private readonly ReadOnlySpan<CompiledRule> _rules = rules;
    private int _firstDeny = int.MaxValue;
    private int _firstAllow = int.MaxValue;

    /// <summary>Whether the route is allowed.</summary>
    public readonly bool Allowed => _firstDeny == int.MaxValue && _firstAllow != int.MaxValue;

    /// <summary>The name of the rule that decided; empty where none matched.</summary>
    public readonly ReadOnlySpan<byte> RuleId
    {
        get
        {
            int decisive = _firstDeny != int.MaxValue ? _firstDeny : _firstAllow;
            return decisive == int.MaxValue ? default : _rules[decisive].Id;
        }
    }

    /// <summary>Takes a rule whose route matches; it counts where its conditions hold.</summary>
    public void Take(int rule, CallerFacts caller)
    {
        ref int first = ref _rules[rule].Effect == RuleEffect.Deny ? ref _firstDeny : ref _firstAllow;
        if (rule < first && _rules[rule].Holds(caller))
        {
            first = rule;
        }
    }
}
