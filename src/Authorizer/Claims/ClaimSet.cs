using System;
using Authorizer.Json;

namespace Authorizer.Claims;

/// <summary>The position of a claim's value in a payload.</summary>
/// <param name="Kind"><see cref="JsonToken.Invalid"/> if the claim is absent.</param>
/// <param name="Start">The offset of the value's first byte. For a string, the offset of the byte after the opening quote.</param>
/// <param name="Length">The length in bytes. For a string, without quotes and escapes.</param>
internal readonly record struct ClaimLocation(JsonToken Kind, int Start, int Length);

/// <summary>
/// The claims of one payload, read in place. An absent claim is distinguished from a claim of an unexpected type. The default value has no
/// claims.
/// </summary>
/// <param name="scratch">The buffer for one unescaped string at a time.</param>
internal readonly ref struct ClaimSet(ReadOnlySpan<byte> payload, ReadOnlySpan<ClaimLocation> locations, Utf8Scratch? scratch)
{
    public ReadOnlySpan<byte> Payload { get; } = payload;

    /// <summary>The positions of the claims, indexed by slot.</summary>
    public ReadOnlySpan<ClaimLocation> Locations { get; } = locations;

    /// <summary>Returns the type of a claim's value, or <see cref="JsonToken.Invalid"/> if the claim is absent.</summary>
    public JsonToken Kind(ClaimSlot slot) => (uint)slot.Index < (uint)Locations.Length ? Locations[slot.Index].Kind : JsonToken.Invalid;

    /// <summary>Returns a claim's JSON text. For a string, returns its unescaped text. Empty if the claim is absent.</summary>
    public ReadOnlySpan<byte> Json(ClaimSlot slot) =>
        Kind(slot) == JsonToken.Invalid ? default : Payload.Slice(Locations[slot.Index].Start, Locations[slot.Index].Length);

    /// <summary>Gets a claim's unescaped string. False if the claim is absent or not a string.</summary>
    public bool TryGetString(ClaimSlot slot, out ReadOnlySpan<byte> value)
    {
        bool isString = Kind(slot) == JsonToken.String;
        value = isString ? Json(slot) : default;
        return isString;
    }

    /// <summary>
    /// Enumerates the strings of an array. There are none if the claim is not an array. Each string is valid until the next one is read, so
    /// only one array can be enumerated at a time.
    /// </summary>
    public ClaimStrings Strings(ClaimSlot slot) => new(Kind(slot) == JsonToken.ArrayStart ? Json(slot) : default, scratch);

    /// <summary>
    /// Enumerates the texts that a path segment can equal (see <see cref="ClaimTexts"/>). There are none if the claim is absent. Each text
    /// is valid until the next one is read, so only one claim can be enumerated at a time.
    /// </summary>
    public ClaimTexts Texts(ClaimSlot slot) => new(Kind(slot), Json(slot), scratch);

    /// <summary>Whether one of a claim's <see cref="Texts"/> equals another text byte for byte.</summary>
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
