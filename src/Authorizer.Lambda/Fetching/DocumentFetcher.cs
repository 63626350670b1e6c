using System;
using System.IO;
using System.Net.Sockets;
using System.Text;
using Authorizer.Lambda.Configuration;
using Authorizer.Lambda.Telemetry;
using LambdaRuntime;

namespace Authorizer.Lambda.Fetching;

/// <summary>
/// Fetches one document: one GET on a connection of its own, one time limit over all of it, no redirects. A connection is never
/// kept: the sandbox may be frozen for hours before the next fetch. Thread-safe.
/// </summary>
internal sealed class DocumentFetcher(Settings settings, Transport transport, Log log)
{
    // Cognito's answer has a head below 1 KB.
    private const int MaxHeadBytes = 16 * 1024;

    // A longer entity tag is not worth sending back.
    private const int MaxEntityTagBytes = 256;

    private const string AmazonDomain = ".amazonaws.com";

    /// <summary>A host as it stands in a URL and in the field <c>Host</c>.</summary>
    /// <param name="uri">The URL.</param>
    public static string HostInUri(Uri uri) => uri.HostNameType == UriHostNameType.IPv6 ? $"[{uri.IdnHost}]" : uri.IdnHost;

    /// <summary>Whether this executable can fetch a document at all.</summary>
    /// <param name="uri">Where it is.</param>
    public bool Reaches(Uri uri) => transport.Reaches(uri);

    /// <summary>Refuses a live document that this executable can never fetch.</summary>
    /// <param name="variable">The variable that names it.</param>
    /// <param name="uri">Where it is.</param>
    /// <exception cref="Authorizer.Options.ConfigurationException">It cannot be fetched.</exception>
    public void RequireReach(string variable, Uri uri)
    {
        if (!Reaches(uri))
        {
            throw EnvironmentVariables.Invalid(
                variable,
                $"is {uri}, and this executable connects to loopback only; use an http URL on loopback, such as the AppConfig extension's, or deploy the default executable");
        }
    }

    /// <summary>
    /// Fetches a document and reads it. If that fails before the time limit, it is tried once more at once, within the same limit:
    /// one lost connection must not cost a caller his answer.
    /// </summary>
    /// <param name="read">Reads the answer, of whatever status. Returns what is wrong with it, in one sentence, or <see langword="null"/>.</param>
    /// <returns>How it ended. Never throws.</returns>
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
#pragma warning disable CA1031 // On a thread of its own a defect would end the process; what was fetched before stays in force.
        catch (Exception defect)
#pragma warning restore CA1031
        {
            return defect.ToString();
        }
    }

    // The shipped roots spare the loading of the system's, which is most of what a first fetch costs. If Amazon ever changes
    // its roots, the system's store decides, and keys still come.
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
                "The shipped Amazon roots do not verify the server; the system's trust anchors are tried."u8,
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
            return $"The response was not usable: {result}.";
        }

        // None was asked for, and a decompressor is attack surface we do not need.
        if (response.TryGetHeader("content-encoding"u8, out ReadOnlySpan<byte> coding) && !Ascii.EqualsIgnoreCase(coding, "identity"u8))
        {
            return "The response is compressed.";
        }

        return read(new FetchedDocument { Status = response.StatusCode, Body = response.BodyMemory, EntityTag = EntityTag(response) });
    }

    private static byte[] RequestHead(DocumentRequest request)
    {
        string host = request.Uri.IsDefaultPort ? HostInUri(request.Uri) : $"{HostInUri(request.Uri)}:{request.Uri.Port}";
        string condition = request.KnownEntityTag is { } known ? $"If-None-Match: {known}\r\n" : string.Empty;

        // An entity tag may hold bytes above 0x7F; they go back as they came.
        return Encoding.Latin1.GetBytes(
            $"GET {request.Uri.PathAndQuery} HTTP/1.1\r\nHost: {host}\r\nAccept: application/json\r\n{condition}Connection: close\r\n\r\n");
    }

    // RFC 9110, section 8.8.3: an optional W/, then visible characters in quotes. Anything else is ignored. "*" above all: sent back,
    // it would say that any version is known, and the server would call the document unchanged for ever (section 13.1.2).
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
