using System;
using System.Collections.Generic;
using Authorizer.Callers;
using Authorizer.Claims;
using Authorizer.Conditions;
using Authorizer.Mcp;
using Authorizer.Options;
using Authorizer.Permissions;

namespace DevTool.Explaining;

/// <summary>Asks the authorizer whether a single route or a single condition matches a call.</summary>
/// <param name="claims">The claim names that the rules were compiled with. They define the number of each claim of the caller.</param>
/// <param name="method">The method of the call, or <c>$connect</c>.</param>
/// <param name="path">The decoded path of the call; empty for <c>$connect</c>.</param>
/// <param name="mcp">The MCP request, or the default value.</param>
internal readonly ref struct RuleProbe(ClaimNames claims, Caller caller, ReadOnlySpan<byte> method, ReadOnlySpan<byte> path, McpCall mcp)
{
    private static readonly Route[] Everything = [new(Route.AnyMethod, [], WithSubtree: true), new(Route.Connect, [], WithSubtree: false)];

    private readonly Caller _caller = caller;
    private readonly ReadOnlySpan<byte> _method = method;
    private readonly ReadOnlySpan<byte> _path = path;
    private readonly McpCall _mcp = mcp;

    /// <summary>Whether a route matches the call.</summary>
    public bool Covers(Route route) => Matches([route], []);

    /// <summary>Whether a condition holds for the caller.</summary>
    public bool Holds(Condition condition) => Matches(Everything, [condition]);

    private bool Matches(IReadOnlyList<Route> routes, IReadOnlyList<Condition> when)
    {
        var rule = new Rule { Id = "probe", Line = 1, Effect = RuleEffect.Allow, Routes = routes, When = when };
        var alone = new RuleSet([rule], PolicyScope.Route, claims);
        return alone.Decide(alone.LookUp(_caller.Token, _caller.Facts.ClientId, _caller.Facts.At), _method, _path, _mcp).Allowed;
    }
}
