using System;
using System.Collections.Generic;
using Authorizer.Claims;
using Authorizer.Json;

namespace Authorizer.Callers;

/// <summary>
/// Assigns an index to each value with which rules compare one claim. A caller's claim is then read once for all rules, in time linear in
/// the claim's length. Numbers are compared by value, strings byte for byte. Not thread-safe.
/// </summary>
internal sealed class ClaimValueIndex(ClaimSlot slot)
{
    private const int True = 0;
    private const int False = 1;
    private const int FirstText = 2;

    private readonly Utf8Index _strings = new();
    private readonly Utf8Index _numbers = new();
    private readonly Utf8Scratch _scratch = new();
    private byte[] _normalized = new byte[64];

    public ClaimSlot Slot => slot;

    /// <summary>One more than the largest index that <see cref="Add"/> returned.</summary>
    public int Capacity => FirstText + (2 * Math.Max(_strings.Count, _numbers.Count));

    /// <summary>Assigns indexes to the values of a condition, and returns them.</summary>
    public int[] Add(IReadOnlyList<ClaimValue> values)
    {
        int[] numbers = new int[values.Count];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = values[i].Kind switch
            {
                JsonToken.String => StringNumber(_strings.Add(values[i].Text)),
                JsonToken.Number => NumberNumber(_numbers.Add(Normalize(values[i].Text))),
                JsonToken.True => True,
                _ => False,
            };
        }

        return numbers;
    }

    /// <summary>
    /// Finds the indexed values that a claim equals. If the claim is an array, its elements are compared. Arrays inside an array are
    /// ignored.
    /// </summary>
    /// <param name="json">The claim's JSON text. For a string, its unescaped text.</param>
    public void Find(JsonToken kind, ReadOnlySpan<byte> json, NumberSet found)
    {
        if (kind != JsonToken.ArrayStart)
        {
            found.Add(Find(kind, json));
            return;
        }

        // The payload's reader has already checked the array and its depth, so reading the array again cannot fail.
        var reader = new JsonReader(json, JsonReader.MaxDepth);
        _ = reader.Read();
        while (reader.Read() is not (JsonToken.ArrayEnd or JsonToken.Invalid))
        {
            _scratch.Reset();
            found.Add(Find(reader.Token, reader.Token == JsonToken.String ? _scratch.Plain(reader.Text) : reader.Raw));
            _ = reader.Skip();
        }
    }

    private static int StringNumber(int index) => index < 0 ? index : FirstText + (2 * index);

    private static int NumberNumber(int index) => index < 0 ? index : FirstText + 1 + (2 * index);

    private int Find(JsonToken kind, ReadOnlySpan<byte> text) => kind switch
    {
        JsonToken.String => StringNumber(_strings.Find(text)),
        JsonToken.Number => NumberNumber(_numbers.Find(Normalize(text))),
        JsonToken.True => True,
        JsonToken.False => False,
        _ => -1,
    };

    private ReadOnlySpan<byte> Normalize(ReadOnlySpan<byte> number)
    {
        if (_normalized.Length < number.Length + JsonNumber.NormalFormExtra)
        {
            _normalized = new byte[number.Length + JsonNumber.NormalFormExtra];
        }

        return _normalized.AsSpan(0, JsonNumber.Normalize(number, _normalized));
    }
}
