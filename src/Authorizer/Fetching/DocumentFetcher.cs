using System;
using System.IO;
using System.Net.Sockets;
using System.Text;
using Authorizer.Configuration;
using Authorizer.Telemetry;
using LambdaRuntime;

namespace Authorizer.Fetching;

/// <summary>
/// Fetches one document: one GET on a connection of its own, one time limit over all of it, no redirects. A connection is never
/// kept: the sandbox may be frozen for hours before the next fetch. Thread-safe.
/// </summary>
/// <param name="settings">Trust anchors and proxy.</param>
/// <param name="log">Where it is told that the shipped trust anchors were not enough.</param>
internal sealed class DocumentFetcher(Settings settings, Log log)
{
    // Cognito's answer has a head below 1 KB.
    private const int MaxHeadBytes = 16 * 1024;

    // An entity tag is a quoted word; one longer than this is not worth sending back.
    private const int MaxEntityTagBytes = 256;

    private const string AmazonDomain = ".amazonaws.com";

    /// <summary>Fetches a document. Everything that can go wrong ends in <see cref="FetchedDocument.Problem"/>.</summary>
    /// <param name="request">Which.</param>
    /// <returns>The answer, or the problem.</returns>
    public FetchedDocument Fetch(DocumentRequest request)
    {
        try
        {
            var deadline = Deadline.In(request.TimeoutMilliseconds);
            bool amazon = settings.AmazonRootsFile is not null && request.Uri.IdnHost.EndsWith(AmazonDomain, StringComparison.Ordinal);
            return amazon ? FetchFromAmazon(request, deadline) : Fetch(request, settings.TlsRootsFile, deadline);
        }
        catch (Exception error) when (error is IOException or SocketException or TimeoutException)
        {
            return new FetchedDocument { Problem = error.Message };
        }
    }

    // The shipped roots spare the loading of the system's, which is most of what a first fetch costs. If Amazon ever changes
    // its roots, the system's store decides, and keys still come.
    private FetchedDocument FetchFromAmazon(DocumentRequest request, Deadline deadline)
    {
        try
        {
            return Fetch(request, settings.AmazonRootsFile, deadline);
        }
        catch (CertificateRefusedException refused)
        {
            log.Write(
                LogLevel.Warn,
                "The shipped Amazon roots do not verify the server; the system's trust anchors are tried.",
                ("host", request.Uri.IdnHost),
                ("problem", refused.Message));
            return Fetch(request, rootsFile: null, deadline);
        }
    }

    private FetchedDocument Fetch(DocumentRequest request, string? rootsFile, Deadline deadline)
    {
        using Stream stream = Open(request.Uri, rootsFile, deadline);
        stream.Write(RequestHead(request));
        var response = new HttpResponseReader(stream, MaxHeadBytes, request.MaxBodyBytes);
        HttpReadResult result = response.Read();
        if (result != HttpReadResult.Complete)
        {
            return new FetchedDocument { Problem = $"The response was not usable: {result}." };
        }

        // None was asked for, and a decompressor is nothing to have in reach of strangers.
        if (response.TryGetHeader("content-encoding"u8, out ReadOnlySpan<byte> coding) && !Ascii.EqualsIgnoreCase(coding, "identity"u8))
        {
            return new FetchedDocument { Problem = "The response is compressed." };
        }

        return new FetchedDocument { Status = response.StatusCode, Body = response.BodyMemory, EntityTag = EntityTag(response) };
    }

    private Stream Open(Uri uri, string? rootsFile, Deadline deadline) => uri.Scheme == Uri.UriSchemeHttps
        ? TlsStream.Connect(ConnectTo(uri, deadline), uri.IdnHost, rootsFile)
        : DeadlineStream.Connect(uri.IdnHost, uri.Port, deadline);

    private DeadlineStream ConnectTo(Uri uri, Deadline deadline) => settings.Proxy is { } proxy && proxy.IsFor(uri)
        ? ProxyTunnel.Connect(proxy, $"{HostInUri(uri)}:{uri.Port}", deadline)
        : DeadlineStream.Connect(uri.IdnHost, uri.Port, deadline);

    private static byte[] RequestHead(DocumentRequest request)
    {
        string host = request.Uri.IsDefaultPort ? HostInUri(request.Uri) : $"{HostInUri(request.Uri)}:{request.Uri.Port}";
        string condition = request.KnownEntityTag is { } known ? $"If-None-Match: {known}\r\n" : string.Empty;
        return Encoding.ASCII.GetBytes(
            $"GET {request.Uri.PathAndQuery} HTTP/1.1\r\nHost: {host}\r\nAccept: application/json\r\n{condition}Connection: close\r\n\r\n");
    }

    private static string HostInUri(Uri uri) => uri.HostNameType == UriHostNameType.IPv6 ? $"[{uri.IdnHost}]" : uri.IdnHost;

    // It will stand in a header of ours: visible characters only (RFC 9110, section 8.8.3), or it is forgotten.
    private static string? EntityTag(HttpResponseReader response) =>
        response.TryGetHeader("etag"u8, out ReadOnlySpan<byte> tag)
        && tag.Length is > 0 and <= MaxEntityTagBytes
        && !tag.ContainsAnyExceptInRange((byte)'!', (byte)'~')
            ? Encoding.ASCII.GetString(tag)
            : null;
}
