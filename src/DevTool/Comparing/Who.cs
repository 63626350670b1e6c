using System.Collections.Generic;
using System.Linq;
using System.Text;
using Authorizer.Paths;
using Authorizer.Permissions;

namespace DevTool.Comparing;

/// <summary>A rule that matters for a call.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Line">Its line.</param>
internal sealed record NamedRule(string Id, int Line);

/// <summary>Callers who may make a call.</summary>
/// <param name="When">What is true of them.</param>
/// <param name="Caller">An example of them.</param>
/// <param name="Rules">The rules that allow it to all of them; if no single rule does, those that allow it to some.</param>
internal sealed record AllowedCallers(IReadOnlyList<Literal> When, IReadOnlyList<Literal> Caller, IReadOnlyList<NamedRule> Rules);

/// <summary>Who may make a call.</summary>
/// <param name="Route">The call.</param>
/// <param name="Callers">Those who may; the shortest conditions first.</param>
/// <param name="DeniedBy">The rules that take it away from some who could otherwise.</param>
/// <param name="IsComplete">False if there are more conditions than are shown.</param>
internal sealed record Who(string Route, IReadOnlyList<AllowedCallers> Callers, IReadOnlyList<NamedRule> DeniedBy, bool IsComplete)
{
    // Some seconds.
    private const int MostSteps = 3_000_000;

    /// <summary>Finds who may make a call.</summary>
    /// <param name="version">The file.</param>
    /// <param name="route">Method and path, or <c>$connect</c>. A segment in braces is any text that no rule names.</param>
    /// <exception cref="ToolException">The path is not canonical.</exception>
    /// <exception cref="TooComplexException">The rules are too complex; <see cref="RulesFor"/> says which they are.</exception>
    public static Who Of(PermissionsVersion version, string route)
    {
        (string method, string[]? path) = Parse(route);
        var bdd = new Bdd(new Effort(MostSteps));
        PathPoint[] points = [.. (path ?? []).Select(PathPoint.Of)];
        (Rule Rule, int Formula)[] rules = [.. version.Rules.Select(rule => (rule, Formula(bdd, rule, method, path, version))).Where(one => one.Item2 != Bdd.False)];
        int Any(RuleEffect effect) => bdd.Any([.. rules.Where(one => one.Rule.Effect == effect).Select(one => one.Formula)]);
        (int allow, int deny) = (Any(RuleEffect.Allow), Any(RuleEffect.Deny));
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

    /// <summary>Finds the rules with a route for a call, whoever makes it.</summary>
    /// <param name="version">The file.</param>
    /// <param name="route">The call, as for <see cref="Of"/>.</param>
    public static IReadOnlyList<Rule> RulesFor(PermissionsVersion version, string route)
    {
        (string method, string[]? path) = Parse(route);
        return [.. version.Rules.Where(rule => rule.Routes.Any(one => Formula(new Bdd(new Effort(MostSteps)), one, method, path, version) != Bdd.False))];
    }

    /// <summary>The call as a class of calls.</summary>
    public DifferentCall Call(AllowedCallers callers)
    {
        (string method, string[]? path) = Parse(Route);
        return new DifferentCall(callers.Caller, method, path?.Select(PathPoint.Of).ToArray());
    }

    private static (string Method, string[]? Path) Parse(string route)
    {
        if (route == Authorizer.Permissions.Route.Connect)
        {
            return (route, null);
        }

        string[] words = route.Split(' ', 2);
        byte[] text = Encoding.UTF8.GetBytes(words[1]);
        byte[] decoded = new byte[text.Length];
        return !CanonicalPath.TryDecode(text, decoded, out int length)
            ? throw new ToolException($"the path \"{words[1]}\" is not canonical: the authorizer refuses it for every caller (path_not_canonical)")
            : (words[0], length == 1 ? [] : Encoding.UTF8.GetString(decoded, 1, length - 1).Split('/'));
    }

    private static int Formula(Bdd bdd, Rule rule, string method, string[]? path, PermissionsVersion version)
    {
        int routes = bdd.Any([.. rule.Routes.Select(route => Formula(bdd, route, method, path, version))]);
        return routes == Bdd.False ? routes : bdd.And(routes, Grant.Of(rule).Formula(bdd));
    }

    private static int Formula(Bdd bdd, Route route, string method, string[]? path, PermissionsVersion version)
    {
        if (path is null || route.Method == Authorizer.Permissions.Route.Connect)
        {
            return path is null && route.Method == method ? Bdd.True : Bdd.False;
        }

        bool isKnown = version.Scope == Authorizer.Options.PolicyScope.Route || new RouteMethods(version.Rules).Contains(Encoding.UTF8.GetBytes(method));
        bool fits = route.WithSubtree ? path.Length >= route.Segments.Count : path.Length == route.Segments.Count;
        return !isKnown || !fits || (route.Method != Authorizer.Permissions.Route.AnyMethod && route.Method != method) ? Bdd.False
            : bdd.All([.. route.Segments.Select((segment, i) => segment.Kind switch
            {
                SegmentKind.Any => Bdd.True,
                SegmentKind.Literal => segment.Text == path[i] ? Bdd.True : Bdd.False,
                _ => bdd.Of(Fact.ClaimIsSegment(segment.Text, i)),
            })]);
    }
}
