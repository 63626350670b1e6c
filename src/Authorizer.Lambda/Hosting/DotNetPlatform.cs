using System;
using System.Net;
using Authorizer.Lambda.Configuration;
using Authorizer.Lambda.Fetching;
using Authorizer.Signatures;

namespace Authorizer.Lambda.Hosting;

/// <summary>Verifies with .NET's cryptography and connects to any server.</summary>
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
