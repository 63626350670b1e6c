using System.Collections.Generic;
using System.Text;
using Authorizer.Callers;
using Authorizer.Claims;

namespace Authorizer.Permissions;

/// <summary>
/// Everything the rules give one caller on any API, as resources of a policy: for <c>AUTHORIZER_POLICY_SCOPE=principal</c>.
/// Compiled with the rules and filled anew for each caller. Not thread-safe.
/// </summary>
internal sealed class PrincipalGrants
{
    private readonly (CompiledRule Rule, ResourcePattern[] Patterns)[] _rules;

    /// <summary>Compiles the rules' routes.</summary>
    /// <param name="rules">The rules, each of whose routes a policy can express.</param>
    /// <param name="methods">What <c>*</c> stands for.</param>
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

    /// <summary>What allow rules give.</summary>
    public ResourceList Allowed { get; } = new();

    /// <summary>What deny rules take, whatever allow rules give.</summary>
    public ResourceList Denied { get; } = new();

    /// <summary>Why a policy cannot say it, if it cannot.</summary>
    public PolicyFallback Fallback { get; private set; }

    /// <summary>Collects what a caller gets.</summary>
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
