using System.Security.Cryptography;
using Authorizer.Signatures;

namespace Authorizer.Lambda.Native;

/// <summary>The platform's RS256, whose keys OpenSSL makes of their numbers where that is possible: see <see cref="LibCrypto"/>.</summary>
internal sealed class OpenSslRs256 : PlatformRs256
{
    /// <inheritdoc/>
    private protected override RSA? ImportRsa(byte[] modulus, byte[] exponent) =>
        LibCrypto.ImportPublicKey(modulus, exponent) ?? base.ImportRsa(modulus, exponent);
}
