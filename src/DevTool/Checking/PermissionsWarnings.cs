using System;
using System.Collections.Generic;
using System.Linq;
using Authorizer.Lambda.Configuration;
using Authorizer.Permissions;
using DevTool.Explaining;

namespace DevTool.Checking;

/// <summary>Finds what the authorizer starts with and what is probably not meant.</summary>
internal static class PermissionsWarnings
{
    // What API Gateway has routes for (API Gateway developer guide: "Set up an HTTP method"). Another one is a misspelling.
    private static readonly string[] Methods = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", Route.AnyMethod, Route.Connect];

    /// <summary>Finds what is to be warned of.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="settings">What else is configured.</param>
    /// <returns>The warnings, those about rules in the file's order.</returns>
    public static IEnumerable<Finding> Of(IReadOnlyList<Rule> rules, Settings settings) =>
        rules.SelectMany(rule => OfRule(rule, rules)).Concat(PolicySizeWarnings.Of(rules, settings)).Concat(OfSettings(settings));

    private static IEnumerable<Finding> OfRule(Rule rule, IReadOnlyList<Rule> rules)
    {
        Rule[] denials = [.. rules.Where(other => other != rule && other.Effect == RuleEffect.Deny && IsUnconditional(other))];
        if (rule.Routes.All(route => denials.Any(denial => Covers(denial, route))))
        {
            Rule denial = denials.First(other => Covers(other, rule.Routes[0]));
            yield return new Finding(rule.Line, rule.Id, $"never decides: the unconditional deny rule \"{denial.Id}\" (line {denial.Line}) covers its routes");
        }

        foreach (Finding finding in rule.Routes.SelectMany(route => OfRoute(route, rule, rules)))
        {
            yield return finding;
        }

        bool everywhere = rule.Routes.Any(route => route is { Method: Route.AnyMethod, Segments.Count: 0, WithSubtree: true });
        bool connects = rules.Any(other => other.Effect == RuleEffect.Allow && HasConnect(other));
        if (rule.Effect == RuleEffect.Deny && everywhere && connects && !HasConnect(rule))
        {
            yield return new Finding(rule.Line, rule.Id, "denies * /**, which does not cover the WebSocket route that another rule allows", "\"* /**\", \"$connect\"");
        }
    }

    private static IEnumerable<Finding> OfRoute(Route route, Rule rule, IReadOnlyList<Rule> rules)
    {
        string text = RouteComparison.Text(route);
        if (!Methods.Contains(route.Method))
        {
            yield return new Finding(
                rule.Line, rule.Id, $"the route \"{text}\" has a method that API Gateway has no routes for", NearestName.Find(route.Method, Methods));
        }

        if (rule.Routes.Count(other => RouteComparison.Text(other) == text) > 1 && rule.Routes.First(other => RouteComparison.Text(other) == text) == route)
        {
            yield return new Finding(rule.Line, rule.Id, $"the route \"{text}\" stands more than once");
        }

        Rule? wide = rule.Effect == RuleEffect.Allow
            ? rules.FirstOrDefault(wider => wider != rule && wider.Effect == RuleEffect.Allow && IsUnconditional(wider) && Covers(wider, route) && (wider.Line < rule.Line || !IsUnconditional(rule)))
            : null;
        if (wide is not null)
        {
            yield return new Finding(rule.Line, rule.Id, $"the route \"{text}\" is allowed to every verified caller already, by the rule \"{wide.Id}\" (line {wide.Line})");
        }
    }

    private static IEnumerable<Finding> OfSettings(Settings settings)
    {
        (string Variable, bool Set)[] variables =
        [
            ("AUTHORIZER_REQUIRED_HEADERS", settings.RequiredHeaders.Length > 0),
            ("AUTHORIZER_CONTENT_TYPES", settings.ContentTypes.Length > 0),
            ("AUTHORIZER_MAX_CONTENT_LENGTH", settings.MaxContentLength is not null),
        ];
        return variables.Where(variable => variable.Set).Select(variable => new Finding(
            Line: 0, Rule: null, $"{variable.Variable} looks at headers: with a result cache they must be identity sources of the authorizer, or one request's answer is used for another"));
    }

    private static bool IsUnconditional(Rule rule) => rule.When.Count == 0;

    private static bool Covers(Rule rule, Route route) => rule.Routes.Any(wide => RouteCover.Covers(wide, route));

    private static bool HasConnect(Rule rule) => rule.Routes.Any(route => string.Equals(route.Method, Route.Connect, StringComparison.Ordinal));
}
