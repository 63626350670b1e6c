using System;
using System.Collections.Generic;
using Authorizer.Callers;
using Authorizer.Claims;
using Authorizer.Mcp;
using Authorizer.Options;
using Authorizer.Paths;
using Authorizer.Tokens;

namespace Authorizer.Permissions;

/// <summary>The compiled permissions file, which decides about a caller and a route. Not thread-safe.</summary>
internal sealed class RuleSet
{
    private readonly CompiledRule[] _rules;
    private readonly RouteTree _routes = new();

    // The paths of all MCP routes, as routes of one internal rule without conditions. Null if there are no MCP routes, so that no MCP
    // header is read.
    private readonly RouteTree? _mcpPaths;
    private readonly CompiledRule[] _mcpRule = [];
    private readonly List<int> _connectRules = [];
    private readonly CallerFacts _facts;
    private readonly bool _asksForAddress;
    private readonly PathSegment[] _segments;
    private readonly RouteMethods? _methods;
    private readonly PrincipalGrants? _grants;

    /// <summary>Compiles rules.</summary>
    /// <param name="rules">The rules in the order of the file.</param>
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

                if (route.Mcp is not null)
                {
                    _mcpPaths ??= new RouteTree();
                    _mcpPaths.Add(route with { Mcp = null }, rule: 0, claims);
                }
            }
        }

        if (_mcpPaths is not null)
        {
            _mcpRule = [new CompiledRule(new Rule { Id = "mcp", Line = 0, Effect = RuleEffect.Allow, Routes = [], When = [] }, names)];
        }

        if (scope == PolicyScope.Principal)
        {
            _methods = new RouteMethods(rules);
            _grants = new PrincipalGrants(rules, _rules, _methods, claims);
        }

        _facts = new CallerFacts(names);
        _asksForAddress = names.AsksForAddress;
        _segments = new PathSegment[_routes.Depth + 1];
    }

    /// <summary>Whether any rule needs the client's address.</summary>
    public bool AsksForAddress => _asksForAddress;

    /// <summary>Looks up the facts about a caller for the rules. The result is valid until the next call.</summary>
    /// <param name="token">A token whose claims were validated.</param>
    public Caller LookUp(VerifiedToken token, byte[] clientId, Circumstances at)
    {
        _facts.Fill(token, clientId, at);
        return new Caller(_facts, token);
    }

    /// <summary>Whether rules decide about MCP requests to this path. If so, the MCP headers of the call must be checked.</summary>
    /// <param name="caller">The caller whose claims are compared with segments such as <c>{claim:NAME}</c>.</param>
    /// <param name="path">The decoded canonical path.</param>
    public bool DecidesMcp(scoped in Caller caller, ReadOnlySpan<byte> method, ReadOnlySpan<byte> path)
    {
        if (_mcpPaths is null || !method.SequenceEqual("POST"u8))
        {
            return false;
        }

        var match = new RuleMatch(_mcpRule);
        _mcpPaths.Find(new PathSegments(path, _mcpPaths.Literals, _segments), method, default, caller, ref match);
        return match.Allowed;
    }

    /// <summary>Evaluates the rules.</summary>
    /// <param name="path">The decoded canonical path. Empty for <see cref="Route.Connect"/>.</param>
    /// <param name="mcp">The MCP request, if <see cref="DecidesMcp"/> is true for the call. Otherwise <see langword="default"/>.</param>
    public RuleMatch Decide(scoped in Caller caller, ReadOnlySpan<byte> method, ReadOnlySpan<byte> path, scoped in McpCall mcp)
    {
        var match = new RuleMatch(_rules);
        Find(caller, method, path, mcp, ref match);
        return match;
    }

    /// <summary>
    /// Returns for each rule, in the order of the file, why it matches or does not match. Decisions do not use this method, because it is
    /// slow and allocates memory.
    /// </summary>
    /// <param name="method">The method, or <see cref="Route.Connect"/>.</param>
    /// <param name="path">The decoded canonical path. Empty for <see cref="Route.Connect"/>.</param>
    public RuleFinding[] Explain(scoped in Caller caller, ReadOnlySpan<byte> method, ReadOnlySpan<byte> path, scoped in McpCall mcp)
    {
        bool[] routeMatches = new bool[_rules.Length];
        var finder = new RuleFinder(routeMatches);
        Find(caller, method, path, mcp, ref finder);
        var findings = new RuleFinding[_rules.Length];
        for (int i = 0; i < findings.Length; i++)
        {
            findings[i] = new RuleFinding(_rules[i].Id, _rules[i].Effect, routeMatches[i], routeMatches[i] ? _rules[i].Unmet(caller.Facts) : null);
        }

        return findings;
    }

    /// <summary>Prepares <see cref="FindStepUp"/>, which otherwise finds nothing.</summary>
    /// <param name="rules">The rules from which this object was compiled.</param>
    public void OfferStepUps(IReadOnlyList<Rule> rules)
    {
        for (int i = 0; i < _rules.Length; i++)
        {
            _rules[i].OfferStepUp(rules[i]);
        }
    }

    /// <summary>
    /// Finds the rule that has the fewest requirements for another token, and returns these requirements. With such a token, the refused
    /// call would be allowed. Returns <see langword="default"/> if no other token would help.
    /// </summary>
    /// <inheritdoc cref="Decide"/>
    public StepUpNeed FindStepUp(scoped in Caller caller, ReadOnlySpan<byte> method, ReadOnlySpan<byte> path, scoped in McpCall mcp)
    {
        var search = new StepUpSearch(_rules);
        Find(caller, method, path, mcp, ref search);
        return search.Need;
    }

    private void Find<TSink>(
        scoped in Caller caller, ReadOnlySpan<byte> method, ReadOnlySpan<byte> path, scoped in McpCall mcp, scoped ref TSink match)
        where TSink : struct, IRuleSink, allows ref struct
    {
        if (path.IsEmpty)
        {
            foreach (int rule in _connectRules)
            {
                match.Take(rule, caller.Facts);
            }
        }
        else if (_methods is null || _methods.Contains(method))
        {
            _routes.Find(new PathSegments(path, _routes.Literals, _segments), method, mcp, caller, ref match);
        }
    }

    /// <summary>
    /// Collects everything that the rules grant a caller. The result is valid until the next call. Returns <see langword="null"/> if the
    /// rules were compiled for <see cref="PolicyScope.Route"/>.
    /// </summary>
    public PrincipalGrants? Grants(in Caller caller)
    {
        _grants?.Collect(caller);
        return _grants;
    }
}
