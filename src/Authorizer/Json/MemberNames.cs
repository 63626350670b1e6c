using System;

namespace Authorizer.Json;

/// <summary>
/// The member names of the objects a <see cref="JsonReader"/> has open, so that no name stands twice in one object, whatever
/// its spelling (RFC 8259, section 4: parsers differ on duplicates, and a difference between parsers is a way in).
/// It is the budget of members and of name length, too. Not thread-safe.
/// </summary>
/// <param name="maxMembers">How many members a text may have, over all its objects.</param>
internal sealed class MemberNames(int maxMembers)
{
    /// <summary>
    /// The longest name accepted, in bytes after unescaping. Cognito's own names end at 20 custom characters behind
    /// <c>custom:</c>; namespaced claims are URLs of a hundred or so.
    /// </summary>
    public const int MaxNameBytes = 256;

    private const int InitialCapacity = 32;

    // Two different names with one hash are an accident once in four billion pairs. An attacker can compute more,
    // so that each costs a comparison: a text with more than a few is refused.
    private const int MaxCollisions = 4;

    // Grows to what the largest text so far had open at once; an ordinary token fits.
    private uint[] _hashes = new uint[Math.Min(maxMembers, InitialCapacity)];
    private (int Start, int Length, bool Escaped)[] _names = new (int, int, bool)[Math.Min(maxMembers, InitialCapacity)];
    private readonly int[] _firstOfObject = new int[JsonReader.MaxDepth];
    private readonly byte[] _current = new byte[MaxNameBytes];
    private int _currentLength;
    private int _open;
    private int _total;
    private int _first;
    private int _collisions;

    /// <summary>The name added last, unescaped.</summary>
    public ReadOnlySpan<byte> Current => _current.AsSpan(0, _currentLength);

    /// <summary><see cref="Utf8Index.Hash"/> of <see cref="Current"/>.</summary>
    public uint CurrentHash { get; private set; }

    /// <summary>Forgets everything: a new text begins.</summary>
    public void Reset() => _open = _total = _first = _collisions = 0;

    /// <summary>An object begins.</summary>
    public void Open(int depth)
    {
        _firstOfObject[depth] = _first;
        _first = _open;
    }

    /// <summary>The innermost object ends.</summary>
    public void Close(int depth)
    {
        _open = _first;
        _first = _firstOfObject[depth];
    }

    /// <summary>Takes the next name of the innermost object.</summary>
    /// <param name="length">Its length, escapes included.</param>
    /// <param name="escaped">Whether it has escapes.</param>
    /// <returns>False if the object has that name already, or a budget is spent.</returns>
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

    // Apart from the common case, which should not pay for the stack it clears.
    private bool TryUnescape(JsonText name)
    {
        // One character may be six bytes of escape, so a longer name cannot fit after unescaping.
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
