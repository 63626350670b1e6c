using System;
using System.Collections.Generic;
using System.Text;
using Authorizer.Callers;
using Authorizer.Claims;
using Authorizer.Json;
using Authorizer.Mcp;
using Authorizer.Paths;

namespace Authorizer.Permissions;

/// <summary>
/// All routes of all rules as one tree of path segments, so that a path is compared only with routes that have the same beginning. Built
/// during the start, then only read.
/// </summary>
internal sealed class RouteTree
{
    private readonly Utf8Index _literals = new();
    private readonly Dictionary<(int Node, int Literal), int> _literalChildren = [];
    private readonly List<Node> _nodes = [new Node()];
    private int _depth;

    /// <summary>The number of segments of the longest route. A search reads at most one more segment of a path.</summary>
    public int Depth => _depth;

    /// <summary>The literal segments of all routes.</summary>
    public Utf8Index Literals => _literals;

    public void Add(Route route, int rule, ClaimNames claims)
    {
        int node = 0;
        foreach (RouteSegment segment in route.Segments)
        {
            node = segment.Kind switch
            {
                SegmentKind.Literal => LiteralChild(node, Encoding.UTF8.GetBytes(segment.Text)),
                SegmentKind.Any => _nodes[node].Any ??= NewNode(),
                _ => ClaimChild(node, claims.Add(segment.Text)),
            };
        }

        byte[]? method = route.HttpMethod == Route.AnyMethod ? null : Encoding.UTF8.GetBytes(route.HttpMethod);
        McpMatcher? mcp = route.Mcp is null ? null : new McpMatcher(route.Mcp, claims);
        (route.WithSubtree ? _nodes[node].Subtree : _nodes[node].Exact).Add(new Entry(method, mcp, rule));
        _depth = Math.Max(_depth, route.Segments.Count);
    }

    /// <summary>Finds the rules that have a matching route.</summary>
    /// <param name="path">All segments of the request's path, or at least the first <see cref="Depth"/> + 1 segments.</param>
    /// <param name="caller">The caller whose claims are compared with segments such as <c>{claim:NAME}</c>.</param>
    /// <param name="match">Receives each rule that has a matching route.</param>
    public void Find<TSink>(in PathSegments path, ReadOnlySpan<byte> method, in McpCall mcp, in Caller caller, ref TSink match)
        where TSink : struct, IRuleSink, allows ref struct =>
        Walk(0, 0, path, method, mcp, caller, ref match);

    private static void Take<TSink>(List<Entry> entries, ReadOnlySpan<byte> method, in McpCall mcp, in Caller caller, ref TSink match)
        where TSink : struct, IRuleSink, allows ref struct
    {
        foreach (Entry entry in entries)
        {
            if ((entry.Method is null || method.SequenceEqual(entry.Method)) && (entry.Mcp is null || entry.Mcp.Matches(mcp, caller)))
            {
                match.Take(entry.Rule, caller.Facts);
            }
        }
    }

    // Each call of this method handles one node of the tree. Therefore every node is visited at most once for any path.
    private void Walk<TSink>(
        int nodeNumber, int segment, in PathSegments path, ReadOnlySpan<byte> method, in McpCall mcp, in Caller caller, ref TSink match)
        where TSink : struct, IRuleSink, allows ref struct
    {
        Node node = _nodes[nodeNumber];
        Take(node.Subtree, method, mcp, caller, ref match);
        if (segment == path.Count)
        {
            Take(node.Exact, method, mcp, caller, ref match);
            return;
        }

        int literal = path.Literal(segment);
        if (literal >= 0 && _literalChildren.TryGetValue((nodeNumber, literal), out int child))
        {
            Walk(child, segment + 1, path, method, mcp, caller, ref match);
        }

        if (node.Any is { } any)
        {
            Walk(any, segment + 1, path, method, mcp, caller, ref match);
        }

        foreach ((ClaimSlot slot, int claimChild) in node.Claims)
        {
            if (caller.Token.Holds(slot, path[segment]))
            {
                Walk(claimChild, segment + 1, path, method, mcp, caller, ref match);
            }
        }
    }

    private int NewNode()
    {
        _nodes.Add(new Node());
        return _nodes.Count - 1;
    }

    private int LiteralChild(int node, ReadOnlySpan<byte> text)
    {
        (int, int) key = (node, _literals.Add(text));
        if (!_literalChildren.TryGetValue(key, out int child))
        {
            child = NewNode();
            _literalChildren.Add(key, child);
        }

        return child;
    }

    private int ClaimChild(int node, ClaimSlot slot)
    {
        foreach ((ClaimSlot candidate, int child) in _nodes[node].Claims)
        {
            if (candidate == slot)
            {
                return child;
            }
        }

        int created = NewNode();
        _nodes[node].Claims.Add((slot, created));
        return created;
    }

    private readonly record struct Entry(byte[]? Method, McpMatcher? Mcp, int Rule);

    private sealed class Node
    {
        public int? Any { get; set; }

        public List<(ClaimSlot Slot, int Child)> Claims { get; } = [];

        public List<Entry> Exact { get; } = [];

        public List<Entry> Subtree { get; } = [];
    }
}
