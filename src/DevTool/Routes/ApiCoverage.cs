using System.Collections.Generic;
using System.Linq;
using Authorizer.Permissions;
using DevTool.Checking;
using DevTool.Explaining;

namespace DevTool.Routes;

/// <summary>Compares rules with the routes of an API.</summary>
/// <param name="Routes">The number of routes that call the authorizer.</param>
/// <param name="Unreached">The routes that no caller may call.</param>
/// <param name="Open">The routes that every verified caller may call, completely or partly.</param>
/// <param name="Unused">The routes of rules that match no route of the API.</param>
internal sealed record ApiCoverage(
    int Routes, IReadOnlyList<ApiFinding> Unreached, IReadOnlyList<ApiFinding> Open, IReadOnlyList<ApiFinding> Unused)
{
    /// <param name="permissions">The name of the permissions file in messages.</param>
    public static ApiCoverage Of(IReadOnlyList<ApiRoute> api, string permissions, IReadOnlyList<Rule> rules)
    {
        ApiRoute[] guarded = [.. api.Where(route => route.Guarded)];
        return new ApiCoverage(
            guarded.Length,
            [.. guarded.Select(route => Unreachable(route, api, rules)).OfType<ApiFinding>()],
            [.. guarded.Select(route => OpenToAll(route, api, rules)).OfType<ApiFinding>()],
            [.. rules.SelectMany(rule => Dead(rule, api, permissions))]);
    }

    // API Gateway selects the most specific route. Another route of the API can therefore receive all requests that match the rule.
    private static bool Reaches(Route route, ApiRoute target, IReadOnlyList<ApiRoute> api) =>
        RouteCover.Overlaps(route, target.Route) && !api.Any(other =>
            RouteCover.Covers(target.Route, other.Route) && !RouteCover.Covers(other.Route, target.Route) && RouteCover.Covers(other.Route, route));

    private static ApiFinding? Unreachable(ApiRoute route, IReadOnlyList<ApiRoute> api, IReadOnlyList<Rule> rules)
    {
        Rule? denial = Denial(route, rules);
        string? text = denial is not null ? $"rule \"{denial.Id}\" denies it to every caller"
            : rules.Any(rule => rule.Effect == RuleEffect.Allow && rule.Routes.Any(other => Reaches(other, route, api))) ? null
            : "no rule allows it; add a rule, or remove the route";
        return text is null ? null : new ApiFinding(route.File, route.Line, route.Text, denial?.Id, text);
    }

    private static ApiFinding? OpenToAll(ApiRoute route, IReadOnlyList<ApiRoute> api, IReadOnlyList<Rule> rules)
    {
        if (Denial(route, rules) is not null)
        {
            return null;
        }

        (Rule Rule, Route Route)[] open =
        [
            .. rules.Where(rule => rule.Effect == RuleEffect.Allow && rule.When.Count == 0)
                .SelectMany(rule => rule.Routes.Select(other => (Rule: rule, Route: other)))
                .Where(pair => !RouteClaims.Of(pair.Route).Any() && Reaches(pair.Route, route, api)),
        ];
        if (open.Length == 0)
        {
            return null;
        }

        (Rule Rule, Route Route) widest = open.FirstOrDefault(pair => RouteCover.Covers(pair.Route, route.Route), open[0]);
        string part = RouteCover.Covers(widest.Route, route.Route) ? "it" : $"the part \"{RouteComparison.Text(widest.Route)}\" of it";
        string[] denials = [.. rules.Where(rule => rule.Effect == RuleEffect.Deny && rule.Routes.Any(other => RouteCover.Overlaps(other, route.Route))).Select(rule => $"\"{rule.Id}\"")];
        string unless = denials.Length == 0 ? string.Empty : $", unless rule {string.Join(" or ", denials)} denies it";
        return new ApiFinding(route.File, route.Line, route.Text, widest.Rule.Id, $"rule \"{widest.Rule.Id}\" lets every verified caller call {part}{unless}");
    }

    private static Rule? Denial(ApiRoute route, IReadOnlyList<Rule> rules) =>
        rules.FirstOrDefault(rule => rule.Effect == RuleEffect.Deny && rule.When.Count == 0 && rule.Routes.Any(other => RouteCover.Covers(other, route.Route)));

    private static IEnumerable<ApiFinding> Dead(Rule rule, IReadOnlyList<ApiRoute> api, string permissions)
    {
        string[] dead = [.. rule.Routes.Where(route => !api.Any(other => other.Guarded && Reaches(route, other, api))).Select(RouteComparison.Text)];
        return dead.Length == rule.Routes.Count
            ? [new ApiFinding(permissions, rule.Line, Route: null, rule.Id, $"rule \"{rule.Id}\" reaches no route of the API; correct its routes, or remove it")]
            : dead.Select(route => new ApiFinding(
                permissions, rule.Line, route, rule.Id, $"rule \"{rule.Id}\": \"{route}\" reaches no route of the API; correct it, or remove it"));
    }
}

/// <summary>A finding about a route or a rule.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Route">The route, or <see langword="null"/> if the finding is about a whole rule.</param>
/// <param name="Rule">The rule, or <see langword="null"/> if the finding is not about a rule.</param>
/// <param name="Text">The finding and what to do.</param>
internal sealed record ApiFinding(string File, int Line, string? Route, string? Rule, string Text);
