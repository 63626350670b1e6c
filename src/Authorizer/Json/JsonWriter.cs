using System;
using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics;
using System.Text;

namespace Authorizer.Json;

/// <summary>
/// Writes one JSON text as UTF-8. Commas are its business; the nesting is the caller's. Text from outside can be given as it
/// came: what is not valid UTF-8 becomes U+FFFD, and quotes, control characters and line separators are escaped.
/// </summary>
/// <param name="output">Where the bytes go.</param>
internal ref struct JsonWriter(IBufferWriter<byte> output)
{
    // The longest escape: a backslash, a u and four digits.
    private const int MaxEscapeBytes = 6;

    private readonly IBufferWriter<byte> _output = output;
    private bool _needsComma;

    /// <summary>Begins an object, as a value.</summary>
    public void StartObject() => Start((byte)'{');

    /// <summary>Ends the innermost object.</summary>
    public void EndObject() => End((byte)'}');

    /// <summary>Begins an array, as a value.</summary>
    public void StartArray() => Start((byte)'[');

    /// <summary>Ends the innermost array.</summary>
    public void EndArray() => End((byte)']');

    /// <summary>Writes a member's name.</summary>
    /// <param name="name">The name.</param>
    public void Name(scoped ReadOnlySpan<byte> name)
    {
        String(name);
        Byte((byte)':');
        _needsComma = false;
    }

    /// <summary>Writes a string.</summary>
    /// <param name="utf8">The string's text, not escaped.</param>
    public void String(scoped ReadOnlySpan<byte> utf8)
    {
        StartString();
        StringPart(utf8);
        EndString();
    }

    /// <summary>Begins a string made of several <see cref="StringPart"/>s.</summary>
    public void StartString()
    {
        Comma();
        Byte((byte)'"');
    }

    /// <summary>Ends the string.</summary>
    public void EndString()
    {
        Byte((byte)'"');
        _needsComma = true;
    }

    /// <summary>Writes a part of a string, whole characters at a time.</summary>
    /// <param name="utf8">The part's text, not escaped.</param>
    public readonly void StringPart(scoped ReadOnlySpan<byte> utf8)
    {
        while (!utf8.IsEmpty)
        {
            int plain = PlainLength(utf8);
            if (plain > 0)
            {
                _output.Write(utf8[..plain]);
                utf8 = utf8[plain..];
                continue;
            }

            _ = Rune.DecodeFromUtf8(utf8, out Rune rune, out int used);
            WriteRune(rune);
            utf8 = utf8[used..];
        }
    }

    /// <summary>Writes a member whose value is a string.</summary>
    /// <param name="name">The name.</param>
    /// <param name="utf8">The value.</param>
    public void Member(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> utf8)
    {
        Name(name);
        String(utf8);
    }

    /// <summary>Writes a number.</summary>
    /// <param name="value">The number.</param>
    public void Number(long value)
    {
        Comma();
        bool formatted = Utf8Formatter.TryFormat(value, _output.GetSpan(20), out int written);
        Debug.Assert(formatted, "a 64-bit number has at most 20 characters");
        _output.Advance(written);
        _needsComma = true;
    }

    /// <summary>Writes <c>true</c> or <c>false</c>.</summary>
    /// <param name="value">Which.</param>
    public void Boolean(bool value) => Raw(value ? "true"u8 : "false"u8);

    /// <summary>Writes a value that is JSON already.</summary>
    /// <param name="json">One valid JSON value.</param>
    public void Raw(scoped ReadOnlySpan<byte> json)
    {
        Comma();
        _output.Write(json);
        _needsComma = true;
    }

    private static int PlainLength(ReadOnlySpan<byte> utf8)
    {
        int i = 0;
        while (i < utf8.Length && utf8[i] is >= 0x20 and < 0x7F and not (byte)'"' and not (byte)'\\')
        {
            i++;
        }

        return i;
    }

    private readonly void WriteRune(Rune rune)
    {
        Span<byte> target = _output.GetSpan(MaxEscapeBytes);
        if (rune.Value is '"' or '\\')
        {
            target[0] = (byte)'\\';
            target[1] = (byte)rune.Value;
            _output.Advance(2);
        }
        else if (Rune.IsControl(rune) || rune.Value is 0x2028 or 0x2029)
        {
            "\\u"u8.CopyTo(target);
            _ = Utf8Formatter.TryFormat((ushort)rune.Value, target[2..], out int digits, new StandardFormat('X', 4));
            _output.Advance(2 + digits);
        }
        else
        {
            _output.Advance(rune.EncodeToUtf8(target));
        }
    }

    private void Start(byte bracket)
    {
        Comma();
        Byte(bracket);
        _needsComma = false;
    }

    private void End(byte bracket)
    {
        Byte(bracket);
        _needsComma = true;
    }

    private readonly void Comma()
    {
        if (_needsComma)
        {
            Byte((byte)',');
        }
    }

    private readonly void Byte(byte value)
    {
        _output.GetSpan(1)[0] = value;
        _output.Advance(1);
    }
}
