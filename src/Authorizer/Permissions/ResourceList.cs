using System;

namespace Authorizer.Permissions;

/// <summary>
/// Resources of a policy, each without what all ARNs of a stage begin with: <c>GET/pets/*</c>. Distinct, and bounded: a list that
/// would not fit into an answer is given up early. Filled anew for each caller.
/// </summary>
internal sealed class ResourceList
{
    /// <summary>The most bytes all resources together may have; the whole answer may have no more (API Gateway quotas, WebSocket).</summary>
    public const int MaxBytes = 8192;

    // What stands before each resource in an ARN has more than 16 bytes, so no more of them fit either.
    private readonly int[] _ends = new int[MaxBytes / 16];
    private readonly byte[] _bytes = new byte[MaxBytes];
    private int _end;

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Whether something was added that found no room.</summary>
    public bool Overflowed { get; private set; }

    /// <summary>The length of the longest, in bytes.</summary>
    public int Longest { get; private set; }

    /// <summary>Whether one of them has a wildcard.</summary>
    public bool HasWildcard { get; private set; }

    /// <summary>One resource.</summary>
    /// <param name="index">Its number, from 0.</param>
    public ReadOnlySpan<byte> this[int index] => _bytes.AsSpan(Start(index).._ends[index]);

    /// <summary>Takes all out.</summary>
    public void Clear()
    {
        _end = 0;
        Count = 0;
        Longest = 0;
        Overflowed = false;
        HasWildcard = false;
    }

    /// <summary>Adds to the end of the resource that <see cref="Complete"/> will make.</summary>
    /// <param name="part">Its next bytes.</param>
    public void Append(ReadOnlySpan<byte> part)
    {
        Overflowed |= part.Length > _bytes.Length - _end || Count == _ends.Length;
        if (!Overflowed)
        {
            part.CopyTo(_bytes.AsSpan(_end));
            _end += part.Length;
        }
    }

    /// <summary>Takes the appended parts as one resource, once.</summary>
    /// <param name="wildcard">Whether it has a wildcard.</param>
    public void Complete(bool wildcard)
    {
        int start = Start(Count);
        if (Overflowed || Holds(_bytes.AsSpan(start.._end)))
        {
            _end = start;
            return;
        }

        _ends[Count++] = _end;
        Longest = Math.Max(Longest, _end - start);
        HasWildcard |= wildcard;
    }

    /// <summary>Forgets the appended parts.</summary>
    public void Abandon() => _end = Start(Count);

    private int Start(int index) => index == 0 ? 0 : _ends[index - 1];

    // As many as fit into an answer are compared, so this is a constant, whatever the rules are.
    private bool Holds(ReadOnlySpan<byte> resource)
    {
        for (int i = 0; i < Count; i++)
        {
            if (this[i].SequenceEqual(resource))
            {
                return true;
            }
        }

        return false;
    }
}
