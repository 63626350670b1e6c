using System;
using Authorizer.Json;

namespace Authorizer.Claims;

/// <summary>Enumerates the strings of a JSON array.</summary>
internal ref struct ClaimStrings
{
    private readonly Utf8Scratch? _scratch;
    private JsonReader _reader;

    /// <summary>Creates an enumerator that is positioned before the first string.</summary>
    /// <param name="json">The array. If it is empty, there are no strings.</param>
    /// <param name="scratch">The buffer for one unescaped string. May be null only if the array is empty.</param>
    public ClaimStrings(ReadOnlySpan<byte> json, Utf8Scratch? scratch)
    {
        _scratch = scratch;
        _reader = new JsonReader(json, JsonReader.MaxDepth);
        _ = _reader.Read();
    }

    /// <summary>The current string, unescaped. Valid until the next <see cref="MoveNext"/>.</summary>
    public ReadOnlySpan<byte> Current { get; private set; }

    /// <summary>Whether the enumeration ended at a value that is not a string.</summary>
    public readonly bool FoundOther => _reader.Token is not (JsonToken.Invalid or JsonToken.ArrayEnd or JsonToken.String);

    /// <summary>Advances to the next string. False at the end, or at a value that is not a string.</summary>
    public bool MoveNext()
    {
        if (_scratch is null || !_reader.Read(JsonToken.String))
        {
            return false;
        }

        // The buffer is reused, so it needs room only for the longest string of the array.
        _scratch.Reset();
        Current = _scratch.Plain(_reader.Text);
        return true;
    }

    public readonly ClaimStrings GetEnumerator() => this;
}
