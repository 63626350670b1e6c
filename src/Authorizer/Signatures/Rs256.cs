using System;

namespace Authorizer.Signatures;

/// <summary>
/// An implementation of RS256, which is RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518, section 3.3). <see cref="ImportKey"/> checks keys in the
/// same way for all implementations.
/// </summary>
internal abstract class Rs256
{
    /// <summary>
    /// Creates a key, or returns <see langword="null"/> if the key is not acceptable. The implementation receives only acceptable keys.
    /// </summary>
    /// <param name="modulus">Big-endian, without leading zeros.</param>
    /// <param name="exponent">The public exponent, big-endian, without leading zeros.</param>
    public RsaSha256Key? ImportKey(ReadOnlySpan<byte> modulus, ReadOnlySpan<byte> exponent) =>
        RsaSha256Key.Flaw(modulus, exponent) is null ? Import(modulus.ToArray(), exponent.ToArray()) : null;

    /// <summary>Computes a SHA-256 hash.</summary>
    /// <param name="hash">Receives 32 bytes.</param>
    public abstract void Sha256(ReadOnlySpan<byte> data, Span<byte> hash);

    /// <summary>
    /// Creates a key from numbers that were checked. The key can keep the arrays. Returns <see langword="null"/> if the implementation
    /// refuses the key.
    /// </summary>
    private protected abstract RsaSha256Key? Import(byte[] modulus, byte[] exponent);
}
