using System;
using System.Text;
using Authorizer.Claims;
using Authorizer.Paths;
using Authorizer.Tokens;

namespace Authorizer.Permissions;

/// <summary>
/// A route as resources of a policy. IAM's <c>*</c> matches any text, including slashes and the empty text. Therefore it is used only at
/// the end of a resource, and <see cref="CanonicalPathPatterns"/> denies the paths that it should not match.
/// </summary>
internal sealed class ResourcePattern
{
    private readonly byte[] _method;
    private readonly (byte[] Literal, ClaimSlot Claim)[] _segments;
    private readonly byte[][] _ends;

    private ResourcePattern(byte[] method, (byte[] Literal, ClaimSlot Claim)[] segments, byte[][] ends)
    {
        _method = method;
        _segments = segments;
        _ends = ends;
    }

    /// <summary>
    /// Whether a policy can express a route exactly. The route must not contain <c>{name}</c> except directly before a final <c>/**</c>.
    /// </summary>
    public static bool CanExpress(Route route) => route.Mcp is null && (route.WithSubtree
        ? FixedSegments(route) == SegmentsBeforeAny(route)
        : route.Segments.Count == SegmentsBeforeAny(route));

    /// <summary>Compiles a route for one method.</summary>
    /// <param name="route">A route for which <see cref="CanExpress"/> is true.</param>
    public static ResourcePattern Compile(Route route, byte[] method, ClaimNames claims)
    {
        if (route.Method == Route.Connect)
        {
            return new ResourcePattern(method, [], [[]]);
        }

        var segments = new (byte[], ClaimSlot)[FixedSegments(route)];
        for (int i = 0; i < segments.Length; i++)
        {
            RouteSegment segment = route.Segments[i];
            segments[i] = segment.Kind == SegmentKind.Claim
                ? ([], claims.Add(segment.Text))
                : (Encoding.UTF8.GetBytes(segment.Text), default);
        }

        return new ResourcePattern(method, segments, Ends(segments.Length, route.Segments.Count - segments.Length, route.WithSubtree));
    }

    /// <summary>
    /// Adds the resources that the route grants a caller. There is one resource for each text of its claims. An absent claim, or a text
    /// that no canonical path can contain, adds none. False if a text contains <c>${</c>, which starts a policy variable and has no
    /// reliable escape.
    /// </summary>
    public bool TryAdd(in VerifiedToken token, ResourceList resources)
    {
        resources.Append(_method);
        bool isExact = TryAdd(0, token, resources);
        resources.Abandon();
        return isExact;
    }

    // Completes the incomplete resource with every combination of the claims' texts. The incomplete resource ends directly before the
    // segment with this index.
    private bool TryAdd(int index, in VerifiedToken token, ResourceList resources)
    {
        for (; index < _segments.Length && _segments[index].Claim == default; index++)
        {
            resources.Append("/"u8);
            resources.Append(_segments[index].Literal);
        }

        int before = resources.DraftLength;
        if (index == _segments.Length)
        {
            foreach (byte[] end in _ends)
            {
                resources.Append(end);
                resources.Complete(wildcard: end.AsSpan().Contains((byte)'*'), keep: before);
            }

            return true;
        }

        foreach (ReadOnlySpan<byte> text in token.Texts(_segments[index].Claim))
        {
            // Two long arrays in one route have too many combinations, even if all their texts are equal.
            if (!resources.MayTry())
            {
                return true;
            }

            if (CanonicalPath.CanBeSegment(text))
            {
                resources.Append("/"u8);
                resources.Append(text);
                if (text.IndexOf("${"u8) >= 0 || !TryAdd(index + 1, token, resources))
                {
                    return false;
                }

                resources.Shorten(before);
            }
        }

        return true;
    }

    // Returns the possible ends after the fixed segments. A path and its subtree are two resources, because "/pets*" would also match
    // "/petshop".
    private static byte[][] Ends(int fixedSegments, int anySegments, bool withSubtree)
    {
        bool isRoot = fixedSegments == 0;
        if (!withSubtree)
        {
            return [isRoot ? "/"u8.ToArray() : []];
        }

        if (anySegments == 0)
        {
            return isRoot ? ["/*"u8.ToArray()] : [[], "/*"u8.ToArray()];
        }

        // Each {name} requires at least one more segment. At the root, "/*" alone would also match the root itself.
        var end = new StringBuilder(isRoot ? "/?*" : "/*");
        for (int i = 1; i < anySegments; i++)
        {
            _ = end.Append("/*");
        }

        return [Encoding.ASCII.GetBytes(end.ToString())];
    }

    private static int FixedSegments(Route route)
    {
        int count = route.Segments.Count;
        while (route.WithSubtree && count > 0 && route.Segments[count - 1].Kind == SegmentKind.Any)
        {
            count--;
        }

        return count;
    }

    private static int SegmentsBeforeAny(Route route)
    {
        int count = 0;
        while (count < route.Segments.Count && route.Segments[count].Kind != SegmentKind.Any)
        {
            count++;
        }

        return count;
    }
}
