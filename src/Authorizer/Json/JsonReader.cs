using System;
using System.Buffers.Text;
using System.Text.Unicode;

namespace Authorizer.Json;

/// <summary>
/// Reads one JSON text (RFC 8259) from UTF-8 bytes, forward only and in place. It never throws. It refuses every text that other parsers
/// can read differently. Such a text has invalid UTF-8, a byte order mark, an unpaired surrogate escape, a trailing comma, a comment, or
/// trailing data.
/// </summary>
internal ref struct JsonReader
{
    /// <summary>The largest possible limit of nesting. Each level needs one bit of a 64-bit number.</summary>
    public const int MaxDepth = 64;

    private readonly ReadOnlySpan<byte> _json;
    private readonly int _maxDepth;
    private readonly MemberNames? _names;
    private Expected _expected;
    private int _position;
    private int _length;
    private bool _escaped;
    private ulong _objects;

    /// <summary>Creates a reader at the beginning of a text.</summary>
    /// <param name="maxDepth">The limit of nesting, at most <see cref="MaxDepth"/>.</param>
    /// <param name="names">Detects duplicate member names. If it is <see langword="null"/>, duplicates are permitted.</param>
    public JsonReader(ReadOnlySpan<byte> json, int maxDepth, MemberNames? names = null)
    {
        _json = json;
        _maxDepth = maxDepth;
        _names = names;
        _expected = Utf8.IsValid(json) ? Expected.Value : Expected.Nothing;
        names?.Reset();
    }

    // The tokens that the grammar allows next. "Nothing" means that the text was refused.
    private enum Expected : byte
    {
        Nothing,
        Value,
        ValueOrEnd,
        Name,
        NameOrEnd,
        CommaOrEnd,
        EndOfText,
    }

    /// <summary>The last token that was read.</summary>
    public JsonToken Token { get; private set; }

    /// <summary>How many objects and arrays are open.</summary>
    public int Depth { get; private set; }

    /// <summary>The offset of the current token. For a string or a name, the offset of the byte after the opening quote.</summary>
    public int TokenStart { get; private set; }

    /// <summary>The offset of the first byte after the current token.</summary>
    public readonly int Position => _position;

    /// <summary>The current string or name.</summary>
    public readonly JsonText Text => new(Raw, _escaped);

    /// <summary>The bytes of the current token. For a string or a name, the bytes between the quotes.</summary>
    public readonly ReadOnlySpan<byte> Raw => _json.Slice(TokenStart, _length);

    private readonly bool InObject => Depth > 0 && (_objects >> (Depth - 1) & 1) != 0;

    /// <summary>Reads the next token. After the first error, all tokens are <see cref="JsonToken.Invalid"/>.</summary>
    public JsonToken Read() => Token = Step();

    /// <summary>Reads the next token, and returns whether it is the expected one.</summary>
    public bool Read(JsonToken expected) => Read() == expected;

    /// <summary>
    /// Skips to the end of the current value. The end of an object or array is its closing bracket. At any other value, the reader does not
    /// move.
    /// </summary>
    /// <returns>False if the text is invalid.</returns>
    public bool Skip()
    {
        if (Token is JsonToken.ObjectStart or JsonToken.ArrayStart)
        {
            for (int outside = Depth - 1; Depth != outside;)
            {
                if (Read() == JsonToken.Invalid)
                {
                    return false;
                }
            }
        }

        return Token != JsonToken.Invalid;
    }

    private static bool IsWhiteSpace(byte b) => b is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t';

    private JsonToken Step()
    {
        SkipWhiteSpace();
        if (_expected == Expected.CommaOrEnd && Peek() == ',')
        {
            _position++;
            SkipWhiteSpace();
            _expected = InObject ? Expected.Name : Expected.Value;
        }

        int next = Peek();
        switch (_expected)
        {
            case Expected.Value:
                return StartValue(next);
            case Expected.ValueOrEnd:
                return next == ']' ? Close(JsonToken.ArrayEnd) : StartValue(next);
            case Expected.Name:
                return next == '"' ? ReadName() : Fail();
            case Expected.NameOrEnd:
                return next == '}' ? Close(JsonToken.ObjectEnd) : next == '"' ? ReadName() : Fail();
            case Expected.CommaOrEnd when InObject:
                return next == '}' ? Close(JsonToken.ObjectEnd) : Fail();
            case Expected.CommaOrEnd:
                return next == ']' ? Close(JsonToken.ArrayEnd) : Fail();
            case Expected.EndOfText:
                return next < 0 ? JsonToken.End : Fail();
            default:
                return Fail();
        }
    }

    private readonly int Peek() => _position < _json.Length ? _json[_position] : -1;

    private void SkipWhiteSpace()
    {
        while (_position < _json.Length && IsWhiteSpace(_json[_position]))
        {
            _position++;
        }
    }

    private JsonToken Fail()
    {
        _expected = Expected.Nothing;
        _length = 0;
        return JsonToken.Invalid;
    }

    private JsonToken StartValue(int first) => first switch
    {
        '"' => ReadString() ? Complete(JsonToken.String) : Fail(),
        '{' => Open(JsonToken.ObjectStart),
        '[' => Open(JsonToken.ArrayStart),
        't' => ReadLiteral("true"u8, JsonToken.True),
        'f' => ReadLiteral("false"u8, JsonToken.False),
        'n' => ReadLiteral("null"u8, JsonToken.Null),
        '-' or (>= '0' and <= '9') => ReadNumber(),
        _ => Fail(),
    };

    private JsonToken Complete(JsonToken value)
    {
        _expected = Depth == 0 ? Expected.EndOfText : Expected.CommaOrEnd;
        return value;
    }

    private JsonToken Open(JsonToken token)
    {
        if (Depth == _maxDepth)
        {
            return Fail();
        }

        bool isObject = token == JsonToken.ObjectStart;
        _objects = isObject ? _objects | (1UL << Depth) : _objects & ~(1UL << Depth);
        _expected = isObject ? Expected.NameOrEnd : Expected.ValueOrEnd;
        if (isObject)
        {
            _names?.Open(Depth);
        }

        TokenStart = _position++;
        _length = 1;
        Depth++;
        return token;
    }

    private JsonToken Close(JsonToken token)
    {
        TokenStart = _position++;
        _length = 1;
        Depth--;
        if (token == JsonToken.ObjectEnd)
        {
            _names?.Close(Depth);
        }

        return Complete(token);
    }

    private JsonToken ReadLiteral(ReadOnlySpan<byte> literal, JsonToken token)
    {
        if (!_json[_position..].StartsWith(literal))
        {
            return Fail();
        }

        TokenStart = _position;
        _length = literal.Length;
        _position += literal.Length;
        return Complete(token);
    }

    private JsonToken ReadName()
    {
        if (!ReadString() || (_names is not null && !_names.TryAdd(_json, TokenStart, _length, _escaped)))
        {
            return Fail();
        }

        SkipWhiteSpace();
        if (Peek() != ':')
        {
            return Fail();
        }

        _position++;
        _expected = Expected.Value;
        return JsonToken.Name;
    }

    private bool ReadString()
    {
        TokenStart = ++_position;
        _escaped = false;
        while (true)
        {
            ReadOnlySpan<byte> rest = _json[_position..];
            int stop = rest.IndexOfAny((byte)'"', (byte)'\\');
            if (stop < 0 || rest[..stop].ContainsAnyInRange((byte)0x00, (byte)0x1F))
            {
                return false;
            }

            _position += stop;
            if (rest[stop] == '"')
            {
                _length = _position - TokenStart;
                _position++;
                return true;
            }

            _escaped = true;
            if (!SkipEscape())
            {
                return false;
            }
        }
    }

    private bool SkipEscape()
    {
        int kind = _position + 1 < _json.Length ? _json[_position + 1] : -1;
        if (kind is '"' or '\\' or '/' or 'b' or 'f' or 'n' or 'r' or 't')
        {
            _position += 2;
            return true;
        }

        if (kind != 'u' || !TryReadUnit(out char first) || char.IsLowSurrogate(first))
        {
            return false;
        }

        if (!char.IsHighSurrogate(first))
        {
            return true;
        }

        return _json[_position..].StartsWith("\\u"u8) && TryReadUnit(out char second) && char.IsLowSurrogate(second);
    }

    // Reads the four hexadecimal digits after "\u".
    private bool TryReadUnit(out char unit)
    {
        unit = default;
        if (_json.Length - _position < 6)
        {
            return false;
        }

        // ushort.TryParse is not used, because it accepts null characters after the digits.
        ReadOnlySpan<byte> digits = _json.Slice(_position + 2, 4);
        if (!Utf8Parser.TryParse(digits, out ushort value, out int used, 'x') || used != digits.Length)
        {
            return false;
        }

        unit = (char)value;
        _position += 6;
        return true;
    }

    private JsonToken ReadNumber()
    {
        TokenStart = _position;
        if (Peek() == '-')
        {
            _position++;
        }

        if (Peek() == '0')
        {
            _position++;
        }
        else if (!SkipDigits())
        {
            return Fail();
        }

        if (Peek() == '.')
        {
            _position++;
            if (!SkipDigits())
            {
                return Fail();
            }
        }

        if (Peek() is 'e' or 'E')
        {
            _position++;
            if (Peek() is '+' or '-')
            {
                _position++;
            }

            if (!SkipDigits())
            {
                return Fail();
            }
        }

        _length = _position - TokenStart;
        return Complete(JsonToken.Number);
    }

    private bool SkipDigits()
    {
        int start = _position;
        while (Peek() is >= '0' and <= '9')
        {
            _position++;
        }

        return _position > start;
    }
}
