using System;
using Authorizer.Json;

namespace Authorizer.Claims;

/// <summary>
/// The buffers that one payload at a time is read into: its bytes, and the positions of the claims of <see cref="ClaimNames"/>. Filled by
/// <see cref="PayloadReader"/>. Not thread-safe.
/// </summary>
internal sealed class ClaimTable(byte[] buffer)
{
    private readonly Utf8Scratch _scratch = new();
    private int _length;
    private ClaimLocation[] _locations = [];

    /// <summary>The decoded payload goes here before it is read.</summary>
    public Span<byte> Buffer => buffer;

    /// <summary>The claims of the last payload; valid until the next <see cref="Begin"/>.</summary>
    public ClaimSet Claims => new(buffer.AsSpan(0, _length), _locations, _scratch);

    /// <summary>Clears the last payload, and returns the next one from <see cref="Buffer"/>.</summary>
    /// <param name="length">The length of the next payload, in bytes.</param>
    public Span<byte> Begin(int slots, int length)
    {
        Clear();
        if (_locations.Length != slots)
        {
            _locations = new ClaimLocation[slots];
        }

        _length = length;
        return buffer.AsSpan(0, length);
    }

    /// <summary>Makes all claims absent.</summary>
    public void Clear() => _locations.AsSpan().Clear();

    /// <summary>Records the position of a claim.</summary>
    /// <param name="start">The offset of the value in the payload; a string is already without quotes and escapes.</param>
    /// <param name="length">In bytes.</param>
    public void Set(ClaimSlot slot, JsonToken kind, int start, int length) => _locations[slot.Index] = new ClaimLocation(kind, start, length);
}
