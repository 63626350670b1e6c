using System;
using System.Numerics;
using System.Security.Cryptography;

namespace Contract;

/// <summary>
/// Constructs a key for a given signature instead of a signature for a given key. With a small exponent e, any number s is the signature of
/// any encoded message m for the modulus s^e - m, if this modulus is larger than s and m. Therefore a verifier can be tested with any
/// message, well-formed or malformed, and with a modulus of any length, without creating key pairs. This is not an attack on existing keys.
/// </summary>
public static class ConstructedSignature
{
    /// <summary>The largest exponent for which a modulus can always be constructed.</summary>
    public const int MaxExponent = 65;

    private static readonly byte[] DigestInfo = Convert.FromHexString("3031300d060960864801650304020105000420");

    /// <summary>Returns the encoded message of RS256 (RFC 8017, section 9.2).</summary>
    /// <param name="message">The signed message.</param>
    /// <param name="length">The length of the modulus in bytes.</param>
    public static byte[] Encode(ReadOnlySpan<byte> message, int length) =>
        EncodeContent([.. DigestInfo, .. SHA256.HashData(message)], length);

    /// <summary>Returns an encoded message with any content after the padding.</summary>
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
    /// <param name="encoded">The encoded message. It has the length of the modulus.</param>
    /// <param name="exponent">The public exponent. It must be odd and at most <see cref="MaxExponent"/>.</param>
    /// <param name="choice">Any number. It selects one of the possible signatures.</param>
    public static (byte[] Modulus, byte[] Signature) For(ReadOnlySpan<byte> encoded, int modulusBits, int exponent, BigInteger choice)
    {
        var message = new BigInteger(encoded, isUnsigned: true, isBigEndian: true);
        BigInteger least = Root((BigInteger.One << (modulusBits - 1)) + message, exponent) + 1;
        BigInteger most = Root((BigInteger.One << modulusBits) + message - 1, exponent);
        BigInteger signature = least + BigInteger.Remainder(BigInteger.Abs(choice), most - least);

        // The modulus must be odd. Therefore the signature must be odd if the message is even, and even if the message is odd.
        signature += signature.IsEven == message.IsEven ? 1 : 0;
        BigInteger modulus = BigInteger.Pow(signature, exponent) - message;
        return (Bytes(modulus, encoded.Length), Bytes(signature, encoded.Length));
    }

    /// <summary>Returns a number in big-endian order with a fixed length in bytes.</summary>
    public static byte[] Bytes(BigInteger number, int length)
    {
        byte[] bytes = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[length - bytes.Length], .. bytes];
    }

    /// <summary>Computes the integer root, rounded down, by Newton's method with a start value above the root.</summary>
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
