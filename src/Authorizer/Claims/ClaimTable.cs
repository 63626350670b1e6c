using System;
using Authorizer.Json;

namespace Authorizer.Claims;

/// <summary>
/// The buffers one payload at a time is read into: the payload, and where in it the claims of <see cref="ClaimNames"/> are. Filled by
/// <see cref="PayloadReader"/>. Not thread-safe.
/// </summary>
internal sealed class ClaimTable(byte[] buffer)
{
    private readonly Utf8Scratch _scratch = new();
    private int _length;
    private ClaimLocation[] _locations = [];

    /// <summary>Takes the decoded payload before it is read.</summary>
    public Span<byte> Buffer => buffer;

    /// <summary>The claims of the payload read last; valid until the next <see cref="Begin"/>.</summary>
    public ClaimSet Claims => new(buffer.AsSpan(0, _length), _locations, _scratch);

    /// <summary>Forgets the last payload.</summary>
    /// <param name="length">How many bytes of <see cref="Buffer"/> the next payload has.</param>
    /// <returns>The payload.</returns>
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

    /// <summary>Records where a claim is.</summary>
    /// <param name="start">Where the value begins in the payload; a string has no quotes and no escapes any more.</param>
    /// <param name="length">Its length in bytes.</param>
    public void Set(ClaimSlot slot, JsonToken kind, int start, int length) => _locations[slot.Index] = new ClaimLocation(kind, start, length);
}
