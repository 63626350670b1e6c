using System;
using Authorizer.Json;

namespace Authorizer.Paths;

/// <summary>A canonical path split at its slashes. Each segment is looked up once.</summary>
internal readonly ref struct PathSegments
{
    private readonly ReadOnlySpan<byte> _path;
    private readonly ReadOnlySpan<PathSegment> _segments;

    /// <summary>Splits a path.</summary>
    /// <param name="path">Canonical and decoded.</param>
    /// <param name="segments">The buffer for the segments. Segments that do not fit are ignored.</param>
    public PathSegments(ReadOnlySpan<byte> path, Utf8Index literals, Span<PathSegment> segments)
    {
        _path = path;
        int count = 0;
        for (int at = 1; at < path.Length && count < segments.Length;)
        {
            int length = path[at..].IndexOf((byte)'/');
            length = length < 0 ? path.Length - at : length;
            segments[count++] = new PathSegment(at, length, literals.Find(path.Slice(at, length)));
            at += length + 1;
        }

        _segments = segments[..count];
    }

    /// <summary>The number of segments. 0 for <c>/</c>.</summary>
    public int Count => _segments.Length;

    public ReadOnlySpan<byte> this[int index] => _path.Slice(_segments[index].Start, _segments[index].Length);

    /// <summary>The index of a segment among the literals of routes, or -1 if no route contains it.</summary>
    public int Literal(int index) => _segments[index].Literal;
}

/// <summary>A segment of a path.</summary>
/// <param name="Start">The offset of the segment's first byte.</param>
/// <param name="Length">The length of the segment, in bytes.</param>
/// <param name="Literal">The index of the segment among the literals of routes, or -1 if no route contains it.</param>
internal readonly record struct PathSegment(int Start, int Length, int Literal);
