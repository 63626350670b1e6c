using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Authorizer.Permissions;
using Authorizer.Syntax;
using DevTool.Explaining;

namespace DevTool.Checking;

/// <summary>Finds routes that the authorizer accepts, but that probably do not match the intended requests.</summary>
internal static class RouteWarnings
{
    // The methods of API Gateway routes (API Gateway developer guide: "Set up an HTTP method"). Any other method is probably a misspelling.
    private static readonly string[] Methods = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

    /// <summary>Finds the warnings for one rule.</summary>
    /// <param name="connects">Whether a rule allows the route <c>$connect</c> of a WebSocket API.</param>
    public static IEnumerable<Finding> Of(CheckedRule rule, bool connects)
    {
        var seen = new HashSet<string>();
        IReadOnlyList<Route> routes = rule.Rule.Routes;
        for (int i = 0; i < routes.Count; i++)
        {
            string part = string.Create(CultureInfo.InvariantCulture, $"routes/{i}");
            string text = RouteComparison.Text(routes[i]);
            string method = routes[i].HttpMethod;
            if (method is not (Route.AnyMethod or Route.Connect) && !Methods.Contains(method))
            {
                yield return rule.Warn(
                    "unknown-method", $"API Gateway has no routes with the method of \"{text}\"; use {string.Join(", ", Methods[..^1])}, {Methods[^1]} or *", NearestName.Find(method, Methods), part);
            }

            if (!seen.Add(text))
            {
                yield return rule.Warn("duplicate-route", $"the rule has the route \"{text}\" twice; remove one", part: part);
            }

            if (routes[i].Segments.Select(PlaceholderProblem).FirstOrDefault(warning => warning is not null) is { } problem)
            {
                yield return rule.Warn("literal-placeholder", $"the route \"{text}\" matches {problem}", part: part);
            }
        }

        bool everywhere = routes.Any(route => route is { Method: Route.AnyMethod, Segments.Count: 0, WithSubtree: true });
        if (!rule.Allows && everywhere && connects && routes.All(route => route.Method != Route.Connect))
        {
            yield return rule.Warn("connect-not-covered", "\"* /**\" does not cover the WebSocket route $connect, which another rule allows; add \"$connect\" to the routes");
        }
    }

    // The authorizer treats placeholders of other routers, and $connect inside a path, as ordinary segments.
    private static string? PlaceholderProblem(RouteSegment segment)
    {
        string text = segment.Text;
        return segment.Kind != SegmentKind.Literal ? null
            : text == Route.Connect ? $"the path segment \"{text}\"; write \"{text}\" alone for the WebSocket route"
            : (text.Length > 1 && text[0] == ':') || (text.Length > 2 && text[0] is '<' or '[' && text[^1] is '>' or ']')
                ? $"the segment \"{text}\" literally; write {{{text.Trim(':', '<', '>', '[', ']')}}} for any segment"
            : null;
    }
}
