using System;

namespace Authorizer.Signatures;

/// <summary>
/// An implementation of RS256: RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518, section 3.3). <see cref="ImportKey"/> checks keys in the same way
/// for all implementations.
/// </summary>
internal abstract class Rs256
{
    /// <summary>
    /// Creates a key; <see langword="null"/> if it is not acceptable. An unacceptable key does not reach the implementation.
    /// </summary>
    /// <param name="modulus">Big-endian, without leading zeros.</param>
    /// <param name="exponent">The public exponent, big-endian, without leading zeros.</param>
    public RsaSha256Key? ImportKey(ReadOnlySpan<byte> modulus, ReadOnlySpan<byte> exponent) =>
        RsaSha256Key.Flaw(modulus, exponent) is null ? Import(modulus.ToArray(), exponent.ToArray()) : null;

    /// <summary>Computes a SHA-256.</summary>
    /// <param name="hash">32 bytes.</param>
    public abstract void Sha256(ReadOnlySpan<byte> data, Span<byte> hash);

    /// <summary>Creates a key that was checked; <see langword="null"/> if the implementation refuses it. It may keep the arrays.</summary>
    private protected abstract RsaSha256Key? Import(byte[] modulus, byte[] exponent);
}
