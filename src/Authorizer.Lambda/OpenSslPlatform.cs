using Authorizer.Lambda.Hosting;
using Authorizer.Lambda.Native;
using Authorizer.Signatures;

namespace Authorizer.Lambda;

/// <summary>Verifies with the system's OpenSSL and connects to any server. It starts OpenSSL faster than .NET does by default.</summary>
internal sealed class OpenSslPlatform : DotNetPlatform
{
    /// <inheritdoc/>
    public override Rs256 StartPlatformVerifier()
    {
        OpenSslWithoutTls.Start();
        return new OpenSslRs256();
    }
}
