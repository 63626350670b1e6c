using System;
using System.Globalization;
using System.Linq;
using System.Numerics;
using Contract;
using CsCheck;
using Xunit;

namespace Authorizer.Tests.Signatures;

/// <summary>
/// Compares the managed verifier with .NET's verifier, on random keys, exponents, messages and signatures, and on random changes of them.
/// The environment variable <c>AGREEMENT_CASES</c> sets the number of cases. Each case compares about twenty results.
/// </summary>
public sealed class VerifierAgreementTests
{
    private static readonly long Cases = Environment.GetEnvironmentVariable("AGREEMENT_CASES") is { } cases
        ? long.Parse(cases, CultureInfo.InvariantCulture) : Effort.Cases(800);

    private static readonly Gen<byte[]> Message = Gen.Byte.Array[0, 200];

    // Most moduli are near the usual length of 2,048 bits. Some are longer, and some have the maximum length.
    private static readonly Gen<int> ModulusBits = Gen.Frequency(
        (40, Gen.Int[2048, 2200]),
        (2, Gen.Int[2048, 4200]),
        (2, OneOf(2048, 3072, 4096)),
        (1, OneOf(8191, 8192)));

    private static readonly Gen<uint> AnyExponent = Gen.Frequency(
        (2, Gen.UInt.Select(e => Math.Max(e | 1, 3))),
        (1, OneOf<uint>(3, 5, 17, 257, 65_537, 0x80000001, 0xFFFFFFFF)));

    // The encoded message is correct, is changed in one byte, or has one of the known wrong contents.
    private static readonly Gen<(int Kind, int At, byte Change)> Encoding = Gen.Select(Gen.Int[0, 3], Gen.Int[0, 2000], Gen.Byte[1, 255]);

    [Fact]
    public void Both_verifiers_agree_on_constructed_signatures() =>
        Gen.Select(ModulusBits, Gen.Int[1, (ConstructedSignature.MaxExponent - 1) / 2], Message, Gen.Byte.Array[1200], Encoding, Changes).Sample(
            (bits, halfExponent, message, choice, encoding, changes) =>
            {
                int length = (bits + 7) / 8;
                byte[] encoded = ConstructedSignature.Encode(message, length);
                if (encoding.Kind == 0)
                {
                    encoded[2 + (encoding.At % (length - 2))] ^= encoding.Change;
                }
                else if (encoding.Kind == 1)
                {
                    byte[][] contents = PaddingForgeryTests.WrongContents(message);
                    encoded = ConstructedSignature.EncodeContent(contents[encoding.At % contents.Length], length);
                }

                int exponent = (halfExponent * 2) + 1;
                (byte[] modulus, byte[] signature) = ConstructedSignature.For(encoded, bits, exponent, new BigInteger(choice));
                using var both = new BothVerifiers(modulus, (uint)exponent);
                Assert.True(both.AreUsable);
                Assert.Equal(encoding.Kind > 1, both.Verify(message, signature));
                CompareChanged(both, modulus, message, signature, changes);

                // The same signature with other keys.
                using var otherExponent = new BothVerifiers(modulus, changes.Exponent);
                _ = otherExponent.Verify(message, signature);
                modulus[changes.At % modulus.Length] ^= changes.Change;
                using var otherModulus = new BothVerifiers(modulus, (uint)exponent);
                _ = otherModulus.Verify(message, signature);
            },
            iter: Cases);

    [Theory]
    [InlineData(2048)]
    [InlineData(2056)]
    [InlineData(3072)]
    [InlineData(4096)]
    public void Both_verifiers_agree_on_signatures_of_a_real_key(int bits)
    {
        var key = new SigningKey("key", bits);
        byte[] modulus = System.Buffers.Text.Base64Url.DecodeFromChars(key.Jwk()["n"]!.GetValue<string>());
        using var both = new BothVerifiers(modulus, 65_537);
        object signing = new();
        Gen.Select(Message, Changes).Sample(
            (message, changes) =>
            {
                // Neither the keys nor the test's own objects are thread-safe.
                lock (signing)
                {
                    byte[] signature = key.Sign(message);
                    Assert.True(both.Verify(message, signature));
                    CompareChanged(both, modulus, message, signature, changes);
                }
            },
            iter: Cases / 10);
    }

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static Gen<Changed> Changes { get; } = Gen.Select(Gen.Byte.Array[1100], Gen.Int[0, 2000], Gen.Byte[1, 255], AnyExponent)
        .Select((noise, at, change, exponent) => new Changed(noise, at, change, exponent));

    private static void CompareChanged(BothVerifiers both, byte[] modulus, byte[] message, byte[] signature, Changed changes)
    {
        int length = signature.Length;
        var n = new BigInteger(modulus, isUnsigned: true, isBigEndian: true);
        var s = new BigInteger(signature, isUnsigned: true, isBigEndian: true);
        BigInteger[] numbers = [0, 1, 2, n - 1, n - 2, n - s, n >> 1, n, n + 1, n + s, s ^ (BigInteger.One << (changes.At % (length * 8))), new BigInteger(changes.Noise, isUnsigned: true) % n];
        foreach (BigInteger number in numbers.Where(number => number.GetByteCount(isUnsigned: true) <= length))
        {
            Assert.Equal(number == s, both.Verify(message, ConstructedSignature.Bytes(number, length)));
        }

        byte[] changed = [.. signature];
        changed[changes.At % length] ^= changes.Change;
        Assert.False(both.Verify(message, changed));
        Assert.False(both.Verify(message, changes.Noise.AsSpan(0, length)));
        Assert.False(both.Verify(message, new byte[length]));
        Assert.False(both.Verify(message, Enumerable.Repeat(byte.MaxValue, length).ToArray()));
        Assert.False(both.Verify([.. message, 0], signature));
        Assert.False(both.Verify(message, [0, .. signature]));
        Assert.False(both.Verify(message, signature.AsSpan(0, length - 1)));
        Assert.False(both.Verify(message, signature.AsSpan(1)));
        Assert.False(both.Verify(message, []));
    }

    private sealed record Changed(byte[] Noise, int At, byte Change, uint Exponent);
}
