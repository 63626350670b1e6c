using System;

namespace Authorizer.Permissions;

/// <summary>
/// Resources of a policy, each without what all ARNs of a stage begin with: <c>GET/pets/*</c>. Distinct, and bounded: a list that
/// would not fit into a response is given up early. Filled anew for each caller.
/// </summary>
internal sealed class ResourceList
{
    /// <summary>
    /// The most bytes all resources together may have. REST APIs publish no limit for a response, and take policies well above the 8 KB of
    /// a WebSocket API; this bounds memory and work.
    /// </summary>
    public const int MaxBytes = 512 * 1024;

    /// <summary>The most claim values that are tried: far more than fit into <see cref="MaxBytes"/>.</summary>
    public const int MaxTries = 100_000;

    /// <summary>The longest resource API Gateway takes (API Gateway quotas: "Amazon Resource Name (ARN) of a method with authorization").</summary>
    public const int MaxResourceBytes = 512;

    private const int InitialBytes = 2048;
    private const int InitialCount = 32;
    private const int Free = 0;

    private byte[] _bytes = new byte[InitialBytes];
    private Entry[] _entries = new Entry[InitialCount];

    // Open addressing, at most half full: one more than the number of the resource.
    private int[] _table = new int[2 * InitialCount];
    private int _end;
    private int _tries;

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Whether something was added that found no room.</summary>
    public bool Overflowed { get; private set; }

    /// <summary>How many bytes were appended since the last <see cref="Complete"/>, and kept by it.</summary>
    public int DraftLength => _end - Start(Count);

    /// <summary>The length of the longest, in bytes.</summary>
    public int Longest { get; private set; }

    /// <summary>Whether one of them has a wildcard.</summary>
    public bool HasWildcard { get; private set; }

    /// <summary>One resource.</summary>
    /// <param name="index">Its number, from 0.</param>
    public ReadOnlySpan<byte> this[int index] => _bytes.AsSpan(Start(index).._entries[index].End);

    /// <summary>Takes all out.</summary>
    public void Clear()
    {
        _table.AsSpan().Clear();
        _end = 0;
        _tries = 0;
        Count = 0;
        Longest = 0;
        Overflowed = false;
        HasWildcard = false;
    }

    /// <summary>Adds to the end of the resource that <see cref="Complete"/> will make.</summary>
    /// <param name="part">Its next bytes.</param>
    public void Append(ReadOnlySpan<byte> part)
    {
        Overflowed |= part.Length > MaxBytes - _end;
        if (!Overflowed)
        {
            if (part.Length > _bytes.Length - _end)
            {
                Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, _end + part.Length));
            }

            part.CopyTo(_bytes.AsSpan(_end));
            _end += part.Length;
        }
    }

    /// <summary>Counts one more claim value.</summary>
    /// <returns>False if there were too many; then the list has overflowed.</returns>
    public bool MayTry()
    {
        Overflowed |= ++_tries > MaxTries;
        return !Overflowed;
    }

    /// <summary>Takes the appended parts as one resource, once.</summary>
    /// <param name="wildcard">Whether it has a wildcard.</param>
    /// <param name="keep">How many of its first bytes the next resource begins with.</param>
    public void Complete(bool wildcard, int keep = 0)
    {
        int start = Start(Count);
        ReadOnlySpan<byte> resource = _bytes.AsSpan(start.._end);
        int hash = Hash(resource);
        if (Overflowed || Find(resource, hash) >= 0)
        {
            _end = Math.Min(_end, start + keep);
            return;
        }

        if (Count == _entries.Length)
        {
            Grow();
        }

        _entries[Count] = new Entry(_end, hash);
        Put(hash, Count++);
        Longest = Math.Max(Longest, resource.Length);
        HasWildcard |= wildcard;
        Append(_bytes.AsSpan(start, keep));
    }

    /// <summary>Forgets the appended parts.</summary>
    public void Abandon() => Shorten(0);

    /// <summary>Forgets the parts that were appended last.</summary>
    /// <param name="length">The <see cref="DraftLength"/> to go back to.</param>
    public void Shorten(int length) => _end = Math.Min(_end, Start(Count) + length);

    /// <summary>Whether another resource with a wildcard at its end matches everything that this one matches.</summary>
    /// <param name="index">The number of this one, from 0.</param>
    public bool IsCovered(int index)
    {
        ReadOnlySpan<byte> resource = this[index];
        Span<byte> covering = stackalloc byte[MaxResourceBytes];
        for (int length = 1; HasWildcard && length <= resource.Length && length < covering.Length; length++)
        {
            if (resource[length - 1] == '/')
            {
                resource[..length].CopyTo(covering);
                covering[length] = (byte)'*';
                int other = Find(covering[..(length + 1)], Hash(covering[..(length + 1)]));
                if (other >= 0 && other != index)
                {
                    return true;
                }
            }
        }

        return false;
    }

    // Seeded for each process: resources hold claim values, and nobody may compute which of them collide.
    private static int Hash(ReadOnlySpan<byte> resource)
    {
        var hash = default(HashCode);
        hash.AddBytes(resource);
        return hash.ToHashCode();
    }

    private int Start(int index) => index == 0 ? 0 : _entries[index - 1].End;

    private int Find(ReadOnlySpan<byte> resource, int hash)
    {
        for (int place = First(hash); _table[place] != Free; place = Next(place))
        {
            int index = _table[place] - 1;
            if (_entries[index].Hash == hash && this[index].SequenceEqual(resource))
            {
                return index;
            }
        }

        return -1;
    }

    private void Grow()
    {
        int[] table = new int[2 * _table.Length];
        Array.Resize(ref _entries, 2 * _entries.Length);
        _table = table;
        for (int i = 0; i < Count; i++)
        {
            Put(_entries[i].Hash, i);
        }
    }

    private void Put(int hash, int index)
    {
        int place = First(hash);
        while (_table[place] != Free)
        {
            place = Next(place);
        }

        _table[place] = index + 1;
    }

    private int First(int hash) => hash & (_table.Length - 1);

    private int Next(int place) => (place + 1) & (_table.Length - 1);

    private readonly record struct Entry(int End, int Hash);
}
