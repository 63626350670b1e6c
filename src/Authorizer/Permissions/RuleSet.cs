using System;
using System.Collections.Generic;
using Authorizer.Callers;
using Authorizer.Claims;
using Authorizer.Options;
using Authorizer.Paths;
using Authorizer.Tokens;

namespace Authorizer.Permissions;

/// <summary>The permissions file, compiled: decides for a caller and a route. Not thread-safe.</summary>
internal sealed class RuleSet
{
    private readonly CompiledRule[] _rules;
    private readonly RouteTree _routes = new();
    private readonly List<int> _connectRules = [];
    private readonly CallerFacts _facts;
    private readonly PathSegment[] _segments;
    private readonly RouteMethods? _methods;
    private readonly PrincipalGrants? _grants;

    /// <summary>Compiles rules.</summary>
    /// <param name="rules">The rules, in the file's order.</param>
    public RuleSet(IReadOnlyList<Rule> rules, PolicyScope scope, ClaimNames claims)
    {
        var names = new RuleNames(claims);
        _rules = new CompiledRule[rules.Count];
        for (int i = 0; i < _rules.Length; i++)
        {
            _rules[i] = new CompiledRule(rules[i], names);
            foreach (Route route in rules[i].Routes)
            {
                if (route.Method == Route.Connect)
                {
                    _connectRules.Add(i);
                }
                else
                {
                    _routes.Add(route, i, claims);
                }
            }
        }

        if (scope == PolicyScope.Principal)
        {
            _methods = new RouteMethods(rules);
            _grants = new PrincipalGrants(rules, _rules, _methods, claims);
        }

        _facts = new CallerFacts(names);
        _segments = new PathSegment[_routes.Depth + 1];
    }

    /// <summary>Looks up what the rules want to know of a caller.</summary>
    /// <param name="token">The caller's token, its claims validated.</param>
    /// <returns>The caller, valid until the next is looked up.</returns>
    public Caller LookUp(VerifiedToken token, byte[] clientId)
    {
        _facts.Fill(token, clientId);
        return new Caller(_facts, token);
    }

    /// <summary>Decides.</summary>
    /// <param name="path">The request's canonical path, decoded; empty for <see cref="Route.Connect"/>.</param>
    /// <returns>What the matching rules come to.</returns>
    public RuleMatch Decide(scoped in Caller caller, ReadOnlySpan<byte> method, ReadOnlySpan<byte> path)
    {
        var match = new RuleMatch(_rules);
        if (path.IsEmpty)
        {
            foreach (int rule in _connectRules)
            {
                match.Take(rule, caller.Facts);
            }
        }
        else if (_methods is null || _methods.Contains(method))
        {
            _routes.Find(new PathSegments(path, _routes.Literals, _segments), method, caller, ref match);
        }

        return match;
    }

    /// <summary>Collects everything the rules give a caller.</summary>
    /// <returns>
    /// What a policy can say, valid until the next call; <see langword="null"/> if the rules were compiled for <see cref="PolicyScope.Route"/>.
    /// </returns>
    public PrincipalGrants? Grants(in Caller caller)
    {
        _grants?.Collect(caller);
        return _grants;
    }
}
