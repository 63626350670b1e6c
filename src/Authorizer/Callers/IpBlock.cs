using System;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Authorizer.Callers;

/// <summary>
/// A CIDR block (RFC 4632, section 3.1; RFC 4291, section 2.3). An IPv6 block never contains an IPv4 address, whatever its size.
/// </summary>
/// <param name="Text">The block in the spelling of the permissions file.</param>
/// <param name="Network">The first address of the block.</param>
/// <param name="PrefixBits">The prefix length, from 0 to 128. For an IPv4 block, this is the prefix length in the text plus 96.</param>
internal sealed record IpBlock(string Text, UInt128 Network, int PrefixBits)
{
    private const int V4PrefixBits = 96;

    public bool IsV4 => PrefixBits >= V4PrefixBits && IpAddress.IsV4(Network);

    public UInt128 Mask => PrefixBits == 0 ? 0 : UInt128.MaxValue << (128 - PrefixBits);

    /// <summary>Reads a block, such as <c>192.0.2.0/24</c>.</summary>
    /// <param name="problem">The problem as the rest of a sentence about the text. <see langword="null"/> if the text is a block.</param>
    public static IpBlock? TryParse(string text, out string? problem)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        int slash = Array.IndexOf(utf8, (byte)'/');
        ReadOnlySpan<byte> address = slash < 0 ? utf8 : utf8.AsSpan(0, slash);
        if (!IpAddress.TryParse(address, out UInt128 network))
        {
            problem = "is not a CIDR block; write for example 192.0.2.0/24 or 2001:db8::/32";
            return null;
        }

        int most = address.Contains((byte)':') ? 128 : 32;
        ReadOnlySpan<byte> prefix = slash < 0 ? default : utf8.AsSpan(slash + 1);
        if (slash < 0)
        {
            problem = $"has no prefix length; write {text}/{(most == 128 ? "128" : "32")} for this address alone";
            return null;
        }

        bool isLength = prefix.Length is >= 1 and <= 3 && !prefix.ContainsAnyExceptInRange((byte)'0', (byte)'9') && (prefix[0] != '0' || prefix.Length == 1);
        if (!isLength || !Utf8Parser.TryParse(prefix, out int bits, out _) || bits > most)
        {
            problem = $"has an invalid prefix length; write a number from 0 to {(most == 128 ? "128" : "32")}";
            return null;
        }

        var block = new IpBlock(text, network, bits + 128 - most);
        problem = (network & ~block.Mask) == 0
            ? null
            : $"has host bits set; write {FirstAddress(network & block.Mask, isV4: most == 32)}/{Encoding.UTF8.GetString(prefix)}";
        return problem is null ? block : null;
    }

    public bool Contains(UInt128 address) => ((address ^ Network) & Mask) == 0 && IpAddress.IsV4(address) == IsV4;

    // Writes "::" in place of the zero groups at the end of an IPv6 address. Used only for messages of a failed start.
    private static string FirstAddress(UInt128 network, bool isV4)
    {
        if (isV4)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{(byte)(network >> 24)}.{(byte)(network >> 16)}.{(byte)(network >> 8)}.{(byte)network}");
        }

        string groups = string.Empty;
        int count = 0;
        for (; network != 0; network <<= 16)
        {
            groups += string.Create(CultureInfo.InvariantCulture, $"{(count == 0 ? string.Empty : ":")}{(ushort)(network >> 112):x}");
            count++;
        }

        return count == 8 ? groups : groups + "::";
    }
}
