using System;
using Authorizer.Json;

namespace Authorizer.Claims;

/// <summary>
/// Enumerates the texts that a claim holds: a string is its text, an integer its decimal digits, and an array holds the texts of its
/// elements. Any other value, an array in an array among them, is none.
/// </summary>
internal ref struct ClaimTexts
{
    private readonly Utf8Scratch? _scratch;
    private readonly ReadOnlySpan<byte> _json;
    private JsonToken _kind;
    private JsonReader _reader;

    /// <summary>Starts before the first text.</summary>
    /// <param name="kind">The kind of the claim's value.</param>
    /// <param name="json">Its JSON; of a string the string itself.</param>
    /// <param name="scratch">Room for one text; only a claim that is absent needs none.</param>
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

    /// <summary>The current text. Valid until the next <see cref="MoveNext"/> of any claim of the token.</summary>
    public ReadOnlySpan<byte> Current { get; private set; }

    /// <summary>Goes to the next text.</summary>
    /// <returns>False at the end.</returns>
    public bool MoveNext()
    {
        if (_kind != JsonToken.ArrayStart)
        {
            JsonToken kind = _kind;
            _kind = JsonToken.Invalid;
            Current = _json;
            return kind == JsonToken.String || (kind == JsonToken.Number && IsInteger(_json));
        }

        // The array was read with the payload, so it is valid, and its depth within the payload's.
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

    /// <summary>Makes <c>foreach</c> work.</summary>
    /// <returns>Itself.</returns>
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
