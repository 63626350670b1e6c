using System;
using Authorizer.Json;

namespace Authorizer.Claims;

/// <summary>The position of a claim's value in a payload.</summary>
/// <param name="Kind"><see cref="JsonToken.Invalid"/> if the claim is absent.</param>
/// <param name="Start">The offset of the value's first byte; for a string, the byte after the quote.</param>
/// <param name="Length">In bytes; for a string, without quotes and escapes.</param>
internal readonly record struct ClaimLocation(JsonToken Kind, int Start, int Length);

/// <summary>
/// The claims of one payload, read in place. A claim is absent, present, or of another type than expected; the three are distinguished. The
/// default has no claims.
/// </summary>
/// <param name="scratch">The buffer for one unescaped string at a time.</param>
internal readonly ref struct ClaimSet(ReadOnlySpan<byte> payload, ReadOnlySpan<ClaimLocation> locations, Utf8Scratch? scratch)
{
    public ReadOnlySpan<byte> Payload { get; } = payload;

    /// <summary>The positions of the claims, by slot.</summary>
    public ReadOnlySpan<ClaimLocation> Locations { get; } = locations;

    /// <summary>The type of a claim's value; <see cref="JsonToken.Invalid"/> if the claim is absent.</summary>
    public JsonToken Kind(ClaimSlot slot) => (uint)slot.Index < (uint)Locations.Length ? Locations[slot.Index].Kind : JsonToken.Invalid;

    /// <summary>Gets a claim's JSON text; for a string, its unescaped text; empty if the claim is absent.</summary>
    public ReadOnlySpan<byte> Json(ClaimSlot slot) =>
        Kind(slot) == JsonToken.Invalid ? default : Payload.Slice(Locations[slot.Index].Start, Locations[slot.Index].Length);

    /// <summary>Gets a claim's unescaped string; false if the claim is absent or not a string.</summary>
    public bool TryGetString(ClaimSlot slot, out ReadOnlySpan<byte> value)
    {
        bool isString = Kind(slot) == JsonToken.String;
        value = isString ? Json(slot) : default;
        return isString;
    }

    /// <summary>
    /// Enumerates the strings of an array claim; none if the claim is not an array. Each string is valid until the next, so enumerate one
    /// array at a time.
    /// </summary>
    public ClaimStrings Strings(ClaimSlot slot) => new(Kind(slot) == JsonToken.ArrayStart ? Json(slot) : default, scratch);

    /// <summary>
    /// Enumerates the texts of a claim, which a path segment may equal; none if the claim is absent. Each text is valid until the next, so
    /// enumerate one claim at a time.
    /// </summary>
    public ClaimTexts Texts(ClaimSlot slot) => new(Kind(slot), Json(slot), scratch);

    /// <summary>Whether one of a claim's <see cref="Texts"/> equals a text byte for byte.</summary>
    public bool Holds(ClaimSlot slot, ReadOnlySpan<byte> text)
    {
        if (TryGetString(slot, out ReadOnlySpan<byte> single))
        {
            return single.SequenceEqual(text);
        }

        foreach (ReadOnlySpan<byte> held in Texts(slot))
        {
            if (held.SequenceEqual(text))
            {
                return true;
            }
        }

        return false;
    }
}
