using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Numerics;
using Authorizer.Callers;

namespace DevTool.Comparing;

/// <summary>
/// Determines which blocks of addresses can contain the same address. Two blocks are either disjoint, or one block contains the other.
/// </summary>
internal static class AddressBlocks
{
    private static readonly IpBlock[] Everything = [IpBlock.TryParse("0.0.0.0/0", out _)!, IpBlock.TryParse("::/0", out _)!];

    // Blocks that are reserved for documentation, so no real network has these addresses (RFC 5737, RFC 3849).
    private static readonly UInt128[] Documentation = [Address("192.0.2.1"), Address("2001:db8::1")];

    /// <summary>Writes a block in canonical form, so that equal blocks have equal texts.</summary>
    public static string Text(IpBlock block)
    {
        int bits = block.IsV4 ? block.PrefixBits - 96 : block.PrefixBits;
        return string.Create(CultureInfo.InvariantCulture, $"{Text(block.Network)}/{bits}");
    }

    /// <summary>Returns the formula that holds for each combination of blocks that can contain one address.</summary>
    /// <param name="facts">The facts that the comparison uses.</param>
    public static int Constraint(Bdd bdd, IEnumerable<Fact> facts)
    {
        IpBlock[] blocks = [.. facts.Where(fact => fact.Kind == FactKind.SourceIp).Select(Block)];
        int Holds(IpBlock block) => bdd.Of(Fact.SourceIp(block));
        var parts = new List<int>();
        foreach (IpBlock block in blocks)
        {
            parts.AddRange(blocks.Where(other => other != block).Select(other =>
                IsIn(block, other) ? bdd.Implies(Holds(block), Holds(other))
                : IsIn(other, block) ? Bdd.True
                : bdd.Not(bdd.And(Holds(block), Holds(other)))));
            if (IsFull(block, blocks))
            {
                parts.Add(bdd.Implies(Holds(block), bdd.Any([.. Parts(block, blocks).Select(Holds)])));
            }
        }

        // Every request has a source address.
        if (blocks.Length > 0 && Everything.All(all => blocks.Contains(all) || IsFull(all, blocks)))
        {
            parts.Add(bdd.Any([.. blocks.Select(Holds)]));
        }

        return bdd.All(parts);
    }

    /// <summary>Returns an address that is inside some blocks and outside other blocks.</summary>
    /// <param name="inside">The blocks that contain the address.</param>
    /// <param name="outside">The blocks that do not contain the address.</param>
    public static string Example(IEnumerable<Fact> inside, IEnumerable<Fact> outside)
    {
        IpBlock[] holding = [.. inside.Select(Block)];
        IpBlock[] failing = [.. outside.Select(Block)];
        IEnumerable<IpBlock> ranges = holding.Length > 0 ? [holding.MaxBy(block => block.PrefixBits)!] : Everything;
        IEnumerable<UInt128> candidates = Documentation.Concat(ranges.SelectMany(range =>
            failing.SelectMany(block => new[] { block.Network - 1, Last(block) + 1 }).Append(range.Network + 1).Append(range.Network)));
        return Text(candidates.First(address => holding.All(block => block.Contains(address)) && !failing.Any(block => block.Contains(address))));
    }

    private static IpBlock Block(Fact fact) => IpBlock.TryParse(fact.Value, out _)!;

    private static UInt128 Address(string text) => IpAddress.TryParse(System.Text.Encoding.UTF8.GetBytes(text), out UInt128 address) ? address : default;

    /// <summary>Writes an address in canonical form (RFC 5952).</summary>
    public static string Text(UInt128 address)
    {
        byte[] bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, address);
        var ip = new IPAddress(bytes);
        return (ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip).ToString();
    }

    private static UInt128 Last(IpBlock block) => block.Network | ~block.Mask;

    private static bool IsIn(IpBlock block, IpBlock other) =>
        block.PrefixBits >= other.PrefixBits && block.IsV4 == other.IsV4 && (block.Network & other.Mask) == other.Network;

    // Finds the largest blocks within a block.
    private static IEnumerable<IpBlock> Parts(IpBlock block, IpBlock[] blocks)
    {
        IpBlock[] within = [.. blocks.Where(other => other != block && IsIn(other, block))];
        return within.Where(one => !within.Any(other => other != one && IsIn(one, other)));
    }

    // Whether the parts of a block contain all addresses of the block. An IPv6 block does not contain IPv4 addresses.
    private static bool IsFull(IpBlock block, IpBlock[] blocks)
    {
        static BigInteger Size(IpBlock one) => BigInteger.One << (128 - one.PrefixBits);
        BigInteger mapped = !block.IsV4 && (IpAddress.Mapped & block.Mask) == block.Network ? BigInteger.One << 32 : BigInteger.Zero;
        var parts = Parts(block, blocks).ToList();
        BigInteger counted = parts.Any(part => !part.IsV4 && (IpAddress.Mapped & part.Mask) == part.Network) ? BigInteger.Zero : mapped;
        return parts.Aggregate(counted, (sum, part) => sum + Size(part)) == Size(block);
    }
}
