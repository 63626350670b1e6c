using System.Collections.Generic;
using System.Text;
using Authorizer.Callers;
using Authorizer.Claims;

namespace Authorizer.Permissions;

/// <summary>
/// Everything that the rules allow and deny one caller, as resources of a policy. Used for <c>AUTHORIZER_POLICY_SCOPE=principal</c>.
/// Compiled with the rules, and filled again for each caller. Not thread-safe.
/// </summary>
internal sealed class PrincipalGrants
{
    private readonly (CompiledRule Rule, ResourcePattern[] Patterns)[] _rules;

    /// <summary>Compiles the rules' routes.</summary>
    /// <param name="rules">The rules. A policy must be able to express each of their routes.</param>
    /// <param name="methods">The methods that <c>*</c> stands for.</param>
    public PrincipalGrants(IReadOnlyList<Rule> rules, CompiledRule[] compiled, RouteMethods methods, ClaimNames claims)
    {
        _rules = new (CompiledRule, ResourcePattern[])[compiled.Length];
        for (int i = 0; i < _rules.Length; i++)
        {
            var patterns = new List<ResourcePattern>();
            foreach (Route route in rules[i].Routes)
            {
                IReadOnlyList<byte[]> meant = route.Method == Route.AnyMethod ? methods.All : [Encoding.UTF8.GetBytes(route.Method)];
                foreach (byte[] method in meant)
                {
                    patterns.Add(ResourcePattern.Compile(route, method, claims));
                }
            }

            _rules[i] = (compiled[i], [.. patterns]);
        }
    }

    /// <summary>The resources of allow rules.</summary>
    public ResourceList Allowed { get; } = new();

    /// <summary>The resources of deny rules, which override <see cref="Allowed"/>.</summary>
    public ResourceList Denied { get; } = new();

    /// <summary>The reason why a policy cannot express the grants, or <see cref="PolicyFallback.None"/> if it can.</summary>
    public PolicyFallback Fallback { get; private set; }

    /// <summary>Collects the grants of a caller.</summary>
    public void Collect(in Caller caller)
    {
        Allowed.Clear();
        Denied.Clear();
        Fallback = CollectAll(caller);
    }

    private PolicyFallback CollectAll(in Caller caller)
    {
        foreach ((CompiledRule rule, ResourcePattern[] patterns) in _rules)
        {
            if (!rule.Holds(caller.Facts))
            {
                continue;
            }

            ResourceList resources = rule.Effect == RuleEffect.Deny ? Denied : Allowed;
            foreach (ResourcePattern pattern in patterns)
            {
                if (!pattern.TryAdd(caller.Token, resources))
                {
                    return PolicyFallback.NotExact;
                }

                if (resources.Overflowed)
                {
                    return PolicyFallback.TooLarge;
                }
            }
        }

        return PolicyFallback.None;
    }
}
