using System;
using Authorizer.Json;

namespace Authorizer.Claims;

/// <summary>
/// One token's payload and where in it the claims are that anybody asks for. A claim is absent, present, or of another type
/// than asked: three different answers. Filled by <see cref="PayloadReader"/>, and used again for the next token. Not thread-safe.
/// </summary>
/// <param name="buffer">Holds the payload.</param>
internal sealed class ClaimTable(byte[] buffer)
{
    private readonly Utf8Scratch _scratch = new();
    private byte[] _buffer = buffer;
    private int _length;
    private Claim[] _claims = [];

    /// <summary>Takes the decoded payload before it is read.</summary>
    public Span<byte> Buffer => _buffer;

    private ReadOnlySpan<byte> Payload => _buffer.AsSpan(0, _length);

    /// <summary>Forgets the last token.</summary>
    /// <param name="slots">How many claims anybody asks for.</param>
    /// <param name="length">How many bytes of <see cref="Buffer"/> the next token's payload has.</param>
    /// <returns>The payload.</returns>
    public Span<byte> Begin(int slots, int length)
    {
        // Rules add names while the function starts, so the table follows their number on its first use.
        if (_claims.Length != slots)
        {
            _claims = new Claim[slots];
        }

        Clear();
        _scratch.Reset();
        _length = length;
        return _buffer.AsSpan(0, length);
    }

    /// <summary>Makes all claims absent.</summary>
    public void Clear() => _claims.AsSpan().Clear();

    /// <summary>Notes where a claim is.</summary>
    /// <param name="slot">The claim.</param>
    /// <param name="kind">The kind of its value.</param>
    /// <param name="start">Where the value begins in the payload; a string has no quotes and no escapes any more.</param>
    /// <param name="length">Its length in bytes.</param>
    public void Set(int slot, JsonToken kind, int start, int length) => _claims[slot] = new Claim(kind, start, length);

    /// <summary>Copies the token of another table into this one.</summary>
    /// <param name="source">The other table.</param>
    public void CopyFrom(ClaimTable source)
    {
        if (_buffer.Length < source._length)
        {
            _buffer = new byte[source._length];
        }

        source.Payload.CopyTo(Begin(source._claims.Length, source._length));
        source._claims.CopyTo(_claims.AsSpan());
    }

    /// <summary>What kind of value a claim has.</summary>
    /// <param name="slot">The claim.</param>
    /// <returns><see cref="JsonToken.Invalid"/> when it is absent.</returns>
    public JsonToken Kind(int slot) => (uint)slot < (uint)_claims.Length ? _claims[slot].Kind : JsonToken.Invalid;

    /// <summary>Gets a claim's JSON text; of a string the string itself, unescaped.</summary>
    /// <param name="slot">The claim.</param>
    /// <returns>The bytes; empty when it is absent.</returns>
    public ReadOnlySpan<byte> Json(int slot)
    {
        if (Kind(slot) == JsonToken.Invalid)
        {
            return default;
        }

        Claim claim = _claims[slot];
        return Payload.Slice(claim.Start, claim.Length);
    }

    /// <summary>Gets a claim that is a string.</summary>
    /// <param name="slot">The claim.</param>
    /// <param name="value">The string, unescaped.</param>
    /// <returns>False when the claim is absent or no string.</returns>
    public bool TryGetString(int slot, out ReadOnlySpan<byte> value)
    {
        bool isString = Kind(slot) == JsonToken.String;
        value = isString ? Json(slot) : default;
        return isString;
    }

    /// <summary>Walks through the strings of an array claim.</summary>
    /// <param name="slot">The claim.</param>
    /// <returns>An enumerator over the strings; nothing where the claim is no array.</returns>
    public StringEnumerator Strings(int slot) => new(Kind(slot) == JsonToken.ArrayStart ? Json(slot) : default, _scratch);

    /// <summary>Walks through the strings of an array.</summary>
    internal ref struct StringEnumerator
    {
        private readonly Utf8Scratch _scratch;
        private JsonReader _reader;

        /// <summary>Starts before the first.</summary>
        /// <param name="json">The array; empty for none.</param>
        /// <param name="scratch">Room for unescaped strings.</param>
        public StringEnumerator(ReadOnlySpan<byte> json, Utf8Scratch scratch)
        {
            _scratch = scratch;
            _reader = new JsonReader(json, JsonReader.MaxDepth);
            _ = _reader.Read();
        }

        /// <summary>The current string, unescaped.</summary>
        public ReadOnlySpan<byte> Current { get; private set; }

        /// <summary>Whether the walk ended at a value that is no string.</summary>
        public readonly bool FoundOther => _reader.Token is not (JsonToken.Invalid or JsonToken.ArrayEnd or JsonToken.String);

        /// <summary>Goes to the next string.</summary>
        /// <returns>False at the end, or at a value that is no string.</returns>
        public bool MoveNext()
        {
            if (!_reader.Read(JsonToken.String))
            {
                return false;
            }

            Current = _scratch.Plain(_reader.Text);
            return true;
        }

        /// <summary>Lets <c>foreach</c> walk.</summary>
        /// <returns>Itself.</returns>
        public readonly StringEnumerator GetEnumerator() => this;
    }

    private readonly record struct Claim(JsonToken Kind, int Start, int Length);
}
