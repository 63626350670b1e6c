using System;
using System.Net;
using Authorizer.Lambda.Configuration;
using Authorizer.Lambda.Fetching;
using Authorizer.Signatures;

namespace Authorizer.Lambda.Hosting;

/// <summary>.NET's cryptography as it is, and the whole network.</summary>
internal class DotNetPlatform : Platform
{
    /// <inheritdoc/>
    public override string? Variable(string name) => Environment.GetEnvironmentVariable(name);

    /// <inheritdoc/>
    public override Rs256 StartPlatformVerifier() => new PlatformRs256();

    /// <inheritdoc/>
    public override Transport CreateTransport(Settings settings) => new InternetTransport(settings.Proxy);

    /// <inheritdoc/>
    public override IPAddress[] Resolve(string host) => Dns.GetHostAddresses(host);
}
