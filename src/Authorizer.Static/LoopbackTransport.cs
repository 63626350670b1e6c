using System;
using System.IO;
using System.Net;
using Authorizer.Lambda.Configuration;
using Authorizer.Lambda.Fetching;

namespace Authorizer.Static;

/// <summary>Connects only to loopback addresses over <c>http</c>, without TLS, a proxy or name resolution.</summary>
internal sealed class LoopbackTransport : Transport
{
    /// <inheritdoc/>
    public override bool Reaches(Uri uri) => uri.Scheme == Uri.UriSchemeHttp && WebAddresses.IsLoopback(uri);

    /// <inheritdoc/>
    public override Stream Open(Uri uri, string? rootsFile, Deadline deadline)
    {
        if (!Reaches(uri))
        {
            throw new IOException($"This executable connects to loopback only, not to \"{uri.Host}\".");
        }

        // "localhost" is not resolved, because a name server could return another address (RFC 6761, section 6.3).
        IPAddress[] addresses = uri.HostNameType == UriHostNameType.Dns ? [IPAddress.Loopback, IPAddress.IPv6Loopback] : [IPAddress.Parse(uri.Host)];
        return DeadlineStream.Connect(addresses, uri.Port, deadline);
    }
}
