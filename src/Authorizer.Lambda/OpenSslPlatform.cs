using Authorizer.Lambda.Hosting;
using Authorizer.Lambda.Native;
using Authorizer.Signatures;

namespace Authorizer.Lambda;

/// <summary>The platform's OpenSSL, started in less time than .NET takes by itself, and the whole network.</summary>
internal sealed class OpenSslPlatform : DotNetPlatform
{
    /// <inheritdoc/>
    public override Rs256 StartPlatformVerifier()
    {
        OpenSslWithoutTls.Start();
        return new OpenSslRs256();
    }
}
