using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Authorizer.Mcp;
using Authorizer.Paths;
using Authorizer.Permissions;
using DevTool.Explaining;

namespace DevTool.Comparing;

/// <summary>A rule that matches a call.</summary>
/// <param name="Id">The ID of the rule.</param>
internal sealed record NamedRule(string Id, int Line);

/// <summary>A set of callers that may make a call.</summary>
/// <param name="When">The facts that are true for the callers.</param>
/// <param name="Caller">An example of such a caller.</param>
/// <param name="Rules">
/// The rules that allow the call for all of these callers. If there is none, the rules that allow the call for some of these callers.
/// </param>
internal sealed record AllowedCallers(IReadOnlyList<Literal> When, IReadOnlyList<Literal> Caller, IReadOnlyList<NamedRule> Rules);

/// <summary>The callers that may make a call.</summary>
/// <param name="Route">The call.</param>
/// <param name="Callers">The sets of allowed callers; the sets with the shortest conditions come first.</param>
/// <param name="DeniedBy">The deny rules that apply to some callers who would otherwise be allowed.</param>
/// <param name="IsComplete">False if there are more conditions than are shown.</param>
internal sealed record Who(string Route, IReadOnlyList<AllowedCallers> Callers, IReadOnlyList<NamedRule> DeniedBy, bool IsComplete)
{
    // Limits the computation to a few seconds.
    private const int MostSteps = 3_000_000;

    /// <summary>Finds the callers that may make a call.</summary>
    /// <param name="version">The permissions file.</param>
    /// <param name="route">
    /// The call, in the form that <see cref="CallTarget"/> reads. A segment in braces stands for any text that no rule contains.
    /// </param>
    /// <exception cref="ToolException">The path is not canonical.</exception>
    /// <exception cref="TooComplexException">The rules have too many combinations. <see cref="RulesFor"/> then lists the rules.</exception>
    public static Who Of(PermissionsVersion version, string route)
    {
        (CallKind kind, string[]? path) = Parse(route);
        var bdd = new Bdd(new Effort(MostSteps));
        PathPoint[] points = [.. (path ?? []).Select(PathPoint.Of), .. kind.Name is { } name ? [PathPoint.Of(name)] : Array.Empty<PathPoint>()];
        (Rule Rule, int Formula)[] rules = [.. version.Rules.Select(rule => (rule, Formula(bdd, rule, kind, path, version))).Where(one => one.Item2 != Bdd.False)];
        int Any(RuleEffect effect) => bdd.Any([.. rules.Where(one => one.Rule.Effect == effect).Select(one => one.Formula)]);

        // A POST request without MCP headers is refused if an MCP route exists for its path.
        int refused = kind.Method != "POST" || kind.IsMcp ? Bdd.False
            : bdd.Any([.. version.Rules.SelectMany(rule => rule.Routes).Where(one => one.Mcp is not null).Select(one => PathFormula(bdd, one, path!))]);
        (int allow, int deny) = (Any(RuleEffect.Allow), bdd.Or(Any(RuleEffect.Deny), refused));
        int formula = bdd.And(allow, bdd.Not(deny));
        int possible = version.Callers.Constraint(bdd, bdd.Support(bdd.Or(allow, deny)).Union(bdd.Support(formula)).ToHashSet(), points);
        var cover = Cover.Of(bdd, formula, possible, Comparison.MostConditions);
        NamedRule[] Allowing(int callers)
        {
            NamedRule[] sufficient = [.. rules.Where(one => one.Rule.Effect == RuleEffect.Allow && bdd.And(bdd.And(callers, possible), bdd.Not(one.Formula)) == Bdd.False).Select(one => new NamedRule(one.Rule.Id, one.Rule.Line))];
            return sufficient.Length > 0 ? sufficient : Matching(RuleEffect.Allow, callers);
        }

        NamedRule[] Matching(RuleEffect effect, int callers) =>
            [.. rules.Where(one => one.Rule.Effect == effect && bdd.All([one.Formula, callers, possible]) != Bdd.False).Select(one => new NamedRule(one.Rule.Id, one.Rule.Line))];
        return new Who(
            route,
            [.. cover.Conditions.Select(one => new AllowedCallers(
                one.Condition, one.Caller, Allowing(bdd.And(formula, bdd.All([.. one.Condition.Select(bdd.Of)])))))],
            Matching(RuleEffect.Deny, allow),
            cover.IsComplete);
    }

