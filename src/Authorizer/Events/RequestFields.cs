using System;
using System.Text;
using Authorizer.Json;

namespace Authorizer.Events;

/// <summary>The result of a search for one field of a request.</summary>
internal enum FieldPresence : byte
{
    /// <summary>The field, or the map that can contain it, is malformed.</summary>
    Unreadable,

    /// <summary>The field has several different values, so it is unknown which value the backend reads.</summary>
    Conflicting,

    /// <summary>The field is absent.</summary>
    Absent,

    /// <summary>The field is present.</summary>
    Present,
}

/// <summary>
/// Finds header fields, cookies and query parameters in an event. An event has two maps of headers and two of query parameters. Every
/// occurrence of a field in both maps is read, and all occurrences must have the same value. Otherwise the backend might use a value that
/// was not checked.
/// </summary>
internal static class RequestFields
{
    /// <summary>Finds a header field.</summary>
    /// <param name="name">The field's name in lower case.</param>
    /// <param name="value">The field's value, without surrounding white space.</param>
    public static FieldPresence FindHeader(
        scoped in AuthorizerEvent request, ReadOnlySpan<byte> name, Utf8Scratch scratch, out ReadOnlySpan<byte> value)
    {
        var search = new Search(name, ignoreCase: true, splitAtCommas: true, scratch);
        search.Map(request.MultiValueHeaders);
        search.Map(request.Headers);
        return search.Result(out value);
    }

    /// <summary>
    /// Finds a header field that must occur only once and whose value can contain commas. If the event has no multi-value map, API Gateway
    /// joins repeated fields with commas. A value with a comma is then refused, because the value can come from two fields.
    /// </summary>
    /// <param name="name">The field's name in lower case.</param>
    /// <param name="value">The field's value, without surrounding white space.</param>
    public static FieldPresence FindSingleHeader(
        scoped in AuthorizerEvent request, ReadOnlySpan<byte> name, Utf8Scratch scratch, out ReadOnlySpan<byte> value)
    {
        var search = new Search(name, ignoreCase: true, splitAtCommas: false, scratch) { Once = true };
        search.Map(request.Headers);
        FieldPresence presence = search.Result(out value);
        if (request.MultiValueHeaders.IsEmpty)
        {
            return presence == FieldPresence.Present && value.Contains((byte)',') ? FieldPresence.Conflicting : presence;
        }

        // Both maps contain every occurrence, so both searches must have the same result.
        var all = new Search(name, ignoreCase: true, splitAtCommas: false, scratch) { Once = true };
        all.Map(request.MultiValueHeaders);
        FieldPresence other = all.Result(out ReadOnlySpan<byte> same);
        return presence == other && value.SequenceEqual(same) ? presence
            : presence == FieldPresence.Unreadable || other == FieldPresence.Unreadable ? FieldPresence.Unreadable
            : FieldPresence.Conflicting;
    }

    /// <summary>Finds a cookie (RFC 6265, section 5.4).</summary>
    /// <param name="name">The cookie's name, case-sensitive.</param>
    public static FieldPresence FindCookie(
        scoped in AuthorizerEvent request, ReadOnlySpan<byte> name, Utf8Scratch scratch, out ReadOnlySpan<byte> value)
    {
        // The name=value pairs are compared, because several Cookie headers are usually different as a whole.
        var cookies = new Search(name, ignoreCase: false, splitAtCommas: false, scratch) { Pairs = true };
        cookies.List(request.Cookies);
        cookies.CookieHeaders(request.MultiValueHeaders);
        cookies.CookieHeaders(request.Headers);
        return cookies.Result(out value);
    }

    /// <summary>Finds a query parameter.</summary>
    /// <param name="name">The parameter's name, case-sensitive.</param>
    public static FieldPresence FindQuery(
        scoped in AuthorizerEvent request, ReadOnlySpan<byte> name, Utf8Scratch scratch, out ReadOnlySpan<byte> value)
    {
        var search = new Search(name, ignoreCase: false, splitAtCommas: true, scratch);
        search.Map(request.MultiValueQueryParameters);
        search.Map(request.QueryParameters);
        return search.Result(out value);
    }

    /// <summary>
    /// Finds the entry after a label in <c>Sec-WebSocket-Protocol</c>. The header is a comma-separated list (RFC 6455, section 4.1), which
    /// can be split over several fields (section 11.3.4).
    /// </summary>
    /// <param name="label">The label, case-sensitive.</param>
    /// <param name="value">The entry after the label. Empty if the list ends with the label.</param>
    public static FieldPresence FindSubprotocol(
        scoped in AuthorizerEvent request, ReadOnlySpan<byte> label, Utf8Scratch scratch, out ReadOnlySpan<byte> value)
    {
        var search = new Search(label, ignoreCase: false, splitAtCommas: true, scratch) { Labels = true };
        search.SubprotocolHeaders(request.MultiValueHeaders);
        search.SubprotocolHeaders(request.Headers);
        return search.Result(out value);
    }

