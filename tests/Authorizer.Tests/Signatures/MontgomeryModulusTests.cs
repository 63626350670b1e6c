using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Authorizer.ManagedRsa;
using Contract;
using CsCheck;
using Xunit;

namespace Authorizer.Tests.Signatures;

/// <summary>Compares modular powers with those of System.Numerics, for numbers with long carries and for random numbers.</summary>
public sealed class MontgomeryModulusTests
{
    private static readonly int Cases = Effort.Cases(200);

    // These exponents cover all branches over the bits of an exponent. Longer exponents only repeat the branches.
    private static readonly uint[] Exponents = [3, 11];

    public static TheoryData<int> Sizes =>
        [2048, 2049, 2050, 2056, 2057, 2079, 2111, 2112, 2113, 2158, 2159, 2160, 3072, 4096, 4097, 8191, 8192];

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Powers_of_boundary_numbers_are_correct(int bits)
    {
        BigInteger top = BigInteger.One << (bits - 1);
        BigInteger all = (BigInteger.One << bits) - 1;
        BigInteger halfOnes = top + (BigInteger.One << (bits / 2)) - 1;
        BigInteger[] moduli =
        [
            top + 1, all, all - 2, top + 3, all - (BigInteger.One << (bits / 2)), halfOnes, top + (BigInteger.One << 27) + 1, top + (BigInteger.One << 27) - 1,
            all - (BigInteger.One << 26), all ^ (((BigInteger.One << 27) - 1) << 27), all ^ (((BigInteger.One << 64) - 1) << (bits - 70)),
        ];
        foreach (BigInteger n in moduli)
        {
            var modulus = new MontgomeryModulus(Bytes(n, bits));
            BigInteger[] values =
                [0, 1, 2, n - 1, n - 2, n >> 1, (n >> 1) + 1, top - 1, (BigInteger.One << 27) - 1, BigInteger.One << 27, top >> 1, n - (BigInteger.One << (bits / 2))];
            foreach (BigInteger value in values)
            {
                foreach (uint exponent in Exponents)
                {
                    AssertRaised(modulus, n, bits, value, exponent);
                }
            }
        }
    }

    // The moduli are one bit shorter than a whole number of blocks. If R were at most four times the modulus, the results of these
    // multiplications would grow beyond the limbs.
    [Theory]
    [InlineData(2159)]
    [InlineData(3023)]
    public void Repeated_multiplications_do_not_overflow_the_limbs(int bits)
    {
        BigInteger n = (BigInteger.One << bits) - 1;
        var modulus = new MontgomeryModulus(Bytes(n, bits));
        for (int i = 0; i < 30; i++)
        {
            AssertRaised(modulus, n, bits, n - (n / 3 >> i), 65_537);
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_number_that_is_at_least_the_modulus_is_refused(int bits)
    {
        BigInteger n = (BigInteger.One << (bits - 1)) + (BigInteger.One << 100) + 1;
        var modulus = new MontgomeryModulus(Bytes(n, bits));
        byte[] result = new byte[(bits + 7) / 8];
        BigInteger largest = (BigInteger.One << (result.Length * 8)) - 1;
        foreach (BigInteger value in new[] { n, n + 1, n + (BigInteger.One << 27), n + (BigInteger.One << 100), largest, (BigInteger.One << bits) - 1 })
        {
            Assert.False(modulus.TryRaise(Bytes(value, bits), 3, result));
        }

        Assert.True(modulus.TryRaise(Bytes(n - 1, bits), 3, result));
    }

    [Fact]
    public void Powers_of_random_numbers_are_correct() =>
        Gen.Select(Gen.Int[2048, 8192], Gen.Byte.Array[1024], Gen.Byte.Array[1024], Gen.UInt, Gen.Int[0, 4]).Sample(
            (bits, noise, moreNoise, exponent, sparse) =>
            {
                // Some numbers have long runs of ones and zeros, which cause longer carries than random bits.
                BigInteger n = Number(noise, bits, sparse) | 1 | (BigInteger.One << (bits - 1));
                BigInteger value = Number(moreNoise, bits, sparse) % n;
                var modulus = new MontgomeryModulus(Bytes(n, bits));
                foreach (uint odd in new[] { Math.Max(exponent | 1, 3), 3u, 65_537u, uint.MaxValue })
                {
                    AssertRaised(modulus, n, bits, value, odd);
                    AssertRaised(modulus, n, bits, n - 1 - value, odd);
                }
            },
            iter: Cases);

    private static BigInteger Number(IEnumerable<byte> noise, int bits, int sparse)
    {
        IEnumerable<byte> bytes = sparse == 0 ? noise : noise.Select((_, at) => noise.ElementAt(at / (8 * sparse)) < 128 ? byte.MinValue : byte.MaxValue);
        return new BigInteger(bytes.ToArray(), isUnsigned: true) & ((BigInteger.One << bits) - 1);
    }

    private static void AssertRaised(MontgomeryModulus modulus, BigInteger n, int bits, BigInteger value, uint exponent)
    {
        byte[] result = new byte[(bits + 7) / 8];
        Assert.True(modulus.TryRaise(Bytes(value, bits), exponent, result));
        Assert.True(
            Bytes(BigInteger.ModPow(value, exponent, n), bits).AsSpan().SequenceEqual(result), $"{value:x} to the power {exponent} modulo {n:x}");
    }

    private static byte[] Bytes(BigInteger number, int bits) => ConstructedSignature.Bytes(number, (bits + 7) / 8);
}
