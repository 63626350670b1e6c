using System;
using System.Security.Cryptography;

namespace Authorizer.Signatures;

/// <summary>A key that System.Security.Cryptography verifies with.</summary>
internal sealed class PlatformRsaSha256Key : RsaSha256Key
{
    private static bool _warm;

    private readonly RSA _rsa;

    private PlatformRsaSha256Key(RSA rsa, byte[] modulus, byte[] exponent)
        : base(modulus, exponent) => _rsa = rsa;

    /// <summary>Imports a key.</summary>
    /// <param name="modulus">The modulus.</param>
    /// <param name="exponent">The public exponent.</param>
    /// <returns>The key, or <see langword="null"/> when the platform refuses it.</returns>
    public static PlatformRsaSha256Key? TryImport(byte[] modulus, byte[] exponent)
    {
        if (LibCrypto.ImportPublicKey(modulus, exponent) is { } imported)
        {
            return WarmedUp(new PlatformRsaSha256Key(imported, modulus, exponent));
        }

        var rsa = RSA.Create();
        try
        {
            rsa.ImportParameters(new RSAParameters { Modulus = modulus, Exponent = exponent });
            return WarmedUp(new PlatformRsaSha256Key(rsa, modulus, exponent));
        }
        catch (CryptographicException)
        {
            // The platform knows more ways for a key to be bad than we do. A bad key is skipped.
            rsa.Dispose();
            return null;
        }
    }

    /// <inheritdoc/>
    public override void Dispose() => _rsa.Dispose();

    /// <inheritdoc/>
    private protected override bool Holds(ReadOnlySpan<byte> signingInput, ReadOnlySpan<byte> signature)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        _ = SHA256.HashData(signingInput, hash);
        return _rsa.VerifyHash(hash, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    // OpenSSL looks its algorithms up in the first verification of a process: during init, while the processor is at full speed, and
    // not in a caller's request.
    private static PlatformRsaSha256Key WarmedUp(PlatformRsaSha256Key key)
    {
        if (!_warm)
        {
            _warm = true;
            Span<byte> impossible = stackalloc byte[MaxModulusBits / 8];
            impossible.Clear();
            _ = key.Holds(default, impossible[..(key._rsa.KeySize / 8)]);
        }

        return key;
    }
}
