using System;

namespace Authorizer.Json;

/// <summary>
/// Refuses duplicate member names in one object, even if they are escaped differently. Parsers treat duplicates differently (RFC 8259,
/// section 4), and an attacker can exploit the difference. It also limits the number of members and the length of names. Not thread-safe.
/// </summary>
/// <param name="maxMembers">The limit of members in a text, counted over all its objects.</param>
internal sealed class MemberNames(int maxMembers)
{
    /// <summary>
    /// The limit of a name, in bytes after unescaping. Cognito's custom names have at most 20 characters after <c>custom:</c>. Namespaced
    /// claims are URLs of about 100 characters.
    /// </summary>
    public const int MaxNameBytes = 256;

    private const int InitialCapacity = 32;

    // Only one in four billion pairs of names has the same hash by accident. An attacker can compute such pairs, and each costs an
    // additional comparison. Therefore a text with more collisions than this is refused.
    private const int MaxCollisions = 4;

    // The array grows to the largest number of names that the open objects of one text contained together. The initial capacity suffices
    // for an ordinary token.
    private uint[] _hashes = new uint[Math.Min(maxMembers, InitialCapacity)];
    private (int Start, int Length, bool Escaped)[] _names = new (int, int, bool)[Math.Min(maxMembers, InitialCapacity)];
    private readonly int[] _firstOfObject = new int[JsonReader.MaxDepth];
    private readonly byte[] _current = new byte[MaxNameBytes];
    private int _currentLength;
    private int _open;
    private int _total;
    private int _first;
    private int _collisions;

    /// <summary>The last name, unescaped.</summary>
    public ReadOnlySpan<byte> Current => _current.AsSpan(0, _currentLength);

    /// <summary>The <see cref="Utf8Index.Hash"/> of <see cref="Current"/>.</summary>
    public uint CurrentHash { get; private set; }

    /// <summary>Starts a new text.</summary>
    public void Reset() => _open = _total = _first = _collisions = 0;

    /// <summary>Starts an object.</summary>
    public void Open(int depth)
    {
        _firstOfObject[depth] = _first;
        _first = _open;
    }

    /// <summary>Ends the innermost object.</summary>
    public void Close(int depth)
    {
        _open = _first;
        _first = _firstOfObject[depth];
    }

    /// <summary>Adds the next name of the innermost object.</summary>
    /// <param name="length">The length of the name including escapes, in bytes.</param>
    /// <returns>False if the name is a duplicate, or if a limit is exceeded.</returns>
    public bool TryAdd(ReadOnlySpan<byte> json, int start, int length, bool escaped)
    {
        var name = new JsonText(json.Slice(start, length), escaped);
        if (_total == maxMembers || !TryTake(name))
        {
            return false;
        }

        CurrentHash = Utf8Index.Hash(Current);
        ReadOnlySpan<uint> siblings = _hashes.AsSpan(_first, _open - _first);
        for (int from = 0; ;)
        {
            int same = siblings[from..].IndexOf(CurrentHash);
            if (same < 0)
            {
                break;
            }

            from += same;
            (int otherStart, int otherLength, bool otherEscaped) = _names[_first + from];
            if (new JsonText(json.Slice(otherStart, otherLength), otherEscaped).Is(Current) || ++_collisions > MaxCollisions)
            {
                return false;
            }

            from++;
        }

        if (_open == _names.Length)
        {
            Array.Resize(ref _hashes, 2 * _open);
            Array.Resize(ref _names, 2 * _open);
        }

        _hashes[_open] = CurrentHash;
        _names[_open] = (start, length, escaped);
        _open++;
        _total++;
        return true;
    }

    private bool TryTake(JsonText name)
    {
        if (name.Escaped)
        {
            return TryUnescape(name);
        }

        bool fits = name.Raw.Length <= MaxNameBytes;
        _currentLength = fits ? name.Raw.Length : 0;
        name.Raw[.._currentLength].CopyTo(_current);
        return fits;
    }

    // This is a separate method, because clearing its stack buffer would slow down ordinary calls.
    private bool TryUnescape(JsonText name)
    {
        // An escaped character has at most six bytes, so a name that is longer than the buffer exceeds the limit.
        Span<byte> buffer = stackalloc byte[6 * MaxNameBytes];
        int length = name.Raw.Length > buffer.Length ? int.MaxValue : name.Unescape(buffer);
        if (length > MaxNameBytes)
        {
            return false;
        }

        buffer[..length].CopyTo(_current);
        _currentLength = length;
        return true;
    }
}
