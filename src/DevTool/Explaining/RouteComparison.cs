using System;
using System.Linq;
using Authorizer.Permissions;

namespace DevTool.Explaining;

/// <summary>Compares a route with a request segment by segment, to say where they part.</summary>
internal static class RouteComparison
{
    /// <summary>The route as it stands in the file.</summary>
    /// <param name="route">The route.</param>
    /// <returns>Its text.</returns>
    public static string Text(Route route)
    {
        if (route.Method == Route.Connect)
        {
            return Route.Connect;
        }

        string path = string.Concat(route.Segments.Select(segment => "/" + Text(segment)));
        return $"{route.Method} {(route.WithSubtree ? path + "/**" : path.Length == 0 ? "/" : path)}";
    }

    /// <summary>Compares.</summary>
    /// <param name="route">The route.</param>
    /// <param name="method">The request's method.</param>
    /// <param name="path">The request's path, decoded; empty for <c>$connect</c>.</param>
    /// <param name="claim">Gives a claim that is a string, or <see langword="null"/>.</param>
    /// <returns>Whether the route covers the request, and why.</returns>
    public static ExplainedRoute Compare(Route route, string method, string path, Func<string, string?> claim)
    {
        string? mismatch = Mismatch(route, method, path, claim);
        return new ExplainedRoute(Text(route), mismatch is null, mismatch ?? "method and path match");
    }

    private static string? Mismatch(Route route, string method, string path, Func<string, string?> claim)
    {
        if (path.Length == 0 || route.Method == Route.Connect)
        {
            return (path.Length == 0) == (route.Method == Route.Connect) ? null
                : path.Length == 0 ? "a path never covers $connect" : "$connect is not a path";
        }

        if (route.Method != Route.AnyMethod && route.Method != method)
        {
            return $"the method is {method}, not {route.Method}";
        }

        string[] segments = path == "/" ? [] : path[1..].Split('/');
        for (int i = 0; i < Math.Min(route.Segments.Count, segments.Length); i++)
        {
            if (SegmentMismatch(route.Segments[i], segments[i], claim) is { } mismatch)
            {
                return $"segment {i + 1}: {mismatch}";
            }
        }

        return segments.Length < route.Segments.Count ? $"the path ends before {Text(route.Segments[segments.Length])}"
            : segments.Length > route.Segments.Count && !route.WithSubtree ? $"the path goes on with \"{segments[route.Segments.Count]}\""
            : null;
    }

    private static string? SegmentMismatch(RouteSegment segment, string actual, Func<string, string?> claim) => segment.Kind switch
    {
        SegmentKind.Any => null,
        SegmentKind.Literal => segment.Text == actual ? null : $"\"{actual}\" is not \"{segment.Text}\"",
        _ => claim(segment.Text) is not { } value ? $"the token has no string claim {segment.Text}"
            : value == actual ? null
            : $"\"{actual}\" is not the caller's {segment.Text}, \"{value}\"",
    };

    private static string Text(RouteSegment segment) => segment.Kind switch
    {
        SegmentKind.Literal => segment.Text,
        SegmentKind.Any => $"{{{segment.Text}}}",
        _ => $"{{claim:{segment.Text}}}",
    };
}
