using System;

namespace Authorizer.Json;

/// <summary>
/// A buffer for the few escaped strings of a text, so that the code after the parser reads only plain UTF-8. Its spans are valid until the
/// next <see cref="Reset"/>. Not thread-safe.
/// </summary>
internal sealed class Utf8Scratch
{
    // Escapes are rare and short, for example an escaped slash in an issuer or an ampersand in a query value.
    private const int InitialBytes = 512;

    private byte[] _buffer = [];
    private int _used;

    /// <summary>Invalidates all earlier spans, and reuses their room.</summary>
    public void Reset() => _used = 0;

    /// <summary>
    /// Returns the unescaped string. If nothing is escaped, the result is the same bytes, otherwise a copy in the buffer.
    /// </summary>
    public ReadOnlySpan<byte> Plain(JsonText text)
    {
        if (!text.Escaped)
        {
            return text.Raw;
        }

        Span<byte> target = Take(text.Raw.Length);
        int length = text.Unescape(target);
        _used -= target.Length - length;
        return target[..length];
    }

    /// <summary>Gets the decimal digits of an integer, even if it is written as <c>1.0</c> or <c>1e3</c>.</summary>
    /// <param name="digits">The digits, with a leading minus sign if the number is negative.</param>
    /// <returns>False if the number is not an integer, or if it has more digits than the longest path has bytes.</returns>
    public bool TryGetDigits(ReadOnlySpan<byte> number, out ReadOnlySpan<byte> digits)
    {
        if (!number.ContainsAny((byte)'.', (byte)'e', (byte)'E') && !number.SequenceEqual("-0"u8))
        {
            digits = number;
            return true;
        }

        Span<byte> room = Take(number.Length + JsonNumber.NormalFormExtra + JsonNumber.MaxDigits);
        bool isInteger = JsonNumber.TryExpand(number, room, out int length);
        digits = isInteger ? room[..length] : default;
        _used -= room.Length - length;
        return isInteger;
    }

    /// <summary>Reserves a number of bytes with undefined content.</summary>
    public Span<byte> Take(int length)
    {
        if (_buffer.Length - _used < length)
        {
            // Earlier spans keep the old buffer alive.
            _buffer = new byte[Math.Max(Math.Max(2 * _buffer.Length, InitialBytes), length)];
            _used = 0;
        }

        Span<byte> target = _buffer.AsSpan(_used, length);
        _used += length;
        return target;
    }
}
