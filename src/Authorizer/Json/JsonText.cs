using System;
using System.Buffers.Text;
using System.Diagnostics;
using System.Text;

namespace Authorizer.Json;

/// <summary>
/// A string in a JSON text, seen in place: the bytes between the quotes, already checked by a <see cref="JsonReader"/>.
/// </summary>
/// <param name="raw">The bytes between the quotes.</param>
/// <param name="escaped">Whether there is a backslash among them.</param>
internal readonly ref struct JsonText(ReadOnlySpan<byte> raw, bool escaped)
{
    /// <summary>The bytes between the quotes, escapes untouched.</summary>
    public ReadOnlySpan<byte> Raw { get; } = raw;

    /// <summary>Whether <see cref="Raw"/> differs from the string it stands for.</summary>
    public bool Escaped { get; } = escaped;

    /// <summary>Whether nothing was read into this text, or an empty string was.</summary>
    public bool IsEmpty => Raw.IsEmpty;

    /// <summary>Compares the string, after unescaping, with UTF-8 text byte for byte.</summary>
    /// <returns>Whether they are the same string.</returns>
    public bool Is(ReadOnlySpan<byte> utf8)
    {
        if (!Escaped)
        {
            return Raw.SequenceEqual(utf8);
        }

        ReadOnlySpan<byte> rest = Raw;
        Span<byte> piece = stackalloc byte[MaxEscapeBytes];
        while (!rest.IsEmpty)
        {
            int length = NextPiece(ref rest, piece, out ReadOnlySpan<byte> plain);
            ReadOnlySpan<byte> next = length == 0 ? plain : piece[..length];
            if (!utf8.StartsWith(next))
            {
                return false;
            }

            utf8 = utf8[next.Length..];
        }

        return utf8.IsEmpty;
    }

    /// <summary>Writes the string without its escapes. It is never longer than <see cref="Raw"/>.</summary>
    /// <param name="target">At least as long as <see cref="Raw"/>.</param>
    /// <returns>The number of bytes written.</returns>
    public int Unescape(Span<byte> target)
    {
        if (!Escaped)
        {
            Raw.CopyTo(target);
            return Raw.Length;
        }

        ReadOnlySpan<byte> rest = Raw;
        Span<byte> piece = stackalloc byte[MaxEscapeBytes];
        int written = 0;
        while (!rest.IsEmpty)
        {
            int length = NextPiece(ref rest, piece, out ReadOnlySpan<byte> plain);
            ReadOnlySpan<byte> next = length == 0 ? plain : piece[..length];
            next.CopyTo(target[written..]);
            written += next.Length;
        }

        return written;
    }

    // The longest UTF-8 sequence that one escape (or a surrogate pair of two) stands for.
    private const int MaxEscapeBytes = 4;

    // Takes either one escape, decoded into the buffer (the result is its length), or all up to the next (the result is 0).
    private static int NextPiece(scoped ref ReadOnlySpan<byte> rest, scoped Span<byte> decoded, out ReadOnlySpan<byte> plain)
    {
        int backslash = rest.IndexOf((byte)'\\');
        if (backslash != 0)
        {
            plain = backslash < 0 ? rest : rest[..backslash];
            rest = rest[plain.Length..];
            return 0;
        }

        plain = default;
        byte kind = rest[1];
        if (kind != 'u')
        {
            rest = rest[2..];
            decoded[0] = kind switch
            {
                (byte)'b' => (byte)'\b',
                (byte)'f' => (byte)'\f',
                (byte)'n' => (byte)'\n',
                (byte)'r' => (byte)'\r',
                (byte)'t' => (byte)'\t',
                _ => kind,
            };
            return 1;
        }

        char first = HexUnit(rest[2..]);
        rest = rest[6..];
        if (!char.IsSurrogate(first))
        {
            return new Rune(first).EncodeToUtf8(decoded);
        }

        char second = HexUnit(rest[2..]);
        rest = rest[6..];
        return new Rune(first, second).EncodeToUtf8(decoded);
    }

    private static char HexUnit(ReadOnlySpan<byte> digits)
    {
        bool parsed = Utf8Parser.TryParse(digits[..4], out ushort unit, out _, 'x');
        Debug.Assert(parsed, "the reader lets only complete escapes through");
        return (char)unit;
    }
}
