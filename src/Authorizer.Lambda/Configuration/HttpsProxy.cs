using System;
using System.Net;

namespace Authorizer.Lambda.Configuration;

/// <summary>The HTTP proxy for <c>https</c> requests.</summary>
/// <param name="Host">A host name or an IP address.</param>
/// <param name="Credentials">User and password in Base64 (RFC 7617), or <see langword="null"/> if the proxy needs none.</param>
/// <param name="Exceptions">The servers that are contacted without the proxy.</param>
internal sealed record HttpsProxy(string Host, int Port, string? Credentials, ProxyException[] Exceptions)
{
    /// <summary>Whether a request uses the proxy. Requests to loopback hosts never use it.</summary>
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

/// <summary>
/// An entry of <c>NO_PROXY</c>: a domain with its subdomains, or an address block. It applies to one port or to all ports.
/// </summary>
/// <param name="Domain">
/// The domain without a leading dot, or <c>*</c> for all hosts. <see langword="null"/> if the entry is an address block.
/// </param>
/// <param name="Network">The address block. <see langword="null"/> if the entry is a domain.</param>
/// <param name="Port">The port, or <see langword="null"/> for all ports.</param>
internal sealed record ProxyException(string? Domain, IPNetwork? Network, int? Port)
{
    /// <summary>Whether the entry applies to a server.</summary>
    /// <param name="address">The host of <paramref name="uri"/> if it is an IP address, otherwise <see langword="null"/>.</param>
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
