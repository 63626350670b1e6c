using System;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using ArmSha256 = System.Runtime.Intrinsics.Arm.Sha256;

namespace Authorizer.ManagedRsa;

/// <summary>
/// SHA-256 (FIPS 180-4). On arm64 it uses the processor's SHA instructions. .NET 10 has no intrinsics for the SHA instructions of x64.
/// </summary>
internal static class ManagedSha256
{
    /// <summary>The length of a hash, in bytes.</summary>
    public const int HashBytes = 32;

    private const int BlockBytes = 64;
    private const int LengthBytes = 8;
    private const int StateWords = 8;
    private const int BlockWords = 16;
    private const int Rounds = 64;

    // The initial hash value of FIPS 180-4, section 5.3.3.
    private static readonly uint[] InitialState =
    [
        0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
    ];

    // The constants of FIPS 180-4, section 4.2.2.
    private static readonly uint[] RoundConstants =
    [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    ];

    /// <summary>Computes a hash.</summary>
    /// <param name="hash">Receives 32 bytes.</param>
    public static void Hash(ReadOnlySpan<byte> data, Span<byte> hash)
    {
        Span<uint> state = stackalloc uint[StateWords];
        InitialState.CopyTo(state);
        int whole = data.Length - (data.Length % BlockBytes);
        Compress(state, data[..whole]);

        // Padding fills one or two blocks with a 1 bit, zeros, and the length in bits (FIPS 180-4, section 5.1.1).
        Span<byte> end = stackalloc byte[2 * BlockBytes];
        end.Clear();
        ReadOnlySpan<byte> rest = data[whole..];
        rest.CopyTo(end);
        end[rest.Length] = 0x80;
        end = end[..(rest.Length + 1 + LengthBytes <= BlockBytes ? BlockBytes : 2 * BlockBytes)];
        BinaryPrimitives.WriteUInt64BigEndian(end[^LengthBytes..], (ulong)data.Length * 8);
        Compress(state, end);

        for (int i = 0; i < StateWords; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(hash[(i * sizeof(uint))..], state[i]);
        }
    }

    // Processes each block as in FIPS 180-4, section 6.2.2.
    private static void Compress(Span<uint> state, ReadOnlySpan<byte> blocks)
    {
        for (; !blocks.IsEmpty; blocks = blocks[BlockBytes..])
        {
            if (ArmSha256.IsSupported)
            {
                CompressArm(state, blocks);
            }
            else
            {
                CompressPortable(state, blocks);
            }
        }
    }

    private static void CompressPortable(Span<uint> state, ReadOnlySpan<byte> block)
    {
        Span<uint> w = stackalloc uint[Rounds];
        for (int t = 0; t < BlockWords; t++)
        {
            w[t] = BinaryPrimitives.ReadUInt32BigEndian(block[(t * sizeof(uint))..]);
        }

        for (int t = BlockWords; t < Rounds; t++)
        {
            uint s0 = BitOperations.RotateRight(w[t - 15], 7) ^ BitOperations.RotateRight(w[t - 15], 18) ^ (w[t - 15] >> 3);
            uint s1 = BitOperations.RotateRight(w[t - 2], 17) ^ BitOperations.RotateRight(w[t - 2], 19) ^ (w[t - 2] >> 10);
            w[t] = w[t - 16] + s0 + w[t - 7] + s1;
        }

        uint a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
        ReadOnlySpan<uint> k = RoundConstants;
        for (int t = 0; t < Rounds; t += StateWords)
        {
            // Each round rotates the roles of the eight words by one. After eight rounds, each word has its original role again.
            Round(a, b, c, ref d, e, f, g, ref h, k[t] + w[t]);
            Round(h, a, b, ref c, d, e, f, ref g, k[t + 1] + w[t + 1]);
            Round(g, h, a, ref b, c, d, e, ref f, k[t + 2] + w[t + 2]);
            Round(f, g, h, ref a, b, c, d, ref e, k[t + 3] + w[t + 3]);
            Round(e, f, g, ref h, a, b, c, ref d, k[t + 4] + w[t + 4]);
            Round(d, e, f, ref g, h, a, b, ref c, k[t + 5] + w[t + 5]);
            Round(c, d, e, ref f, g, h, a, ref b, k[t + 6] + w[t + 6]);
            Round(b, c, d, ref e, f, g, h, ref a, k[t + 7] + w[t + 7]);
        }

        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
        state[4] += e;
        state[5] += f;
        state[6] += g;
        state[7] += h;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(uint a, uint b, uint c, ref uint d, uint e, uint f, uint g, ref uint h, uint word)
    {
        uint choice = ((f ^ g) & e) ^ g;
        uint majority = (a & b) | (c & (a | b));
        uint sum0 = BitOperations.RotateRight(a, 2) ^ BitOperations.RotateRight(a, 13) ^ BitOperations.RotateRight(a, 22);
        uint sum1 = BitOperations.RotateRight(e, 6) ^ BitOperations.RotateRight(e, 11) ^ BitOperations.RotateRight(e, 25);
        h += sum1 + choice + word;
        d += h;
        h += sum0 + majority;
    }

    private static void CompressArm(Span<uint> state, ReadOnlySpan<byte> block)
    {
        Vector128<uint> abcd = Vector128.Create<uint>(state[..4]);
        Vector128<uint> efgh = Vector128.Create<uint>(state[4..]);
        Vector128<uint> startAbcd = abcd;
        Vector128<uint> startEfgh = efgh;
        Vector128<uint> w0 = Words(block, 0);
        Vector128<uint> w1 = Words(block, 1);
        Vector128<uint> w2 = Words(block, 2);
        Vector128<uint> w3 = Words(block, 3);
        for (int t = 0; t < Rounds; t += 4)
        {
            // Computes four rounds, and the four message words that are needed 16 rounds later.
            Vector128<uint> words = w0 + Vector128.Create<uint>(RoundConstants.AsSpan(t, 4));
            Vector128<uint> next = ArmSha256.ScheduleUpdate1(ArmSha256.ScheduleUpdate0(w0, w1), w2, w3);
            (w0, w1, w2, w3) = (w1, w2, w3, next);
            Vector128<uint> before = abcd;
            abcd = ArmSha256.HashUpdate1(abcd, efgh, words);
            efgh = ArmSha256.HashUpdate2(efgh, before, words);
        }

        (abcd + startAbcd).CopyTo(state);
        (efgh + startEfgh).CopyTo(state[4..]);
    }

    // Reads four big-endian words of a block.
    private static Vector128<uint> Words(ReadOnlySpan<byte> block, int index)
    {
        ReadOnlySpan<uint> words = MemoryMarshal.Cast<byte, uint>(block.Slice(index * 16, 16));
        return Vector128.Create(
            BinaryPrimitives.ReverseEndianness(words[0]),
            BinaryPrimitives.ReverseEndianness(words[1]),
            BinaryPrimitives.ReverseEndianness(words[2]),
            BinaryPrimitives.ReverseEndianness(words[3]));
    }
}
