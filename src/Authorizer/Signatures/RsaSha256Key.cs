using System;

namespace Authorizer.Signatures;

/// <summary>A public RSA key for RS256 (RFC 7518, section 3.3). Not thread-safe.</summary>
internal abstract class RsaSha256Key : VerificationKey
{
    /// <summary>The smallest accepted modulus, in bits (RFC 7518, section 3.3).</summary>
    public const int MinModulusBits = 2048;

    /// <summary>
    /// The largest accepted modulus, in bits. A larger modulus would slow down each verification without a gain in security.
    /// </summary>
    public const int MaxModulusBits = 8192;

    private readonly byte[] _modulus;
    private readonly byte[] _exponent;

    /// <summary>Keeps the numbers, which <see cref="Rs256.ImportKey"/> has checked.</summary>
    private protected RsaSha256Key(byte[] modulus, byte[] exponent)
    {
        _modulus = modulus;
        _exponent = exponent;
    }

    /// <summary>
    /// Returns the reason why a key is not acceptable, or <see langword="null"/> if it is acceptable. Both numbers are big-endian.
    /// </summary>
    public static string? Flaw(ReadOnlySpan<byte> modulus, ReadOnlySpan<byte> exponent)
    {
        if (modulus.IsEmpty || modulus[0] == 0)
        {
            return "\"n\" is empty, or begins with a zero byte";
        }

        int bits = (modulus.Length * 8) - byte.LeadingZeroCount(modulus[0]);
        return bits is < MinModulusBits or > MaxModulusBits ? $"\"n\" has {bits} bits; {MinModulusBits} to {MaxModulusBits} are accepted"
            : (modulus[^1] & 1) == 0 ? "\"n\" is even"
            : exponent.IsEmpty || exponent[0] == 0 ? "\"e\" is empty, or begins with a zero byte"
            : exponent.Length > sizeof(uint) ? "\"e\" has more than 32 bits"
            : (exponent[^1] & 1) == 0 || (exponent.Length == 1 && exponent[0] < 3) ? "\"e\" is even, or less than 3"
            : null;
    }

    /// <summary>Whether this key has the same numbers, both big-endian.</summary>
    public bool Is(ReadOnlySpan<byte> modulus, ReadOnlySpan<byte> exponent) =>
        modulus.SequenceEqual(_modulus) && exponent.SequenceEqual(_exponent);

    /// <inheritdoc/>
    public sealed override bool Verify(ReadOnlySpan<byte> signingInput, ReadOnlySpan<byte> signature) =>
        signature.Length == _modulus.Length && Holds(signingInput, signature); // RFC 8017, section 8.2.2

    /// <summary>Verifies a signature that is as long as the modulus.</summary>
    private protected abstract bool Holds(ReadOnlySpan<byte> signingInput, ReadOnlySpan<byte> signature);
}
