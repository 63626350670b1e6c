using System;
using System.Collections.Generic;
using System.Linq;
using Authorizer.Permissions;

namespace DevTool.Comparing;

/// <summary>The method of a route and the grant of its rule.</summary>
/// <param name="Method">The method, or <see langword="null"/> for any method.</param>
/// <param name="Mcp">The MCP requests that the route matches; <see langword="null"/> if the route matches all requests.</param>
/// <param name="Grant">The number of the grant.</param>
internal readonly record struct RouteEntry(string? Method, McpPattern? Mcp, int Grant);

/// <summary>The routes of a file as a tree of segments. Equal trees are the same object, even if they come from different files.</summary>
internal sealed class RouteNode
{
    public int Number { get; private set; }

    /// <summary>The routes that end at this node.</summary>
    public SortedDictionary<string, RouteEntry> Exact { get; } = new(StringComparer.Ordinal);

    /// <summary>The routes that match this node and all longer paths.</summary>
    public SortedDictionary<string, RouteEntry> Below { get; } = new(StringComparer.Ordinal);

    /// <summary>The subtree for a segment with any text.</summary>
    public RouteNode? Any { get; private set; }

    /// <summary>The subtrees for segments with a fixed text.</summary>
    public SortedDictionary<string, RouteNode> Literals { get; } = new(StringComparer.Ordinal);

    /// <summary>The subtrees for segments that equal a claim.</summary>
    public SortedDictionary<string, RouteNode> Claims { get; } = new(StringComparer.Ordinal);

    /// <summary>Adds a route to the tree.</summary>
    public void Add(Route route, int grant)
    {
        RouteNode node = this;
        foreach (RouteSegment segment in route.Segments)
        {
            node = segment.Kind switch
            {
                SegmentKind.Any => node.Any ??= new RouteNode(),
                SegmentKind.Literal => Child(node.Literals, segment.Text),
                _ => Child(node.Claims, segment.Text),
            };
        }

        string? method = route.HttpMethod == Route.AnyMethod ? null : route.HttpMethod;
        string key = $"{grant} {(method is null ? null : route.Method)} {route.Mcp?.Text.Replace('\n', ' ')}{route.Mcp?.Text.Length}";
        (route.WithSubtree ? node.Below : node.Exact)[key] = new RouteEntry(method, route.Mcp, grant);
    }

    /// <summary>Replaces equal trees with one object.</summary>
    /// <param name="known">The trees that exist so far.</param>
    public RouteNode Share(Dictionary<string, RouteNode> known)
    {
        Any = Any?.Share(known);
        Share(Literals, known);
        Share(Claims, known);
        string key = string.Join('\n', Exact.Keys) + "\0" + string.Join('\n', Below.Keys) + "\0" + Any?.Number
            + "\0" + string.Join('\n', Literals.Select(child => $"{child.Value.Number} {child.Key}"))
            + "\0" + string.Join('\n', Claims.Select(child => $"{child.Value.Number} {child.Key.Length} {child.Key}"));
        if (!known.TryGetValue(key, out RouteNode? same))
        {
            same = this;
            Number = known.Count;
            known.Add(key, this);
        }

        return same;
    }

    private static RouteNode Child(SortedDictionary<string, RouteNode> children, string name)
    {
        if (!children.TryGetValue(name, out RouteNode? child))
        {
            children.Add(name, child = new RouteNode());
        }

        return child;
    }

    private static void Share(SortedDictionary<string, RouteNode> children, Dictionary<string, RouteNode> known)
    {
        foreach (string name in children.Keys.ToArray())
        {
            children[name] = children[name].Share(known);
        }
    }
}
