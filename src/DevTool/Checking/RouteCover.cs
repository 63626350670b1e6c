using System;
using System.Linq;
using Authorizer.Permissions;

namespace DevTool.Checking;

/// <summary>Compares the requests that two routes match.</summary>
internal static class RouteCover
{
    /// <summary>Whether the wide route matches every request that the narrow route matches.</summary>
    public static bool Covers(Route wide, Route narrow)
    {
        bool method = wide.Mcp is null
            ? wide.Method == narrow.HttpMethod || (wide.Method == Route.AnyMethod && narrow.Method != Route.Connect)
            : narrow.Mcp is not null && Covers(wide.Mcp, narrow.Mcp);
        bool length = wide.WithSubtree ? narrow.Segments.Count >= wide.Segments.Count
            : !narrow.WithSubtree && narrow.Segments.Count == wide.Segments.Count;
        if (!method || !length)
        {
            return false;
        }

        // This is a loop instead of LINQ, because a check of a large file calls it a million times.
        for (int i = 0; i < wide.Segments.Count; i++)
        {
            if (!Covers(wide.Segments[i], narrow.Segments[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether at least one request exists that both routes match, for some caller.</summary>
    public static bool Overlaps(Route one, Route other)
    {
        bool method = (one.HttpMethod == other.HttpMethod && (one.Mcp is null || other.Mcp is null || Overlaps(one.Mcp, other.Mcp)))
            || (one.Method == Route.AnyMethod && other.Method != Route.Connect)
            || (other.Method == Route.AnyMethod && one.Method != Route.Connect);
        bool length = (one.WithSubtree || one.Segments.Count >= other.Segments.Count) && (other.WithSubtree || other.Segments.Count >= one.Segments.Count);
        return method && length && one.Segments.Zip(other.Segments).All(
            pair => pair is { First.Kind: not SegmentKind.Literal } or { Second.Kind: not SegmentKind.Literal } || pair.First.Text == pair.Second.Text);
    }

    private static bool Covers(McpPattern wide, McpPattern narrow) =>
        (wide.Method == Route.AnyMethod || wide.Method == narrow.Method)
        && wide.NameKind switch
        {
            McpNameKind.Any => true,
            McpNameKind.Prefix => narrow.NameKind is McpNameKind.Literal or McpNameKind.Prefix && narrow.Name.StartsWith(wide.Name, StringComparison.Ordinal),
            _ => wide.NameKind == narrow.NameKind && wide.Name == narrow.Name,
        };

    private static bool Overlaps(McpPattern one, McpPattern other)
    {
        bool method = one.Method == other.Method || one.Method == Route.AnyMethod || other.Method == Route.AnyMethod;
        return method && (one.NameKind, other.NameKind) switch
        {
            (McpNameKind.Literal, McpNameKind.Literal) => one.Name == other.Name,
            (McpNameKind.Literal, McpNameKind.Prefix) => one.Name.StartsWith(other.Name, StringComparison.Ordinal),
            (McpNameKind.Prefix, McpNameKind.Literal) => other.Name.StartsWith(one.Name, StringComparison.Ordinal),
            (McpNameKind.Prefix, McpNameKind.Prefix) => one.Name.StartsWith(other.Name, StringComparison.Ordinal) || other.Name.StartsWith(one.Name, StringComparison.Ordinal),
            _ => true,
        };
    }

    private static bool Covers(RouteSegment wide, RouteSegment narrow) =>
        wide.Kind == SegmentKind.Any || (wide.Kind == narrow.Kind && string.Equals(wide.Text, narrow.Text, StringComparison.Ordinal));
}
