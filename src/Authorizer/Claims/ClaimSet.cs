using System;
using Authorizer.Json;

namespace Authorizer.Claims;

/// <summary>Where a claim's value is in a payload.</summary>
/// <param name="Kind">The kind of the value; <see cref="JsonToken.Invalid"/> if the claim is absent.</param>
/// <param name="Start">The first byte of the value; of a string, behind the quote.</param>
/// <param name="Length">The length in bytes; of a string, without quotes and escapes.</param>
internal readonly record struct ClaimLocation(JsonToken Kind, int Start, int Length);

/// <summary>
/// The claims of one payload, read in place. A claim is absent, present, or of another type than expected: three different
/// answers. The default has no claims.
/// </summary>
/// <param name="scratch">Room for one unescaped string at a time.</param>
internal readonly ref struct ClaimSet(ReadOnlySpan<byte> payload, ReadOnlySpan<ClaimLocation> locations, Utf8Scratch? scratch)
{
    /// <summary>The payload.</summary>
    public ReadOnlySpan<byte> Payload { get; } = payload;

    /// <summary>Where the claims are, by slot.</summary>
    public ReadOnlySpan<ClaimLocation> Locations { get; } = locations;

    /// <summary>What kind of value a claim has.</summary>
    /// <returns><see cref="JsonToken.Invalid"/> if the claim is absent.</returns>
    public JsonToken Kind(ClaimSlot slot) => (uint)slot.Index < (uint)Locations.Length ? Locations[slot.Index].Kind : JsonToken.Invalid;

    /// <summary>Gets a claim's JSON text; of a string the string itself, unescaped.</summary>
    /// <returns>The bytes; empty if the claim is absent.</returns>
    public ReadOnlySpan<byte> Json(ClaimSlot slot) =>
        Kind(slot) == JsonToken.Invalid ? default : Payload.Slice(Locations[slot.Index].Start, Locations[slot.Index].Length);

    /// <summary>Gets a claim that is a string.</summary>
    /// <param name="value">The string, unescaped.</param>
    /// <returns>False if the claim is absent or not a string.</returns>
    public bool TryGetString(ClaimSlot slot, out ReadOnlySpan<byte> value)
    {
        bool isString = Kind(slot) == JsonToken.String;
        value = isString ? Json(slot) : default;
        return isString;
    }

    /// <summary>Enumerates the strings of an array claim.</summary>
    /// <returns>The strings; none if the claim is not an array. One array at a time: each string is valid until the next.</returns>
    public ClaimStrings Strings(ClaimSlot slot) => new(Kind(slot) == JsonToken.ArrayStart ? Json(slot) : default, scratch);
}
