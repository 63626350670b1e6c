using System;
using System.IO;
using Authorizer.Lambda.Configuration;

namespace Authorizer.Lambda.Fetching;

/// <summary>Every server: over TLS, or without it where the settings permit that; through the proxy, if there is one.</summary>
/// <param name="proxy">The proxy to <c>https</c> servers, or <see langword="null"/>.</param>
internal sealed class InternetTransport(HttpsProxy? proxy) : Transport
{
    /// <inheritdoc/>
    public override bool Reaches(Uri uri) => true;

    /// <inheritdoc/>
    public override Stream Open(Uri uri, string? rootsFile, Deadline deadline) => uri.Scheme == Uri.UriSchemeHttps
        ? TlsStream.Connect(ConnectTo(uri, deadline), uri.IdnHost, rootsFile)
        : Direct(uri, deadline);

    private static DeadlineStream Direct(Uri uri, Deadline deadline) =>
        DeadlineStream.Connect(HostAddresses.Find(uri.IdnHost, deadline), uri.Port, deadline);

    private DeadlineStream ConnectTo(Uri uri, Deadline deadline) => proxy is not null && proxy.IsFor(uri)
        ? ProxyTunnel.Connect(proxy, $"{DocumentFetcher.HostInUri(uri)}:{uri.Port}", deadline)
        : Direct(uri, deadline);
}
