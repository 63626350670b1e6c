using System;
using Authorizer.Json;

namespace Authorizer.Paths;

/// <summary>A canonical path cut at its slashes, each segment looked up once.</summary>
internal readonly ref struct PathSegments
{
    private readonly ReadOnlySpan<byte> _path;
    private readonly ReadOnlySpan<PathSegment> _segments;

    /// <summary>Cuts a path.</summary>
    /// <param name="path">A canonical path, decoded.</param>
    /// <param name="segments">Room for the segments; those beyond it are not counted.</param>
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

    /// <summary>How many segments there are: none in <c>/</c>.</summary>
    public int Count => _segments.Length;

    /// <summary>One segment's text.</summary>
    /// <param name="index">Its number, from 0.</param>
    public ReadOnlySpan<byte> this[int index] => _path.Slice(_segments[index].Start, _segments[index].Length);

    /// <summary>A segment's number among those that routes name, or -1.</summary>
    /// <param name="index">Its number in the path, from 0.</param>
    public int Literal(int index) => _segments[index].Literal;
}

/// <summary>A segment of a path.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Literal">Its number among the segments that routes name, or -1.</param>
internal readonly record struct PathSegment(int Start, int Length, int Literal);
