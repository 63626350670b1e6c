using System;
using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics;
using System.Text;

namespace Authorizer.Json;

/// <summary>
/// Writes one JSON text as UTF-8. It inserts the commas, but the caller must keep the nesting correct. Any text can be written: invalid
/// UTF-8 becomes U+FFFD, and quotes, control characters and line separators are escaped.
/// </summary>
/// <param name="output">Contains all bytes only when the outermost value has ended.</param>
internal ref struct JsonWriter(IBufferWriter<byte> output)
{
    // The longest escape is "\u" and four digits.
    private const int MaxEscapeBytes = 6;

    // The longest number is a sign and 19 digits.
    private const int MaxNumberBytes = 20;

    private readonly IBufferWriter<byte> _output = output;

    // The buffer that the output reserved, and how many of its bytes are used. Writing each byte to the output would be slower.
    private Span<byte> _buffer;
    private int _written;
    private int _depth;
    private bool _needsComma;

    /// <summary>Starts an object.</summary>
    public void StartObject() => Start((byte)'{');

    /// <summary>Ends the innermost object.</summary>
    public void EndObject() => End((byte)'}');

    /// <summary>Starts an array.</summary>
    public void StartArray() => Start((byte)'[');

    /// <summary>Ends the innermost array.</summary>
    public void EndArray() => End((byte)']');

    /// <summary>Writes a member's name.</summary>
    public void Name(scoped ReadOnlySpan<byte> name)
    {
        String(name);
        Byte((byte)':');
        _needsComma = false;
    }

    /// <summary>Writes a string and escapes it.</summary>
    public void String(scoped ReadOnlySpan<byte> utf8)
    {
        StartString();
        StringPart(utf8);
        EndString();
    }

    /// <summary>Starts a string that is written in several <see cref="StringPart"/>s.</summary>
    public void StartString()
    {
        Comma();
        Byte((byte)'"');
    }

    /// <summary>Ends the string.</summary>
    public void EndString()
    {
        Byte((byte)'"');
        EndValue();
    }

    /// <summary>Writes a part of a string and escapes it.</summary>
    /// <param name="utf8">Complete characters, because a UTF-8 sequence cannot continue in the next part.</param>
    public void StringPart(scoped ReadOnlySpan<byte> utf8)
    {
        while (!utf8.IsEmpty)
        {
            int plain = PlainLength(utf8);
            if (plain > 0)
            {
                Bytes(utf8[..plain]);
                utf8 = utf8[plain..];
                continue;
            }

            _ = Rune.DecodeFromUtf8(utf8, out Rune rune, out int used);
            WriteRune(rune);
            utf8 = utf8[used..];
        }
    }

    /// <summary>Writes a member whose value is a string.</summary>
    public void Member(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> utf8)
    {
        Name(name);
        String(utf8);
    }

    /// <summary>Writes a number.</summary>
    public void Number(long value)
    {
        Comma();
        bool formatted = Utf8Formatter.TryFormat(value, Free(MaxNumberBytes), out int written);
        Debug.Assert(formatted, "there is room for any 64-bit number");
        _written += written;
        EndValue();
    }

    /// <summary>Writes <c>true</c> or <c>false</c>.</summary>
    public void Boolean(bool value) => Raw(value ? "true"u8 : "false"u8);

    /// <summary>Writes one valid JSON value unchanged.</summary>
    public void Raw(scoped ReadOnlySpan<byte> json)
    {
        Comma();
        Bytes(json);
        EndValue();
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

    private void WriteRune(Rune rune)
    {
        Span<byte> target = Free(MaxEscapeBytes);
        if (rune.Value is '"' or '\\')
        {
            target[0] = (byte)'\\';
            target[1] = (byte)rune.Value;
            _written += 2;
        }
        else if (Rune.IsControl(rune) || rune.Value is 0x2028 or 0x2029)
        {
            "\\u"u8.CopyTo(target);
            _ = Utf8Formatter.TryFormat((ushort)rune.Value, target[2..], out int digits, new StandardFormat('X', 4));
            _written += 2 + digits;
        }
        else
        {
            _written += rune.EncodeToUtf8(target);
        }
    }

    private void Start(byte bracket)
    {
        Comma();
        Byte(bracket);
        _depth++;
        _needsComma = false;
    }

    private void End(byte bracket)
    {
        Byte(bracket);
        _depth--;
        EndValue();
    }

    private void EndValue()
    {
        _needsComma = true;
        if (_depth == 0)
        {
            Flush();
        }
    }

    private void Comma()
    {
        if (_needsComma)
        {
            Byte((byte)',');
        }
    }

    private void Byte(byte value)
    {
        Free(1)[0] = value;
        _written++;
    }

    private void Bytes(scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Free(bytes.Length));
        _written += bytes.Length;
    }

    private Span<byte> Free(int count)
    {
        if (_buffer.Length - _written < count)
        {
            Flush();
            _buffer = _output.GetSpan(count);
        }

        return _buffer[_written..];
    }

    private void Flush()
    {
        _output.Advance(_written);
        _written = 0;
        _buffer = default;
    }
}
