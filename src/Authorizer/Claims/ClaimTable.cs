using System;
using Authorizer.Json;

namespace Authorizer.Claims;

/// <summary>
/// The buffers for one payload at a time. They contain the payload's bytes, and the position of each claim that <see cref="ClaimNames"/>
/// lists. <see cref="PayloadReader"/> fills them. Not thread-safe.
/// </summary>
internal sealed class ClaimTable(byte[] buffer)
{
    private readonly Utf8Scratch _scratch = new();
    private int _length;
    private ClaimLocation[] _locations = [];

    /// <summary>The decoded payload is written here before it is parsed.</summary>
    public Span<byte> Buffer => buffer;

    /// <summary>The claims of the last payload. Valid until the next <see cref="Begin"/>.</summary>
    public ClaimSet Claims => new(buffer.AsSpan(0, _length), _locations, _scratch);

    /// <summary>
    /// Clears the claims of the last payload, and returns the part of <see cref="Buffer"/> that receives the next payload.
    /// </summary>
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

    /// <summary>Marks all claims as absent.</summary>
    public void Clear() => _locations.AsSpan().Clear();

    /// <summary>Records the position of a claim.</summary>
    /// <param name="start">The offset of the value in the payload. For a string, the offset of the byte after the opening quote.</param>
    /// <param name="length">The length of the value, in bytes. For a string, without quotes and escapes.</param>
    public void Set(ClaimSlot slot, JsonToken kind, int start, int length) => _locations[slot.Index] = new ClaimLocation(kind, start, length);
}
