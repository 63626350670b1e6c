using System;
using System.Linq;
using System.Numerics;
using System.Security.Cryptography;
using Contract;
using Xunit;

namespace Authorizer.Tests.Signatures;

/// <summary>
/// Encoded messages that lenient verifiers have accepted: D. Bleichenbacher's forgery of 2006 and its variants. For each encoded message,
/// both verifiers check a signature that decrypts to this message.
/// </summary>
public sealed class PaddingForgeryTests
{
    private const int Bits = 2048;
    private const int Length = Bits / 8;
    private static readonly byte[] Message = "header.payload"u8.ToArray();
    private static readonly byte[] DigestInfo = Convert.FromHexString("3031300d060960864801650304020105000420");
    private static readonly byte[] Right = [.. DigestInfo, .. SHA256.HashData(Message)];

    /// <summary>Wrong contents that follow the padding in place of the DigestInfo of SHA-256.</summary>
    public static byte[][] WrongContents(ReadOnlySpan<byte> message)
    {
        byte[] hash = SHA256.HashData(message);
        return
        [
            // The NULL that RFC 8017 requires is missing (appendix A.2.4, note).
            [.. Hex("302f300b0609608648016503040201"), 0x04, 0x20, .. hash],

            // The lengths are in the long or indefinite form of BER.
            [.. Hex("308131300d060960864801650304020105000420"), .. hash],
            [.. Hex("30820031300d060960864801650304020105000420"), .. hash],
            [.. Hex("303230810d060960864801650304020105000420"), .. hash],
            [.. Hex("3032300d06096086480165030402010500048120"), .. hash],
            [.. Hex("3080300d060960864801650304020105000420"), .. hash, 0, 0],

            // There are other bytes in place of NULL or after NULL.
            [.. Hex("3031300d060960864801650304020104000420"), .. hash],
            [.. Hex("3032300e06096086480165030402010500000420"), .. hash],
            [.. Hex("3033300f060960864801650304020105000500"), 0x04, 0x20, .. hash],

            // The object identifier is that of another hash: SHA-1, SHA-384, SHA-512, SHA-224, SHA-512/256 or MD5.
            [.. Hex("302d300906052b0e03021a05000420"), .. hash],
            [.. Hex("3031300d060960864801650304020205000420"), .. hash],
            [.. Hex("3031300d060960864801650304020305000420"), .. hash],
            [.. Hex("3031300d060960864801650304020405000420"), .. hash],
            [.. Hex("3031300d060960864801650304020605000420"), .. hash],
            [.. Hex("3030300c06082a864886f70d020505000420"), .. hash],
            [.. Hex("3041300d060960864801650304020205000430"), .. SHA384.HashData(message)],
            [.. Hex("3051300d060960864801650304020305000440"), .. SHA512.HashData(message)],
            [.. Hex("3021300906052b0e03021a05000414"), .. SHA1Hash(message)],

            // The content is the hash alone, a shortened hash, a hash with bytes before or after it, or empty.
            hash,
            [.. Hex("0420"), .. hash],
            [.. Hex("3030300d06096086480165030402010500041f"), .. hash[..31]],
            [.. DigestInfo, .. hash[..31]],
            [.. DigestInfo, .. hash, 0],
            [.. DigestInfo, .. hash, .. new byte[64]],
            [.. Hex("3033300d060960864801650304020105000420"), .. hash, 5, 0],
            [0, .. DigestInfo, .. hash],
            [0xFF, 0, .. DigestInfo, .. hash],
            [],
            [.. DigestInfo, .. new byte[32]],
        ];
    }

    public static TheoryData<string> WrongMessages =>
    [
        .. WrongContents(Message).Select(content => Convert.ToHexString(ConstructedSignature.EncodeContent(content, Length))),
        .. WrongPaddings().Select(Convert.ToHexString),
    ];

    [Fact]
    public void The_correct_encoded_message_is_accepted() => Assert.True(Accepts(ConstructedSignature.Encode(Message, Length), Bits, 3));

