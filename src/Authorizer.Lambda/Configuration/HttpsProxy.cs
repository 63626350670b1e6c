using System;
using System.Net;

namespace Authorizer.Lambda.Configuration;

/// <summary>The HTTP proxy that connections to <c>https</c> servers go through.</summary>
/// <param name="Host">The proxy's name or address.</param>
/// <param name="Port">Its port.</param>
/// <param name="Credentials">User and password for it (RFC 7617, base64), or <see langword="null"/>.</param>
/// <param name="Exceptions">The servers that are connected to directly.</param>
internal sealed record HttpsProxy(string Host, int Port, string? Credentials, ProxyException[] Exceptions)
{
    /// <summary>Whether a server is reached through the proxy. A loopback host never is.</summary>
    /// <returns>Whether it is.</returns>
    public bool IsFor(Uri uri)
    {
        if (uri.IsLoopback)
        {
            return false;
        }

        _ = IPAddress.TryParse(uri.IdnHost, out IPAddress? address);
        foreach (ProxyException exception in Exceptions)
        {
            if (exception.Covers(uri, address))
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>An entry of <c>NO_PROXY</c>: a domain with all below it, or a range of addresses; for one port or all.</summary>
/// <param name="Domain">The domain without a leading dot, <c>*</c> for all, or <see langword="null"/>.</param>
/// <param name="Network">The range of addresses, or <see langword="null"/>.</param>
/// <param name="Port">The port, or <see langword="null"/> for all.</param>
internal sealed record ProxyException(string? Domain, IPNetwork? Network, int? Port)
{
    /// <summary>Whether the entry is about a server.</summary>
    /// <returns>Whether it is.</returns>
    public bool Covers(Uri uri, IPAddress? address)
    {
        if (Port is { } port && port != uri.Port)
        {
            return false;
        }

        string host = uri.IdnHost;
        return Domain is { } domain
            ? domain == "*"
                || host.Equals(domain, StringComparison.OrdinalIgnoreCase)
                || host.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase)
            : address is not null && Network is { } network && network.Contains(address);
    }
}
