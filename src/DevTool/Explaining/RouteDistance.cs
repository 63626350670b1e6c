using System;
using System.Linq;
using Authorizer.Permissions;
using Authorizer.Syntax;

namespace DevTool.Explaining;

/// <summary>
/// Computes how different a call and a route are. The distance is 0 if the route matches the call for a caller with the required claims,
/// and increases by about 1 for each different segment. The distance only helps users to find a mistake and does not affect decisions.
/// </summary>
internal static class RouteDistance
{
    // A different method counts less than a different segment, because users look for a route by its path.
    private const double OtherMethod = 0.5;

    // Segments with this distance or more are unrelated.
    private const double OtherSegment = 1;

    /// <param name="method">The method of the call, or <c>$connect</c>.</param>
    /// <param name="path">The decoded path of the call; empty for <c>$connect</c>.</param>
    /// <param name="mcp">The MCP request, or <see langword="null"/>.</param>
    /// <returns>The distance; <see langword="null"/> if the route has nothing in common with the call.</returns>
    public static double? Between(Route route, string method, string path, McpText? mcp)
    {
        if (path.Length == 0 || route.Method == Route.Connect)
        {
            return path.Length == 0 && route.Method == Route.Connect ? 0 : null;
        }

        string[] called = Segments(path);
        int common = Math.Min(called.Length, route.Segments.Count);
        double[] costs = [.. route.Segments.Take(common).Select((segment, i) => Between(segment, called[i]))];
        double distance = costs.Sum()
            + (route.Segments.Count - common)
            + (route.WithSubtree ? 0 : called.Length - common)
            + (route.HttpMethod == Route.AnyMethod || route.HttpMethod == method ? 0 : OtherMethod)
            + (route.Mcp is null ? 0 : Between(route.Mcp, mcp));
        bool isAlike = distance <= OtherMethod || costs.Where((cost, i) => cost < OtherSegment && route.Segments[i].Kind == SegmentKind.Literal).Any();
        return isAlike ? distance : null;
    }

    /// <summary>Splits a path into segments.</summary>
    /// <param name="path">The path, beginning with a slash.</param>
    public static string[] Segments(string path) => path.Length <= 1 ? [] : path[1..].Split('/');

    private static double Between(RouteSegment segment, string called) => segment.Kind != SegmentKind.Literal ? 0 : Between(segment.Text, called);

    private static double Between(McpPattern pattern, McpText? call)
    {
        double method = pattern.Method == Route.AnyMethod || pattern.Method == call?.Method ? 0 : OtherMethod;
        string? name = call?.Name;
        return method + pattern.NameKind switch
        {
            McpNameKind.Any => 0,
            _ when name is null => OtherSegment,
            McpNameKind.Literal => Between(pattern.Name, name),
            McpNameKind.Prefix => Between(pattern.Name, name[..Math.Min(name.Length, pattern.Name.Length)]),
            _ => 0,
        };
    }

    private static double Between(string text, string called) => text == called ? 0
        : Math.Min(OtherSegment, 2.0 * Math.Max(1, NearestName.Distance(called, text)) / Math.Max(called.Length, text.Length));
}
