using System;
using System.Collections.Generic;
using Authorizer.Claims;
using Authorizer.Events;
using Authorizer.Json;
using Authorizer.Signatures;

namespace Authorizer.Permissions;

/// <summary>The permissions file, compiled: decides for a caller and a route. Not thread-safe.</summary>
internal sealed class RuleSet
{
    private readonly CompiledRule[] _rules;
    private readonly RouteTree _routes = new();
    private readonly List<int> _connectRules = [];
    private readonly CallerFacts _caller;
    private readonly int[] _segmentStarts;

    /// <summary>Compiles rules.</summary>
    /// <param name="rules">The rules, in the file's order.</param>
    /// <param name="claims">Numbers the claims anybody asks for; the rules add theirs.</param>
    public RuleSet(IReadOnlyList<Rule> rules, ClaimNames claims)
    {
        var groups = new Utf8Index();
        var scopes = new Utf8Index();
        _rules = new CompiledRule[rules.Count];
        for (int i = 0; i < _rules.Length; i++)
        {
            _rules[i] = new CompiledRule(rules[i], groups, scopes, claims);
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

        _caller = new CallerFacts(groups, scopes);
        _segmentStarts = new int[_routes.Depth + 1];
    }

    /// <summary>Decides.</summary>
    /// <param name="token">The caller's token, its claims validated.</param>
    /// <param name="clientId">The app client it was issued to.</param>
    /// <param name="method">The request's method, or <see cref="MethodArn.ConnectRoute"/>.</param>
    /// <param name="path">The request's canonical path, decoded; empty for <see cref="MethodArn.ConnectRoute"/>.</param>
    /// <returns>What the matching rules come to.</returns>
    public RuleMatch Decide(in VerifiedToken token, byte[] clientId, ReadOnlySpan<byte> method, ReadOnlySpan<byte> path)
    {
        _caller.Fill(token, clientId);
        var match = new RuleMatch(_rules);
        if (path.IsEmpty)
        {
            foreach (int rule in _connectRules)
            {
                match.Take(rule, _caller);
            }
        }
        else
        {
            _routes.Find(new PathSegments(path, _segmentStarts), method, _caller, ref match);
        }

        return match;
    }
}
