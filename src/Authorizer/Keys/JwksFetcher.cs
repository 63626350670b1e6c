using System;
using System.Globalization;
using Authorizer.Configuration;
using Authorizer.Fetching;
using Authorizer.Telemetry;

namespace Authorizer.Keys;

/// <summary>
/// Fetches an issuer's published keys: status 200 only, at most 256 KiB, and the content decides, whatever its type is called.
/// Everything that can go wrong ends in no keys, and every fetch in a log line.
/// </summary>
/// <param name="documents">Fetches.</param>
/// <param name="settings">The time limit of one fetch, and who will verify with the keys.</param>
/// <param name="log">Where fetches are told.</param>
internal sealed class JwksFetcher(DocumentFetcher documents, Settings settings, Log log)
{
    // Cognito's answer has about 1 KB.
    private const int MaxBodyBytes = 256 * 1024;

    private const int Ok = 200;

    /// <summary>Fetches the keys of an issuer.</summary>
    /// <param name="issuer">The issuer.</param>
    /// <param name="known">Its keys so far, or <see langword="null"/>.</param>
    /// <returns>A set with at least one usable key, or <see langword="null"/>.</returns>
    public JsonWebKeySet? Fetch(IssuerSettings issuer, JsonWebKeySet? known)
    {
        var fetch = new KeyFetchLog(log, issuer.Name);
        JsonWebKeySet? keys = null;
        string? problem;
        try
        {
            FetchedDocument document = documents.Fetch(new DocumentRequest(issuer.JwksUri, settings.JwksTimeoutMilliseconds, MaxBodyBytes));
            problem = document.Problem ?? Read(document, known, out keys);
        }
#pragma warning disable CA1031 // On a thread of its own a defect would end the process; keys that do not come only get old.
        catch (Exception defect)
#pragma warning restore CA1031
        {
            problem = defect.ToString();
        }

        fetch.End(problem);
        return keys;
    }

    private string? Read(FetchedDocument document, JsonWebKeySet? known, out JsonWebKeySet? keys)
    {
        keys = null;
        if (document.Status != Ok)
        {
            return "The status was " + document.Status.ToString(CultureInfo.InvariantCulture) + ".";
        }

        if (!JsonWebKeySetReader.TryRead(document.Body.Span, settings.SignatureVerifier, known, out JsonWebKeySet read))
        {
            return "The body is no JSON Web Key Set.";
        }

        keys = read.Count > 0 ? read : null;
        return keys is null ? "The key set has no usable key." : null;
    }
}
