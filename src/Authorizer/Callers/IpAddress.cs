using System;
using System.Buffers.Text;

namespace Authorizer.Callers;

/// <summary>
/// Reads IP addresses strictly. An IPv4 address has four decimal numbers without leading zeros. An IPv6 address has the form of RFC 4291,
/// section 2.2, without zone, port or brackets. IPv4 addresses are stored as IPv4-mapped IPv6 addresses (RFC 4291, section 2.5.5.2), so
/// <c>::ffff:192.0.2.1</c> and <c>192.0.2.1</c> are equal.
/// </summary>
internal static class IpAddress
{
    private const int Groups = 8;
    private const int GroupBits = 16;

    /// <summary>The first IPv4-mapped address, <c>::ffff:0:0</c>. All IPv4-mapped addresses are a /96 block.</summary>
    public static UInt128 Mapped { get; } = (UInt128)0xFFFF << 32;

    public static bool IsV4(UInt128 address) => address >> 32 == Mapped >> 32;

    public static bool TryParse(ReadOnlySpan<byte> text, out UInt128 address)
    {
        if (!text.Contains((byte)':'))
        {
            bool isV4 = TryParseV4(text, out uint v4);
            address = Mapped | v4;
            return isV4;
        }

        int gap = text.IndexOf("::"u8);
        if (gap < 0)
        {
            return TryParseGroups(text, out address, out int all) && all == Groups;
        }

        address = 0;
        if (!TryParseGroups(text[..gap], out UInt128 high, out int before)
            || text[..gap].Contains((byte)'.')
            || !TryParseGroups(text[(gap + 2)..], out UInt128 low, out int after)
            || before + after >= Groups)
        {
            return false;
        }

        address = (before == 0 ? 0 : high << (GroupBits * (Groups - before))) | low;
        return true;
    }

    private static bool TryParseGroups(ReadOnlySpan<byte> text, out UInt128 value, out int count)
    {
        value = 0;
        count = 0;
        while (!text.IsEmpty)
        {
            int end = text.IndexOf((byte)':');
            ReadOnlySpan<byte> group = end < 0 ? text : text[..end];
            if (end < 0 && TryParseV4(group, out uint v4))
            {
                value = (value << 32) | v4;
                count += 2;
            }
            else if (group.Length is >= 1 and <= 4 && Utf8Parser.TryParse(group, out ushort number, out int used, 'x') && used == group.Length)
            {
                value = (value << GroupBits) | number;
                count++;
            }
            else
            {
                return false;
            }

            // If the text ends with a colon, the last group is missing.
            if (count > Groups || end == text.Length - 1)
            {
                return false;
            }

            text = end < 0 ? default : text[(end + 1)..];
        }

        return true;
    }

    private static bool TryParseV4(ReadOnlySpan<byte> text, out uint address)
    {
        address = 0;
        int count = 0;
        foreach (Range range in text.Split((byte)'.'))
        {
            ReadOnlySpan<byte> part = text[range];
            bool isNumber = part.Length is >= 1 and <= 3
                && !part.ContainsAnyExceptInRange((byte)'0', (byte)'9')
                && (part[0] != '0' || part.Length == 1);
            if (!isNumber || ++count > 4 || !Utf8Parser.TryParse(part, out byte number, out _))
            {
                return false;
            }

            address = (address << 8) | number;
        }

        return count == 4;
    }
}
