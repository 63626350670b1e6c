using System;

namespace Authorizer.Permissions;

/// <summary>
/// Distinct resources of a policy, such as <c>GET/pets/*</c>. They lack the prefix that is common to all ARNs of a stage. If they would not
/// fit into a response, collecting ends early. Filled again for each caller.
/// </summary>
internal sealed class ResourceList
{
    /// <summary>
    /// The limit of all resources together, in bytes, which bounds memory and work. AWS documents no limit for the response on a REST API.
    /// REST APIs accept policies well above 8 KB, which is the limit of a WebSocket API.
    /// </summary>
    public const int MaxBytes = 512 * 1024;

    /// <summary>The limit of claim values that are tried. Far fewer resources fit into <see cref="MaxBytes"/>.</summary>
    public const int MaxTries = 100_000;

    /// <summary>
    /// The limit of one resource, in bytes (API Gateway quotas: "Amazon Resource Name (ARN) of a method with authorization").
    /// </summary>
    public const int MaxResourceBytes = 512;

    private const int InitialBytes = 2048;
    private const int InitialCount = 32;
    private const int Free = 0;

    private byte[] _bytes = new byte[InitialBytes];
    private Entry[] _entries = new Entry[InitialCount];

    // A hash table with open addressing, at most half full. An entry is the index of a resource plus 1.
    private int[] _table = new int[2 * InitialCount];
    private int _end;
    private int _tries;

    /// <summary>The number of complete resources.</summary>
    public int Count { get; private set; }

    /// <summary>Whether a limit was exceeded, so that resources are missing.</summary>
    public bool Overflowed { get; private set; }

    /// <summary>
    /// The length of the incomplete resource: how many bytes were appended or kept since the last <see cref="Complete"/>.
    /// </summary>
    public int DraftLength => _end - Start(Count);

    /// <summary>The length of the longest resource, in bytes.</summary>
    public int Longest { get; private set; }

    /// <summary>Whether any resource contains a wildcard.</summary>
    public bool HasWildcard { get; private set; }

    /// <summary>Returns one resource, by its index.</summary>
    public ReadOnlySpan<byte> this[int index] => _bytes.AsSpan(Start(index).._entries[index].End);

    /// <summary>Removes all resources.</summary>
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

    /// <summary>Appends bytes to the incomplete resource.</summary>
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

    /// <summary>Counts a claim value that is tried. False if the limit is exceeded, which sets <see cref="Overflowed"/>.</summary>
    public bool MayTry()
    {
        Overflowed |= ++_tries > MaxTries;
        return !Overflowed;
    }

    /// <summary>Adds the incomplete resource to the list, unless the list already contains it.</summary>
    /// <param name="wildcard">Whether it contains a wildcard.</param>
    /// <param name="keep">How many of the resource's first bytes become the beginning of the next incomplete resource.</param>
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

    /// <summary>Discards the incomplete resource.</summary>
    public void Abandon() => Shorten(0);

    /// <summary>Shortens the incomplete resource to an earlier <see cref="DraftLength"/>.</summary>
    public void Shorten(int length) => _end = Math.Min(_end, Start(Count) + length);

    /// <summary>Whether another resource with a trailing wildcard matches everything that this resource matches.</summary>
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

    // HashCode is used, because it has a random seed in each process. Resources contain claim values, so callers could compute collisions
    // of a fixed hash.
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
