using System;

namespace Authorizer.Json;

/// <summary>
/// Room for the few strings of a text that have escapes, so that everything behind the parser sees plain UTF-8.
/// What it hands out stays valid until the next <see cref="Reset"/>. Not thread-safe.
/// </summary>
internal sealed class Utf8Scratch
{
    // Escapes are rare and short (an escaped slash in an issuer, an ampersand in a query value).
    private const int InitialBytes = 512;

    private byte[] _buffer = [];
    private int _used;

    /// <summary>Takes back everything handed out.</summary>
    public void Reset() => _used = 0;

    /// <summary>The string that a JSON text stands for.</summary>
    /// <returns>The same bytes if nothing is escaped, or an unescaped copy.</returns>
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

    /// <summary>The digits of an integer in another spelling, such as <c>1.0</c> or <c>1e3</c>.</summary>
    /// <param name="number">A JSON number.</param>
    /// <param name="digits">Its decimal digits, after a minus sign if it is negative.</param>
    /// <returns>False if it is not an integer, or has more digits than any path.</returns>
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

    /// <summary>Hands out room.</summary>
    /// <param name="length">How many bytes.</param>
    /// <returns>That many bytes, with any content.</returns>
    public Span<byte> Take(int length)
    {
        if (_buffer.Length - _used < length)
        {
            // A span of the old buffer keeps that buffer alive.
            _buffer = new byte[Math.Max(Math.Max(2 * _buffer.Length, InitialBytes), length)];
            _used = 0;
        }

        Span<byte> target = _buffer.AsSpan(_used, length);
        _used += length;
        return target;
    }
}