    private ref struct Search(ReadOnlySpan<byte> name, bool ignoreCase, bool splitAtCommas, Utf8Scratch scratch)
    {
        private readonly ReadOnlySpan<byte> _name = name;
        private readonly Utf8Scratch _scratch = scratch;
        private FieldPresence _presence = FieldPresence.Absent;
        private ReadOnlySpan<byte> _value;
        private bool _afterLabel;

        /// <summary>Whether values are lists of <c>name=value</c> pairs, as in a Cookie header.</summary>
        public bool Pairs { get; init; }

        /// <summary>Whether values are lists in which the name is a label and the next entry is the result.</summary>
        public bool Labels { get; init; }

        /// <summary>Whether two occurrences conflict even if both have the same value.</summary>
        public bool Once { get; init; }

        public readonly FieldPresence Result(out ReadOnlySpan<byte> value)
        {
            value = _presence == FieldPresence.Present ? _value : default;
            return _presence;
        }

        // Searches an object of strings, or of arrays of strings.
        public void Map(ReadOnlySpan<byte> json) => Map(json, _name, ignoreCase);

        public void CookieHeaders(ReadOnlySpan<byte> json) => Map(json, "cookie"u8, ignoreCase: true);

        public void SubprotocolHeaders(ReadOnlySpan<byte> json)
        {
            Map(json, "sec-websocket-protocol"u8, ignoreCase: true);
            if (_afterLabel)
            {
                Found(default);
                _afterLabel = false;
            }
        }

        public void List(ReadOnlySpan<byte> json)
        {
            var reader = new JsonReader(json, JsonReader.MaxDepth);
            _ = reader.Read();
            Values(ref reader);
            EndsAt(reader, JsonToken.ArrayEnd, json);
        }

        private void Map(ReadOnlySpan<byte> json, ReadOnlySpan<byte> field, bool ignoreCase)
        {
            var reader = new JsonReader(json, JsonReader.MaxDepth);
            _ = reader.Read();
            while (reader.Read(JsonToken.Name))
            {
                ReadOnlySpan<byte> candidate = _scratch.Plain(reader.Text);
                bool wanted = ignoreCase ? Ascii.EqualsIgnoreCase(candidate, field) : candidate.SequenceEqual(field);
                _ = reader.Read();
                if (wanted)
                {
                    Values(ref reader);
                }
                else
                {
                    _ = reader.Skip();
                }
            }

            EndsAt(reader, JsonToken.ObjectEnd, json);
        }

        // A search must reach the end of the JSON. If it stopped early, it might have missed a field that the backend reads.
        private void EndsAt(in JsonReader reader, JsonToken end, ReadOnlySpan<byte> json)
        {
            if (!json.IsEmpty && reader.Token != end)
            {
                _presence = FieldPresence.Unreadable;
            }
        }

        // A field's value must be a string or an array of strings.
        private void Values(scoped ref JsonReader reader)
        {
            if (reader.Token == JsonToken.ArrayStart)
            {
                while (reader.Read() is not (JsonToken.ArrayEnd or JsonToken.Invalid))
                {
                    Value(ref reader);
                }
            }
            else if (reader.Token != JsonToken.Invalid && reader.Token != JsonToken.Null)
            {
                Value(ref reader);
            }
        }

        private void Value(scoped ref JsonReader reader)
        {
            if (reader.Token != JsonToken.String)
            {
                _presence = FieldPresence.Unreadable;
                _ = reader.Skip();
                return;
            }

            ReadOnlySpan<byte> value = _scratch.Plain(reader.Text);
            if (Pairs)
            {
                CookiePairs(value);
            }
            else if (splitAtCommas)
            {
                Parts(value);
            }
            else
            {
                Found(value);
            }
        }

        // An HTTP API joins repeated fields with commas. A token contains no comma, so each part is a separate value.
        private void Parts(ReadOnlySpan<byte> value)
        {
            foreach (Range part in value.Split((byte)','))
            {
                if (Labels)
                {
                    Entry(value[part].Trim(" \t"u8));
                }
                else
                {
                    Found(value[part]);
                }
            }
        }

        // Empty list entries are ignored (RFC 9110, section 5.6.1.2).
        private void Entry(ReadOnlySpan<byte> entry)
        {
            if (_afterLabel && !entry.IsEmpty)
            {
                Found(entry);
                _afterLabel = false;
            }
            else
            {
                _afterLabel |= entry.SequenceEqual(_name);
            }
        }

        private void CookiePairs(ReadOnlySpan<byte> header)
        {
            foreach (Range pair in header.Split((byte)';'))
            {
                ReadOnlySpan<byte> text = header[pair].Trim(" \t"u8);
                int equals = text.IndexOf((byte)'=');
                if (equals >= 0 && text[..equals].TrimEnd(" \t"u8).SequenceEqual(_name))
                {
                    Found(text[(equals + 1)..]);
                }
            }
        }

        private void Found(ReadOnlySpan<byte> value)
        {
            value = value.Trim(" \t"u8);
            if (_presence == FieldPresence.Absent)
            {
                _presence = FieldPresence.Present;
                _value = value;
            }
            else if (_presence == FieldPresence.Present && (Once || !value.SequenceEqual(_value)))
            {
                _presence = FieldPresence.Conflicting;
            }
        }
    }
}
