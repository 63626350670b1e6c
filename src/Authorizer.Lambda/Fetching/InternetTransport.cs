using System;
using System.IO;
using Authorizer.Lambda.Configuration;

namespace Authorizer.Lambda.Fetching;

/// <summary>Connects to any server. An <c>https</c> URL uses TLS, and the proxy if one is configured.</summary>
/// <param name="proxy">The proxy for <c>https</c> requests, or <see langword="null"/> if requests use no proxy.</param>
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
