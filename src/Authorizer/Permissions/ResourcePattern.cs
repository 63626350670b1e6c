using System;
using System.Text;
using Authorizer.Claims;
using Authorizer.Paths;
using Authorizer.Tokens;

namespace Authorizer.Permissions;

/// <summary>
/// A route as resources of a policy. IAM's <c>*</c> matches any text, slashes and nothing included, so it stands only at the end,
/// where <see cref="CanonicalPathPatterns"/> takes away what it matches too much.
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

    /// <summary>Whether a policy can say exactly what a route means: <c>{name}</c> only just before a <c>/**</c>.</summary>
    public static bool CanExpress(Route route) => route.Mcp is null && (route.WithSubtree
        ? FixedSegments(route) == SegmentsBeforeAny(route)
        : route.Segments.Count == SegmentsBeforeAny(route));

    /// <summary>Compiles a route for one method.</summary>
    /// <param name="route">A route that <see cref="CanExpress"/>.</param>
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

    /// <summary>Adds the resources a caller gets by the route: one for each text that its claims hold.</summary>
    /// <param name="token">The caller's token; a claim it lacks, and a text that no canonical path can have, give none.</param>
    /// <param name="resources">Takes them, until it has no room.</param>
    /// <returns>False where a claim's value has <c>${</c>, which begins a variable in a policy and has no certain escape.</returns>
    public bool TryAdd(in VerifiedToken token, ResourceList resources)
    {
        resources.Append(_method);
        bool isExact = TryAdd(0, token, resources);
        resources.Abandon();
        return isExact;
    }

    // Completes the draft that ends before a segment, in every way the claims give.
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
            // Two long arrays in one route have more pairs than anyone should wait for, even if all of them are alike.
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

    // What follows the fixed segments. The path itself and what is below it are two resources, because "/pets*" is also "/petshop".
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

        // One more segment at least for each {name}; below the root, "/*" alone would be the root as well.
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
