using System;
using System.Security.Cryptography;
using Authorizer.Signatures.Managed;

namespace Authorizer.Signatures;

/// <summary>Whose RSA and SHA-256 are used.</summary>
internal enum SignatureVerifier : byte
{
    /// <summary>System.Security.Cryptography: on Linux OpenSSL, loaded when first used. The reference.</summary>
    Platform,

    /// <summary>The code in <see cref="Managed"/>: verification only, and nothing is loaded.</summary>
    Managed,
}

/// <summary>What both verifiers can do without a key.</summary>
internal static class SignatureVerifierExtensions
{
    /// <summary>Computes a SHA-256.</summary>
    /// <param name="verifier">Whose.</param>
    /// <param name="data">The bytes to hash.</param>
    /// <param name="hash">Takes the 32 bytes of the hash.</param>
    public static void Sha256(this SignatureVerifier verifier, ReadOnlySpan<byte> data, Span<byte> hash)
    {
        if (verifier == SignatureVerifier.Managed)
        {
            ManagedSha256.Hash(data, hash);
        }
        else
        {
            _ = SHA256.HashData(data, hash);
        }
    }
}