    /// <summary>Finds the rules that have a route for a call, for any caller.</summary>
    /// <param name="route">The call, in the same form as for <see cref="Of"/>.</param>
    public static IReadOnlyList<Rule> RulesFor(PermissionsVersion version, string route)
    {
        (CallKind kind, string[]? path) = Parse(route);
        return [.. version.Rules.Where(rule => rule.Routes.Any(one => Formula(new Bdd(new Effort(MostSteps)), one, kind, path, version) != Bdd.False))];
    }

    /// <summary>Converts the call and one set of callers to a class of calls.</summary>
    public DifferentCall Call(AllowedCallers callers)
    {
        (CallKind kind, string[]? path) = Parse(Route);
        return new DifferentCall(callers.Caller, kind, path?.Select(PathPoint.Of).ToArray());
    }

    private static (CallKind Kind, string[]? Path) Parse(string route)
    {
        var target = CallTarget.Parse(route);
        if (target.IsConnect)
        {
            return (new CallKind(target.Method), null);
        }

        byte[] text = Encoding.UTF8.GetBytes(target.Path);
        byte[] decoded = new byte[text.Length];
        if (!CanonicalPath.TryDecode(text, decoded, out int length))
        {
            throw new ToolException($"the path \"{target.Path}\" is not canonical, so every call of it is refused (path_not_canonical); remove empty segments, the segments \".\" and \"..\", and encoded slashes");
        }

        CallKind kind = target.Mcp is not { } mcp ? new CallKind(target.Method)
            : new CallKind(target.Method, IsMcpPath: true, IsMcp: true, mcp.Method, mcp.Name is null ? null : new NameClass(mcp.Name, IsPrefix: false, []));
        return kind.IsMcp && McpMethods.CarriesName(kind.McpMethod!) && kind.Name is null
            ? throw new ToolException($"a {kind.McpMethod} request must have a name; without one it is refused (mcp_header_invalid); add it, for example \"MCP {target.Path} {kind.McpMethod} cancel_order\"")
            : (kind, length == 1 ? [] : Encoding.UTF8.GetString(decoded, 1, length - 1).Split('/'));
    }

    private static int Formula(Bdd bdd, Rule rule, CallKind kind, string[]? path, PermissionsVersion version)
    {
        int routes = bdd.Any([.. rule.Routes.Select(route => Formula(bdd, route, kind, path, version))]);
        return routes == Bdd.False ? routes : bdd.And(routes, Grant.Of(rule).Formula(bdd));
    }

    private static int Formula(Bdd bdd, Route route, CallKind kind, string[]? path, PermissionsVersion version)
    {
        if (path is null || route.Method == Authorizer.Permissions.Route.Connect)
        {
            return path is null && route.Method == kind.Method ? Bdd.True : Bdd.False;
        }

        bool isKnown = version.Scope == Authorizer.Options.PolicyScope.Route || new RouteMethods(version.Rules).Contains(Encoding.UTF8.GetBytes(kind.Method!));
        string? method = route.HttpMethod == Authorizer.Permissions.Route.AnyMethod ? null : route.HttpMethod;
        int name = route.Mcp is { NameKind: McpNameKind.Claim } mcp ? bdd.Of(Fact.ClaimIsSegment(mcp.Name, Fact.NameSegment)) : Bdd.True;
        return !isKnown || !kind.Takes(method, route.Mcp) ? Bdd.False : bdd.And(name, PathFormula(bdd, route, path));
    }

    private static int PathFormula(Bdd bdd, Route route, string[] path)
    {
        bool fits = route.WithSubtree ? path.Length >= route.Segments.Count : path.Length == route.Segments.Count;
        return !fits ? Bdd.False
            : bdd.All([.. route.Segments.Select((segment, i) => segment.Kind switch
            {
                SegmentKind.Any => Bdd.True,
                SegmentKind.Literal => segment.Text == path[i] ? Bdd.True : Bdd.False,
                _ => bdd.Of(Fact.ClaimIsSegment(segment.Text, i)),
            })]);
    }
}
