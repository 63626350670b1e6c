using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Text;

namespace Contract;

/// <summary>
/// Computes different member names of 16 characters that have the same CRC-32C, as an attacker can. The hash is linear. Therefore two names
/// collide if they differ by a pattern whose hash is zero. Gaussian elimination finds such patterns.
/// </summary>
public static class CollidingNames
{
    private const int Bytes = 16;

    // The lower four bits of each character vary, so the characters are @ to O.
    private const int BitsPerByte = 4;

    public static IReadOnlyList<string> Make(int count)
    {
        uint zero = Hash(new byte[Bytes]);
        var rows = new List<(uint Hash, ulong Pattern)>();
        var kernel = new List<ulong>();
        for (int bit = 0; bit < Bytes * BitsPerByte; bit++)
        {
            (uint hash, ulong pattern) = (Hash(Expand(1UL << bit)) ^ zero, 1UL << bit);
            foreach ((uint rowHash, ulong rowPattern) in rows)
            {
                if ((hash ^ rowHash) < hash)
                {
                    (hash, pattern) = (hash ^ rowHash, pattern ^ rowPattern);
                }
            }

            if (hash == 0)
            {
                kernel.Add(pattern);
            }
            else
            {
                rows.Add((hash, pattern));
            }
        }

        return
        [
            .. Enumerable.Range(0, count).Select(number =>
            {
                ulong pattern = kernel.Where((_, bit) => (number >> bit & 1) != 0).Aggregate(0UL, (sum, next) => sum ^ next);
                return Encoding.ASCII.GetString(Array.ConvertAll(Expand(pattern), low => (byte)('@' | low)));
            }),
        ];
    }

    private static byte[] Expand(ulong pattern)
    {
        byte[] expanded = new byte[Bytes];
        for (int i = 0; i < Bytes; i++)
        {
            expanded[i] = (byte)(pattern >> (BitsPerByte * i) & 0xF);
        }

        return expanded;
    }

    private static uint Hash(ReadOnlySpan<byte> name) =>
        BitOperations.Crc32C(BitOperations.Crc32C(Bytes, BitConverter.ToUInt64(name)), BitConverter.ToUInt64(name[8..]));
}