    [Theory]
    [MemberData(nameof(WrongMessages))]
    public void A_wrong_encoded_message_is_refused(string encoded)
    {
        byte[] message = Convert.FromHexString(encoded);
        Assert.Equal(Length, message.Length);

        Assert.False(Accepts(message, Bits, 3));
        Assert.False(Accepts(message, Bits, 5));
        Assert.False(Accepts(message, Bits, 17));
    }

    [Fact]
    public void A_wrong_byte_at_any_position_is_refused()
    {
        for (int at = 2; at < Length; at++)
        {
            byte[] encoded = ConstructedSignature.Encode(Message, Length);
            encoded[at] ^= 0x40;
            Assert.False(Accepts(encoded, Bits, 3), $"byte {at}");
        }
    }

    // The original attack, without a constructed key. If a verifier ignores bytes after the hash, a cube root is a valid signature for every
    // key with exponent 3.
    [Theory]
    [InlineData(2048)]
    [InlineData(3072)]
    [InlineData(4096)]
    public void A_cube_root_is_refused_as_a_signature_for_keys_of_exponent_3(int bits)
    {
        byte[] modulus = RandomNumberGenerator.GetBytes(bits / 8);
        modulus[0] |= 0x80;
        modulus[^1] |= 1;
        using var both = new BothVerifiers(modulus, 3);
        byte[] start = [0, 1, .. Enumerable.Repeat<byte>(0xFF, 8), 0, .. Right];
        byte[] encoded = [.. start, .. Enumerable.Repeat<byte>(0xFF, (bits / 8) - start.Length)];

        BigInteger root = ConstructedSignature.Root(new BigInteger(encoded, isUnsigned: true, isBigEndian: true), 3);
        byte[] cube = ConstructedSignature.Bytes(BigInteger.Pow(root, 3), bits / 8);

        Assert.Equal(start, cube[..start.Length]);
        Assert.False(both.Verify(Message, ConstructedSignature.Bytes(root, bits / 8)));
    }

    private static byte[][] WrongPaddings()
    {
        byte[] right = ConstructedSignature.Encode(Message, Length);
        return
        [
            // Block types 0 and 2, a padding byte other than FF, no separator, two separators, short padding, and no padding.
            [0, 0, .. right[2..]],
            [0, 2, .. right[2..]],
            [0, 1, 0xFE, .. right[3..]],
            [0, 1, .. right[2..^(Right.Length + 1)], 0xFF, .. Right],
            [0, 1, .. right[2..^(Right.Length + 2)], 0, 0, .. Right],
            [0, 1, 0, .. Right, .. new byte[Length - 3 - Right.Length]],
            [0, 1, 0xFF, 0, .. Right, .. Enumerable.Repeat<byte>(0xFF, Length - 4 - Right.Length)],
            [.. new byte[Length - Right.Length], .. Right],
            [.. Right, .. new byte[Length - Right.Length]],
            new byte[Length],
        ];
    }

    private static bool Accepts(byte[] encoded, int bits, int exponent)
    {
        (byte[] modulus, byte[] signature) = ConstructedSignature.For(encoded, bits, exponent, BigInteger.Pow(7, 900));
        var s = new BigInteger(signature, isUnsigned: true, isBigEndian: true);
        var n = new BigInteger(modulus, isUnsigned: true, isBigEndian: true);
        Assert.Equal(encoded, ConstructedSignature.Bytes(BigInteger.ModPow(s, exponent, n), encoded.Length));
        using var both = new BothVerifiers(modulus, (uint)exponent);
        return both.Verify(Message, signature);
    }

    private static byte[] Hex(string text) => Convert.FromHexString(text);

#pragma warning disable CA5350 // The verifiers must refuse SHA-1.
    private static byte[] SHA1Hash(ReadOnlySpan<byte> message) => SHA1.HashData(message);
#pragma warning restore CA5350
}
