using System;
using System.Collections.Generic;
using System.Text;
using Authorizer.Callers;
using Authorizer.Conditions;

namespace Authorizer.Permissions;

/// <summary>A rule's effect and conditions, compiled for evaluation. The conditions contain indexes instead of names.</summary>
internal sealed class CompiledRule
{
    private readonly Predicate<CallerFacts>[] _conditions;
    private readonly IReadOnlyList<Condition> _when;

    public CompiledRule(Rule rule, RuleNames names)
    {
        Id = Encoding.UTF8.GetBytes(rule.Id);
        Effect = rule.Effect;
        _conditions = new Predicate<CallerFacts>[rule.When.Count];
        _when = rule.When;
        for (int i = 0; i < _conditions.Length; i++)
        {
            _conditions[i] = rule.When[i].Compile(names);
        }
    }

    public byte[] Id { get; }

    public RuleEffect Effect { get; }

    /// <summary>
    /// The requirements for another token that the rule would accept. <see langword="null"/> if there is no such token, or before
    /// <see cref="OfferStepUp"/> was called.
    /// </summary>
    public StepUp? StepUp { get; private set; }

    /// <summary>Whether all conditions are true. Also true if there are no conditions.</summary>
    public bool Holds(CallerFacts caller) => FirstUnmet(caller) < 0;

    /// <summary>The name of the first condition that is false, or <see langword="null"/> if all are true.</summary>
    public string? Unmet(CallerFacts caller) => FirstUnmet(caller) is >= 0 and int unmet ? _when[unmet].Name : null;

    private int FirstUnmet(CallerFacts caller)
    {
        for (int i = 0; i < _conditions.Length; i++)
        {
            if (!_conditions[i](caller))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Prepares <see cref="StepUp"/>.</summary>
    /// <param name="rule">The rule from which this object was compiled.</param>
    public void OfferStepUp(Rule rule) => StepUp = StepUp.Of(rule, _conditions);
}
