using System;
using System.Security.Cryptography;

namespace Authorizer.Signatures;

/// <summary>RS256 of System.Security.Cryptography. On Linux, this is OpenSSL, which is loaded on first use.</summary>
internal class PlatformRs256 : Rs256
{
    private bool _warm;

    /// <inheritdoc/>
    public override void Sha256(ReadOnlySpan<byte> data, Span<byte> hash) => _ = SHA256.HashData(data, hash);

    /// <inheritdoc/>
    private protected override RsaSha256Key? Import(byte[] modulus, byte[] exponent)
    {
        if (ImportRsa(modulus, exponent) is not { } rsa)
        {
            return null;
        }

        var key = new PlatformRsaSha256Key(rsa, modulus, exponent);
        if (!_warm)
        {
            // The first verification of a process makes OpenSSL look up its algorithms. Therefore one verification runs here during init,
            // when Lambda provides the full processor speed and no caller waits.
            _warm = true;
            _ = key.Verify(default, new byte[modulus.Length]);
        }

        return key;
    }

    /// <summary>Creates the platform's key. Returns <see langword="null"/> if the platform refuses the key.</summary>
    private protected virtual RSA? ImportRsa(byte[] modulus, byte[] exponent)
    {
        var rsa = RSA.Create();
        try
        {
            rsa.ImportParameters(new RSAParameters { Modulus = modulus, Exponent = exponent });
            return rsa;
        }
        catch (CryptographicException)
        {
            // The platform checks more than Rs256 does. A key that fails the platform's checks is skipped.
            rsa.Dispose();
            return null;
        }
    }

    private sealed class PlatformRsaSha256Key(RSA rsa, byte[] modulus, byte[] exponent) : RsaSha256Key(modulus, exponent)
    {
        /// <inheritdoc/>
        public override void Dispose() => rsa.Dispose();

        /// <inheritdoc/>
        private protected override bool Holds(ReadOnlySpan<byte> signingInput, ReadOnlySpan<byte> signature)
        {
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            _ = SHA256.HashData(signingInput, hash);
            return rsa.VerifyHash(hash, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
    }
}
