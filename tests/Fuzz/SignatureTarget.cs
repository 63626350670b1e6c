using System;
using System.Numerics;
using Authorizer.Lambda.Native;
using Authorizer.ManagedRsa;
using Authorizer.Signatures;
using Contract;

namespace Fuzz;

/// <summary>
/// Keys and signatures for both verifiers, whose results must be equal. The first byte of an input selects the form, and the second byte
/// selects the length of a generated modulus. Then follow the message and the change, each after a byte with its length. All other bytes
/// are numbers.
/// </summary>
internal sealed class SignatureTarget : FuzzTarget
{
    private const int LeastBits = 2048;

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<byte> input)
    {
        if (input.Length < 4)
        {
            return;
        }

        byte kind = input[0];
        int bits = LeastBits + input[1];
        input = input[2..];
        ReadOnlySpan<byte> message = Part(ref input);
        ReadOnlySpan<byte> change = Part(ref input);
        switch (kind % 3)
        {
            case 0:
                // The exponent, the modulus and the signature are arbitrary numbers.
                int half = input.Length / 2;
                _ = Compare(input[..half], change, message, input[half..]);
                break;
            case 1:
                // The signature is correct for a constructed modulus. The change is applied to the encoded message.
                Constructed(bits, message, change, input, default);
                break;
            default:
                // The signature is correct for a constructed modulus. The change is applied to the signature.
                Constructed(bits, message, default, input, change);
                break;
        }
    }

    private static void Constructed(
        int bits, ReadOnlySpan<byte> message, ReadOnlySpan<byte> messageChange, ReadOnlySpan<byte> choice, ReadOnlySpan<byte> signatureChange)
    {
        byte[] encoded = ConstructedSignature.Encode(message, (bits + 7) / 8);
        bool right = !Change(encoded.AsSpan(2), messageChange);
        (byte[] modulus, byte[] signature) = ConstructedSignature.For(encoded, bits, 3, new BigInteger(choice, isUnsigned: true));
        right &= !Change(signature, signatureChange);
        if (Compare(modulus, [3], message, signature) != right)
        {
            throw new InvalidOperationException(right ? "a right signature is refused" : "a wrong signature is accepted");
        }
    }

    // Applies a change. Returns whether the target has become different.
    private static bool Change(Span<byte> target, ReadOnlySpan<byte> change)
    {
        int length = Math.Min(target.Length, change.Length);
        Span<byte> end = target[^length..];
        for (int i = 0; i < length; i++)
        {
            end[i] ^= change[i];
        }

        return change[..length].ContainsAnyExcept((byte)0);
    }

    private static bool Compare(ReadOnlySpan<byte> modulus, ReadOnlySpan<byte> exponent, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        using RsaSha256Key? platform = new OpenSslRs256().ImportKey(modulus, exponent);
        using RsaSha256Key? managed = new ManagedRs256().ImportKey(modulus, exponent);
        bool holds = managed?.Verify(message, signature) ?? false;
        if (platform is null != managed is null || holds != (platform?.Verify(message, signature) ?? false))
        {
            throw new InvalidOperationException("the verifiers do not agree");
        }

        return holds;
    }

    private static ReadOnlySpan<byte> Part(ref ReadOnlySpan<byte> input)
    {
        int length = input.IsEmpty ? 0 : Math.Min(input[0], input.Length - 1);
        ReadOnlySpan<byte> part = input.IsEmpty ? input : input.Slice(1, length);
        input = input.IsEmpty ? input : input[(1 + length)..];
        return part;
    }
}
