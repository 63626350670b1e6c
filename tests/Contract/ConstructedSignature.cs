using System;
using System.Numerics;
using System.Security.Cryptography;

namespace Contract;

/// <summary>
/// Constructs a key for a signature, instead of a signature for a key: with a small exponent e, any s is the signature of any encoded message m for
/// the modulus s^e - m, as long as that is larger than both. So a verifier can be tested with any message, well-formed or not, and with
/// moduli of any length, without creating key pairs. This is no attack on an existing key.
/// </summary>
public static class ConstructedSignature
{
    /// <summary>The largest exponent for which a modulus always exists.</summary>
    public const int MaxExponent = 65;

    private static readonly byte[] DigestInfo = Convert.FromHexString("3031300d060960864801650304020105000420");

    /// <summary>The encoded message of RS256 (RFC 8017, section 9.2).</summary>
    /// <param name="message">The signed message.</param>
    /// <param name="length">Length of the modulus in bytes.</param>
    public static byte[] Encode(ReadOnlySpan<byte> message, int length) =>
        EncodeContent([.. DigestInfo, .. SHA256.HashData(message)], length);

    /// <summary>An encoded message with any content after the padding.</summary>
    public static byte[] EncodeContent(byte[] content, int length)
    {
        byte[] encoded = new byte[length];
        encoded.AsSpan().Fill(0xFF);
        encoded[0] = 0;
        encoded[1] = 1;
        encoded[^(content.Length + 1)] = 0;
        content.CopyTo(encoded, length - content.Length);
        return encoded;
    }

    /// <summary>Creates a modulus and a signature that decrypts to an encoded message.</summary>
    /// <param name="encoded">The encoded message, as long as the modulus will be.</param>
    /// <param name="exponent">The public exponent: odd, at most <see cref="MaxExponent"/>.</param>
    /// <param name="choice">Chooses among the signatures.</param>
    public static (byte[] Modulus, byte[] Signature) For(ReadOnlySpan<byte> encoded, int modulusBits, int exponent, BigInteger choice)
    {
        var message = new BigInteger(encoded, isUnsigned: true, isBigEndian: true);
        BigInteger least = Root((BigInteger.One << (modulusBits - 1)) + message, exponent) + 1;
        BigInteger most = Root((BigInteger.One << modulusBits) + message - 1, exponent);
        BigInteger signature = least + BigInteger.Remainder(BigInteger.Abs(choice), most - least);

        // The modulus must be odd: the power is odd if the message is even.
        signature += signature.IsEven == message.IsEven ? 1 : 0;
        BigInteger modulus = BigInteger.Pow(signature, exponent) - message;
        return (Bytes(modulus, encoded.Length), Bytes(signature, encoded.Length));
    }

    /// <summary>A number, big-endian, with a fixed length in bytes.</summary>
    public static byte[] Bytes(BigInteger number, int length)
    {
        byte[] bytes = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[length - bytes.Length], .. bytes];
    }

    /// <summary>The integer root, rounded down, by Newton's method from above.</summary>
    public static BigInteger Root(BigInteger number, int exponent)
    {
        BigInteger root = BigInteger.One << (int)((number.GetBitLength() / exponent) + 1);
        while (true)
        {
            BigInteger next = (((exponent - 1) * root) + (number / BigInteger.Pow(root, exponent - 1))) / exponent;
            if (next >= root)
            {
                return root;
            }

            root = next;
        }
    }
}
