using System;
using System.IO;
using System.Net.Sockets;
using System.Text;
using Authorizer.Lambda.Configuration;
using Authorizer.Lambda.Telemetry;
using LambdaRuntime;

namespace Authorizer.Lambda.Fetching;

/// <summary>
/// Fetches a document with one GET request on a new connection, with one time limit and without redirects. Connections are not reused,
/// because the sandbox can be frozen for hours before the next fetch. Thread-safe.
/// </summary>
internal sealed class DocumentFetcher(Settings settings, Transport transport, Log log)
{
    // The head of Cognito's response is smaller than 1 KB.
    private const int MaxHeadBytes = 16 * 1024;

    // A longer entity tag is ignored.
    private const int MaxEntityTagBytes = 256;

    private const string AmazonDomain = ".amazonaws.com";

    /// <summary>Formats a host for URLs and for the <c>Host</c> field: an IPv6 address is in brackets.</summary>
    public static string HostInUri(Uri uri) => uri.HostNameType == UriHostNameType.IPv6 ? $"[{uri.IdnHost}]" : uri.IdnHost;

    /// <summary>Whether this executable supports fetching from a URL.</summary>
    public bool Reaches(Uri uri) => transport.Reaches(uri);

    /// <summary>Checks that this executable supports fetching from the URL of a live document.</summary>
    /// <param name="variable">The variable that contains the URL.</param>
    /// <exception cref="Authorizer.Options.ConfigurationException">This executable does not support the URL.</exception>
    public void RequireReach(string variable, Uri uri)
    {
        if (!Reaches(uri))
        {
            throw EnvironmentVariables.Invalid(
                variable,
                $"is {uri}, and the static variant connects to loopback only; use an http URL on loopback, such as the AppConfig extension's, or deploy the default variant");
        }
    }

    /// <summary>
    /// Fetches a document and parses it. If the first attempt fails, a second attempt follows at once, within the same time limit. One lost
    /// connection therefore does not fail a call. Never throws.
    /// </summary>
    /// <param name="read">
    /// Parses a response of any status. Returns <see langword="null"/> on success, otherwise the problem as one sentence.
    /// </param>
    public FetchOutcome Fetch(DocumentRequest request, Func<FetchedDocument, string?> read)
    {
        var deadline = Deadline.In(request.TimeoutMilliseconds);
        string? problem = Attempt(request, deadline, read);
        return problem is null || deadline.IsOver
            ? new FetchOutcome(problem, FirstProblem: null)
            : new FetchOutcome(Attempt(request, deadline, read), FirstProblem: problem);
    }

    private string? Attempt(DocumentRequest request, Deadline deadline, Func<FetchedDocument, string?> read)
    {
        try
        {
            bool amazon = settings.AmazonRootsFile is not null && request.Uri.IdnHost.EndsWith(AmazonDomain, StringComparison.Ordinal);
            return amazon ? FetchFromAmazon(request, deadline, read) : Fetch(request, settings.TlsRootsFile, deadline, read);
        }
        catch (Exception error) when (error is IOException or SocketException or TimeoutException)
        {
            return error.Message;
        }
#pragma warning disable CA1031 // An unhandled exception on this thread would end the process. The last good document stays in force.
        catch (Exception defect)
#pragma warning restore CA1031
        {
            return defect.ToString();
        }
    }

    // Loading the system's trust anchors takes most of the time of a first fetch. The shipped roots make this loading unnecessary. If
    // Amazon changes its roots, the system's trust anchors are used, so fetching continues to work.
    private string? FetchFromAmazon(DocumentRequest request, Deadline deadline, Func<FetchedDocument, string?> read)
    {
        try
        {
            return Fetch(request, settings.AmazonRootsFile, deadline, read);
        }
        catch (CertificateRefusedException refused)
        {
            log.Write(
                LogLevel.Warn,
                "The shipped Amazon roots do not verify the server; trying the system's trust anchors."u8,
                (log, request, refused),
                static (ref writer, scoped in fallback) =>
                {
                    Log.Text(ref writer, "host", fallback.request.Uri.IdnHost);
                    Log.Text(ref writer, "problem", fallback.refused.Message);
                    EmbeddedMetrics.WriteTlsRootsFallback(ref writer, fallback.log.FunctionName);
                });
            return Fetch(request, rootsFile: null, deadline, read);
        }
    }

    private string? Fetch(DocumentRequest request, string? rootsFile, Deadline deadline, Func<FetchedDocument, string?> read)
    {
        using Stream stream = transport.Open(request.Uri, rootsFile, deadline);
        stream.Write(RequestHead(request));
        var response = new HttpResponseReader(stream, MaxHeadBytes, request.MaxBodyBytes);
        HttpReadResult result = response.Read();
        if (result != HttpReadResult.Complete)
        {
            return $"The response cannot be used: {response.Describe(result)}.";
        }

        // The request accepts no compressed response, because a decompressor is attack surface that is not needed.
        if (response.TryGetHeader("content-encoding"u8, out ReadOnlySpan<byte> coding) && !Ascii.EqualsIgnoreCase(coding, "identity"u8))
        {
            return "The response is compressed, which is not supported.";
        }

        return read(new FetchedDocument { Status = response.StatusCode, Body = response.BodyMemory, EntityTag = EntityTag(response) });
    }

    private static byte[] RequestHead(DocumentRequest request)
    {
        string host = request.Uri.IsDefaultPort ? HostInUri(request.Uri) : $"{HostInUri(request.Uri)}:{request.Uri.Port}";
        string condition = request.KnownEntityTag is { } known ? $"If-None-Match: {known}\r\n" : string.Empty;

        // An entity tag can contain bytes above 0x7F (RFC 9110, section 8.8.3). Latin-1 preserves them.
        return Encoding.Latin1.GetBytes(
            $"GET {request.Uri.PathAndQuery} HTTP/1.1\r\nHost: {host}\r\nAccept: application/json\r\n{condition}Connection: close\r\n\r\n");
    }

    // An entity tag is an optional W/ and visible characters in quotes (RFC 9110, section 8.8.3). Any other value is ignored. In
    // particular, "If-None-Match: *" would match every version, so the server would always answer 304 (section 13.1.2).
    private static string? EntityTag(HttpResponseReader response)
    {
        if (!response.TryGetSingleHeader("etag"u8, out ReadOnlySpan<byte> tag) || tag.Length > MaxEntityTagBytes)
        {
            return null;
        }

        ReadOnlySpan<byte> quoted = tag.StartsWith("W/"u8) ? tag[2..] : tag;
        return quoted is [(byte)'"', .. ReadOnlySpan<byte> opaque, (byte)'"']
            && !opaque.ContainsAnyInRange((byte)0, (byte)' ') && !opaque.ContainsAny((byte)'"', (byte)0x7F)
            ? Encoding.Latin1.GetString(tag)
            : null;
    }
}
