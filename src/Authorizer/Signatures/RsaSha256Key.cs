using System;
using System.Security.Cryptography;

namespace Authorizer.Signatures;

/// <summary>
/// A public RSA key for RS256: RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518, section 3.3), through System.Security.Cryptography.
/// Not thread-safe.
/// </summary>
internal sealed class RsaSha256Key : IDisposable
{
    /// <summary>The smallest modulus accepted, in bits (RFC 7518, section 3.3).</summary>
    public const int MinModulusBits = 2048;

    /// <summary>The largest modulus accepted, in bits: a larger one makes each verification slow and nobody safer.</summary>
    public const int MaxModulusBits = 8192;

    private readonly RSA _rsa;
    private readonly byte[] _modulus;
    private readonly byte[] _exponent;

    private RsaSha256Key(RSA rsa, byte[] modulus, byte[] exponent)
    {
        _rsa = rsa;
        _modulus = modulus;
        _exponent = exponent;
    }

    /// <summary>Makes a key from its numbers, big-endian. A number that is no acceptable key part is refused before it is imported.</summary>
    /// <param name="modulus">The modulus, without leading zeros.</param>
    /// <param name="exponent">The public exponent, without leading zeros.</param>
    /// <returns>The key, or <see langword="null"/> when it is not acceptable.</returns>
    public static RsaSha256Key? TryCreate(ReadOnlySpan<byte> modulus, ReadOnlySpan<byte> exponent)
    {
        if (modulus.IsEmpty || modulus[0] == 0 || exponent.IsEmpty || exponent[0] == 0 || exponent.Length > sizeof(uint))
        {
            return null;
        }

        int bits = (modulus.Length * 8) - byte.LeadingZeroCount(modulus[0]);
        bool exponentAcceptable = (exponent[^1] & 1) == 1 && (exponent.Length > 1 || exponent[0] >= 3);
        if (bits is < MinModulusBits or > MaxModulusBits || (modulus[^1] & 1) == 0 || !exponentAcceptable)
        {
            return null;
        }

        var rsa = RSA.Create();
        try
        {
            var parameters = new RSAParameters { Modulus = modulus.ToArray(), Exponent = exponent.ToArray() };
            rsa.ImportParameters(parameters);
            return new RsaSha256Key(rsa, parameters.Modulus, parameters.Exponent);
        }
        catch (CryptographicException)
        {
            // The platform knows more ways for a key to be bad than we do. A bad key is skipped.
            rsa.Dispose();
            return null;
        }
    }

    /// <summary>Whether this is the key of these numbers.</summary>
    /// <param name="modulus">A modulus, big-endian.</param>
    /// <param name="exponent">A public exponent, big-endian.</param>
    /// <returns>Whether both are the same.</returns>
    public bool Is(ReadOnlySpan<byte> modulus, ReadOnlySpan<byte> exponent) =>
        modulus.SequenceEqual(_modulus) && exponent.SequenceEqual(_exponent);

    /// <summary>Verifies a signature.</summary>
    /// <param name="signingInput">The bytes that were signed.</param>
    /// <param name="signature">The signature; of another length than the modulus it cannot hold (RFC 8017, section 8.2.2).</param>
    /// <returns>Whether it holds.</returns>
    public bool Verify(ReadOnlySpan<byte> signingInput, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != _modulus.Length)
        {
            return false;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        _ = SHA256.HashData(signingInput, hash);
        return _rsa.VerifyHash(hash, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    /// <inheritdoc/>
    public void Dispose() => _rsa.Dispose();
}
