using System;
using System.Buffers.Text;
using System.Diagnostics;
using System.Text;

namespace Authorizer.Json;

/// <summary>A string in a JSON text, in place: the bytes between the quotes. A <see cref="JsonReader"/> has already checked them.</summary>
/// <param name="escaped">Whether the bytes contain a backslash.</param>
internal readonly ref struct JsonText(ReadOnlySpan<byte> raw, bool escaped)
{
    /// <summary>The bytes between the quotes, including escapes.</summary>
    public ReadOnlySpan<byte> Raw { get; } = raw;

    /// <summary>Whether <see cref="Raw"/> contains escapes.</summary>
    public bool Escaped { get; } = escaped;

    public bool IsEmpty => Raw.IsEmpty;

    /// <summary>Whether the unescaped string equals a UTF-8 text byte for byte.</summary>
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

    /// <summary>Writes the unescaped string, and returns its length in bytes.</summary>
    /// <param name="target">At least as long as <see cref="Raw"/>.</param>
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

    // The longest UTF-8 sequence for one escape, or for a surrogate pair of two escapes.
    private const int MaxEscapeBytes = 4;

    // If the rest begins with an escape, decodes it and returns the number of decoded bytes. Otherwise takes the text before the next
    // escape and returns 0.
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
        Debug.Assert(parsed, "the reader accepts only complete escapes");
        return (char)unit;
    }
}
