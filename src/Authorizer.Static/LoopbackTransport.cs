using System;
using System.IO;
using System.Net;
using Authorizer.Lambda.Configuration;
using Authorizer.Lambda.Fetching;

namespace Authorizer.Static;

/// <summary><c>http</c> to loopback and nothing else: no TLS, no proxy, no name server.</summary>
internal sealed class LoopbackTransport : Transport
{
    /// <inheritdoc/>
    public override bool Reaches(Uri uri) => uri.Scheme == Uri.UriSchemeHttp && WebAddress.IsLoopback(uri);

    /// <inheritdoc/>
    public override Stream Open(Uri uri, string? rootsFile, Deadline deadline)
    {
        if (!Reaches(uri))
        {
            throw new IOException("This executable connects to loopback only.");
        }

        // "localhost" is not asked of anybody: a name server could give it another address (RFC 6761, section 6.3).
        IPAddress[] addresses = uri.HostNameType == UriHostNameType.Dns ? [IPAddress.Loopback, IPAddress.IPv6Loopback] : [IPAddress.Parse(uri.Host)];
        return DeadlineStream.Connect(addresses, uri.Port, deadline);
    }
}
