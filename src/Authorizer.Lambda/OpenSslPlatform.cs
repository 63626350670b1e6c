using Authorizer.Lambda.Hosting;
using Authorizer.Lambda.Native;
using Authorizer.Signatures;

namespace Authorizer.Lambda;

/// <summary>Verifies with the system's OpenSSL, started faster than .NET does by default, and connects to any server.</summary>
internal sealed class OpenSslPlatform : DotNetPlatform
{
    /// <inheritdoc/>
    public override Rs256 StartPlatformVerifier()
    {
        OpenSslWithoutTls.Start();
        return new OpenSslRs256();
    }
}
