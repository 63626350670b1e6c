using System.Linq;
using Authorizer.Permissions;

namespace DevTool.Explaining;

/// <summary>Finds the part of a route that decides whether the route matches a call. The authorizer compares the parts.</summary>
internal static class RouteComparison
{
    /// <summary>The route in the notation of the permissions file.</summary>
    public static string Text(Route route)
    {
        if (route.Method == Route.Connect)
        {
            return Route.Connect;
        }

        string path = string.Concat(route.Segments.Select(segment => "/" + Text(segment)));
        return $"{route.Method} {(route.WithSubtree ? path + "/**" : path.Length == 0 ? "/" : path)}{(route.Mcp is null ? string.Empty : " " + route.Mcp.Text)}";
    }

    /// <summary>Compares a route with a call.</summary>
    /// <param name="probe">Asks the authorizer whether parts of the route match the call.</param>
    /// <param name="method">The method of the call.</param>
    /// <param name="path">The decoded path of the call; empty for <c>$connect</c>.</param>
    /// <param name="mcp">The MCP request, or <see langword="null"/>.</param>
    /// <param name="caller">The values of the caller in words.</param>
    /// <returns>Whether the route matches the call, and why.</returns>
    public static ExplainedRoute Compare(Route route, in RuleProbe probe, string method, string path, McpText? mcp, CallerWords caller)
    {
        bool covers = probe.Covers(route);
        return new ExplainedRoute(Text(route), covers, covers ? (route.Mcp is null ? "method and path match" : "path and MCP request match") : Mismatch(route, probe, method, path, mcp, caller));
    }

    private static string Mismatch(Route route, in RuleProbe probe, string method, string path, McpText? mcp, CallerWords caller)
    {
        if (path.Length == 0 || route.Method == Route.Connect)
        {
            return path.Length == 0 ? "a path never covers $connect" : "$connect is not a path";
        }

        if (probe.Covers(route with { Method = Route.AnyMethod, Mcp = null }))
        {
            return method != route.HttpMethod || route.Mcp is null ? $"the method is {method}, not {route.HttpMethod}" : McpWords.Mismatch(route.Mcp, mcp, caller);
        }

        // Finds the first segment that does not match, which is the segment after the longest matching beginning of the route.
        string[] called = RouteDistance.Segments(path);
        int index = 0;
        while (index < route.Segments.Count && probe.Covers(new Route(Route.AnyMethod, [.. route.Segments.Take(index + 1)], WithSubtree: true)))
        {
            index++;
        }

        return index == route.Segments.Count ? $"the path goes on with \"{called[index]}\""
            : index >= called.Length ? $"the path ends before {Text(route.Segments[index])}"
            : $"segment {index + 1}: {Mismatch(route.Segments[index], called[index], caller)}";
    }

    private static string Mismatch(RouteSegment segment, string called, CallerWords caller) =>
        segment.Kind != SegmentKind.Claim ? $"\"{called}\" is not \"{segment.Text}\""
        : caller.Claim(segment.Text) is { } value ? $"\"{called}\" is not the caller's {segment.Text}, {value}"
        : $"the token has no claim {segment.Text}";

    private static string Text(RouteSegment segment) => segment.Kind switch
    {
        SegmentKind.Literal => segment.Text,
        SegmentKind.Any => $"{{{segment.Text}}}",
        _ => $"{{claim:{segment.Text}}}",
    };
}
