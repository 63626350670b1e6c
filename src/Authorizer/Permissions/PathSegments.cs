using System;

namespace Authorizer.Permissions;

/// <summary>A canonical path cut at its slashes.</summary>
internal readonly ref struct PathSegments
{
    private readonly ReadOnlySpan<byte> _path;
    private readonly ReadOnlySpan<int> _starts;

    /// <summary>Cuts a path.</summary>
    /// <param name="path">A canonical path, decoded.</param>
    /// <param name="starts">Room for where segments begin; those beyond it are not counted.</param>
    public PathSegments(ReadOnlySpan<byte> path, Span<int> starts)
    {
        _path = path;
        int count = 0;
        for (int at = 0; path.Length > 1 && count < starts.Length;)
        {
            starts[count++] = at + 1;
            int next = path[(at + 1)..].IndexOf((byte)'/');
            if (next < 0)
            {
                break;
            }

            at += next + 1;
        }

        _starts = starts[..count];
    }

    /// <summary>How many segments there are: none in <c>/</c>.</summary>
    public int Count => _starts.Length;

    /// <summary>One segment.</summary>
    /// <param name="index">Its number, from 0.</param>
    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            ReadOnlySpan<byte> rest = _path[_starts[index]..];
            int end = rest.IndexOf((byte)'/');
            return end < 0 ? rest : rest[..end];
        }
    }
}
