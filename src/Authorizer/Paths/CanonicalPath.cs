using System;
using System.Buffers;
using System.Text.Unicode;

namespace Authorizer.Paths;

/// <summary>
/// A path in its only accepted form. A path is refused if two programs could read it differently, for example because of an empty or dot
/// segment, an encoded slash, or a policy wildcard. It is not normalized, because the backend might normalize it differently.
/// </summary>
internal readonly ref struct CanonicalPath
{
    // '*' and '?' are wildcards in a policy's resource. Some servers read a backslash as a slash. Tomcat, Jetty and Spring truncate a
    // segment at ';' and therefore read "/..;/" as "/../" (compare Spring's StrictHttpFirewall). DEL is a control character.
    private static readonly SearchValues<byte> Forbidden = SearchValues.Create(
    [
        0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x0E, 0x0F, 0x10, 0x11, 0x12, 0x13, 0x14,
        0x15, 0x16, 0x17, 0x18, 0x19, 0x1A, 0x1B, 0x1C, 0x1D, 0x1E, 0x1F, 0x7F, (byte)'*', (byte)'?', (byte)'\\', (byte)';',
    ]);

    private CanonicalPath(ReadOnlySpan<byte> text) => Text = text;

    /// <summary>The decoded path. Empty only in the default value.</summary>
    public ReadOnlySpan<byte> Text { get; }

    /// <summary>Reads a path. False if it is not canonical.</summary>
    /// <param name="path">The path as received, with its leading slash.</param>
    /// <param name="buffer">Receives the decoded path. It must be at least as long as <paramref name="path"/>.</param>
    public static bool TryRead(ReadOnlySpan<byte> path, Span<byte> buffer, out CanonicalPath canonical)
    {
        bool read = TryDecode(path, buffer, out int length);
        canonical = read ? new CanonicalPath(buffer[..length]) : default;
        return read;
    }

    /// <summary>Checks a path, and decodes its percent-escapes once (RFC 3986, section 2.1). False if it is not canonical.</summary>
    /// <param name="path">The path as received, with its leading slash.</param>
    /// <param name="decoded">Receives the decoded path. It must be at least as long as <paramref name="path"/>.</param>
    public static bool TryDecode(ReadOnlySpan<byte> path, Span<byte> decoded, out int length)
    {
        length = 0;
        if (path.IsEmpty || path[0] != '/' || path.ContainsAny(Forbidden))
        {
            return false;
        }

        for (int i = 0; i < path.Length; i++)
        {
            byte b = path[i];
            if (b == '%')
            {
                if (i + 2 >= path.Length || !TryDecodeEscape(path[i + 1], path[i + 2], out b))
                {
                    return false;
                }

                i += 2;
            }

            decoded[length++] = b;
        }

        ReadOnlySpan<byte> whole = decoded[..length];
        return HasPlainSegments(whole[1..]) && Utf8.IsValid(whole) && !HasC1Control(whole);
    }

    /// <summary>Whether a canonical path can contain this segment. If not, a rule with this segment could never match.</summary>
    /// <param name="segment">One decoded segment.</param>
    public static bool CanBeSegment(ReadOnlySpan<byte> segment) =>
        !segment.IsEmpty && !IsDots(segment) && !segment.ContainsAny(Forbidden) && !segment.ContainsAny((byte)'/', (byte)'%')
        && !HasC1Control(segment);

    /// <summary>Whether canonical paths exclude an ASCII character, both plain and escaped.</summary>
    public static bool IsForbidden(byte character) => Forbidden.Contains(character);

    // If a character has a meaning in paths, its escape would give the path a second spelling. Such escapes are refused.
    private static bool TryDecodeEscape(byte high, byte low, out byte value)
    {
        int h = HexDigit(high);
        int l = HexDigit(low);
        value = (byte)((h << 4) | l);
        return h >= 0 && l >= 0 && value is not ((byte)'/' or (byte)'\\' or (byte)'.' or (byte)'%') && !Forbidden.Contains(value);
    }

    private static int HexDigit(byte digit) => digit switch
    {
        >= (byte)'0' and <= (byte)'9' => digit - '0',
        >= (byte)'A' and <= (byte)'F' => digit - 'A' + 10,
        >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10,
        _ => -1,
    };

    private static bool HasPlainSegments(ReadOnlySpan<byte> afterFirstSlash)
    {
        if (afterFirstSlash.IsEmpty)
        {
            return true;
        }

        foreach (Range range in afterFirstSlash.Split((byte)'/'))
        {
            ReadOnlySpan<byte> segment = afterFirstSlash[range];
            if (segment.IsEmpty || IsDots(segment))
            {
                return false;
            }
        }

        return true;
    }

    // U+0080 to U+009F are the control characters beyond ASCII. In UTF-8 they have two bytes, and the first byte is C2.
    private static bool HasC1Control(ReadOnlySpan<byte> utf8)
    {
        for (int at; (at = utf8.IndexOf((byte)0xC2)) >= 0 && at + 1 < utf8.Length; utf8 = utf8[(at + 1)..])
        {
            if (utf8[at + 1] is >= 0x80 and <= 0x9F)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsDots(ReadOnlySpan<byte> segment) => segment.SequenceEqual("."u8) || segment.SequenceEqual(".."u8);
}
