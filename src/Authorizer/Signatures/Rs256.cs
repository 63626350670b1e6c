using System;

namespace Authorizer.Signatures;

/// <summary>
/// An implementation of RS256: RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518, section 3.3). Which numbers make a key is decided by
/// <see cref="ImportKey"/>, alike for all implementations.
/// </summary>
internal abstract class Rs256
{
    /// <summary>Makes a key of its numbers. Numbers that make no acceptable key are refused before they reach the implementation.</summary>
    /// <param name="modulus">The modulus, big-endian, without leading zeros.</param>
    /// <param name="exponent">The public exponent, big-endian, without leading zeros.</param>
    /// <returns>The key, or <see langword="null"/> if it is not acceptable.</returns>
    public RsaSha256Key? ImportKey(ReadOnlySpan<byte> modulus, ReadOnlySpan<byte> exponent) =>
        RsaSha256Key.Flaw(modulus, exponent) is null ? Import(modulus.ToArray(), exponent.ToArray()) : null;

    /// <summary>Computes a SHA-256.</summary>
    /// <param name="data">The bytes to hash.</param>
    /// <param name="hash">Takes the 32 bytes of the hash.</param>
    public abstract void Sha256(ReadOnlySpan<byte> data, Span<byte> hash);

    /// <summary>Makes a key of numbers that are acceptable.</summary>
    /// <param name="modulus">The modulus, which the key may keep.</param>
    /// <param name="exponent">The public exponent, which the key may keep.</param>
    /// <returns>The key, or <see langword="null"/> if the implementation refuses it.</returns>
    private protected abstract RsaSha256Key? Import(byte[] modulus, byte[] exponent);
}
