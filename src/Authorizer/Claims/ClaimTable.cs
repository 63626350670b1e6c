using System;
using Authorizer.Json;

namespace Authorizer.Claims;

/// <summary>
/// One token's payload and where in it the claims are that anybody asks for. A claim is absent, present, or of another type
/// than asked: three different answers. Made once and reused. Not thread-safe.
/// </summary>
/// <param name="maxPayloadBytes">The largest payload after decoding.</param>
/// <param name="maxMembers">How many members it may have, over all its objects.</param>
/// <param name="names">The claims anybody asks for.</param>
internal sealed class ClaimTable(int maxPayloadBytes, int maxMembers, ClaimNames names)
{
    // Claims that triggers add may be nested objects; thirty-two levels are far more than any of them is.
    private const int MaxDepth = 32;

    private readonly MemberNames _members = new(maxMembers);
    private readonly Utf8Scratch _scratch = new();
    private Claim[] _claims = [];
    private int _length;

    /// <summary>Takes the decoded payload before <see cref="TryRead"/>.</summary>
    public byte[] Buffer { get; } = new byte[maxPayloadBytes];

    private ReadOnlySpan<byte> Payload => Buffer.AsSpan(0, _length);

    /// <summary>Reads the payload: one JSON object (RFC 7519, section 7.2), no name twice at any level.</summary>
    /// <param name="length">How many bytes of <see cref="Buffer"/> it has.</param>
    /// <returns>False when it is anything else; the table is then empty.</returns>
    public bool TryRead(int length)
    {
        // Rules add names while the function starts, so the table follows their number on its first use.
        if (_claims.Length != names.Count)
        {
            _claims = new Claim[names.Count];
        }

        _claims.AsSpan().Clear();
        _scratch.Reset();
        _length = length;
        bool read = TryReadObject();
        if (!read)
        {
            _claims.AsSpan().Clear();
        }

        return read;
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

    private bool TryReadObject()
    {
        var reader = new JsonReader(Payload, MaxDepth, _members);
        if (!reader.Read(JsonToken.ObjectStart))
        {
            return false;
        }

        while (reader.Read(JsonToken.Name))
        {
            int slot = names.Find(_members.CurrentHash, _members.Current);
            JsonToken kind = reader.Read();
            int start = reader.TokenStart;
            if (slot >= 0 && kind == JsonToken.String)
            {
                // In place: a string is never longer than its escaped form, and the reader is past it.
                int length = reader.Text.Unescape(Buffer.AsSpan(start));
                _claims[slot] = new Claim(kind, start, length);
                continue;
            }

            if (!reader.Skip())
            {
                return false;
            }

            if (slot >= 0)
            {
                _claims[slot] = new Claim(kind, start, reader.Position - start);
            }
        }

        return reader.Token == JsonToken.ObjectEnd && reader.Read(JsonToken.End);
    }

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
            _reader = new JsonReader(json, MaxDepth);
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
