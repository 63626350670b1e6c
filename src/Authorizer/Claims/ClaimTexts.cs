using System;
using Authorizer.Json;

namespace Authorizer.Claims;

/// <summary>
/// Enumerates the texts of a claim. A string has one text. An integer has its decimal digits as text. An array has the texts of its
/// elements. Other values, and arrays inside an array, have no text.
/// </summary>
internal ref struct ClaimTexts
{
    private readonly Utf8Scratch? _scratch;
    private readonly ReadOnlySpan<byte> _json;
    private JsonToken _kind;
    private JsonReader _reader;

    /// <summary>Creates an enumerator that is positioned before the first text.</summary>
    /// <param name="json">The claim's JSON text. For a string, its unescaped text.</param>
    /// <param name="scratch">The buffer for one text. May be null only if the claim is absent.</param>
    public ClaimTexts(JsonToken kind, ReadOnlySpan<byte> json, Utf8Scratch? scratch)
    {
        _kind = kind;
        _json = json;
        _scratch = scratch;
        if (kind == JsonToken.ArrayStart)
        {
            _reader = new JsonReader(json, JsonReader.MaxDepth);
            _ = _reader.Read();
        }
    }

    /// <summary>The current text. Valid until the next <see cref="MoveNext"/>, even for another claim of the same token.</summary>
    public ReadOnlySpan<byte> Current { get; private set; }

    public bool MoveNext()
    {
        if (_kind != JsonToken.ArrayStart)
        {
            JsonToken kind = _kind;
            _kind = JsonToken.Invalid;
            Current = _json;
            return kind == JsonToken.String || (kind == JsonToken.Number && IsInteger(_json));
        }

        // The payload's reader has already checked the array and its depth, so reading the array again cannot fail.
        while (_scratch is not null && _reader.Read() is not (JsonToken.ArrayEnd or JsonToken.Invalid))
        {
            if (_reader.Token == JsonToken.String)
            {
                _scratch.Reset();
                Current = _scratch.Plain(_reader.Text);
                return true;
            }

            if (_reader.Token == JsonToken.Number && IsInteger(_reader.Raw))
            {
                return true;
            }

            _ = _reader.Skip();
        }

        return false;
    }

    public readonly ClaimTexts GetEnumerator() => this;

    private bool IsInteger(ReadOnlySpan<byte> number)
    {
        _scratch?.Reset();
        ReadOnlySpan<byte> digits = default;
        bool isInteger = _scratch?.TryGetDigits(number, out digits) == true;
        Current = digits;
        return isInteger;
    }
}
