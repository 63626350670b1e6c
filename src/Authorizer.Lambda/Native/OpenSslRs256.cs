using System.Security.Cryptography;
using Authorizer.Signatures;

namespace Authorizer.Lambda.Native;

/// <summary>
/// The platform's RS256. OpenSSL 3 creates the keys (<see cref="LibCrypto"/>). If OpenSSL 3 creates no key, .NET creates it.
/// </summary>
internal sealed class OpenSslRs256 : PlatformRs256
{
    /// <inheritdoc/>
    private protected override RSA? ImportRsa(byte[] modulus, byte[] exponent) =>
        LibCrypto.ImportPublicKey(modulus, exponent) ?? base.ImportRsa(modulus, exponent);
}
