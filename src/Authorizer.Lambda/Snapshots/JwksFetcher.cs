using System.Globalization;
using Authorizer.Keys;
using Authorizer.Lambda.Configuration;
using Authorizer.Lambda.Fetching;
using Authorizer.Lambda.Telemetry;
using Authorizer.Signatures;

namespace Authorizer.Lambda.Snapshots;

/// <summary>
/// Fetches an issuer's published keys. Accepts only status 200 and at most 256 KiB, and ignores the content type. A failed fetch returns no
/// keys. Logs each fetch and each unusable key.
/// </summary>
internal sealed class JwksFetcher(DocumentFetcher documents, Settings settings, Rs256 rs256, Log log)
{
    // Cognito's response is about 1 KB long.
    private const int MaxBodyBytes = 256 * 1024;

    private const int Ok = 200;

    // Only this many unusable keys are logged one by one, but each line contains the total number.
    private const int MaxUnusableKeysLogged = 10;

    // Cognito's key IDs are 44 characters long.
    private const int MaxKeyIdBytes = 200;

    /// <summary>Whether this executable supports fetching the keys of an issuer.</summary>
    public bool Reaches(IssuerSettings issuer) => issuer.JwksUri is { } uri && documents.Reaches(uri);

    /// <summary>Fetches the keys of an issuer for which <see cref="Reaches"/> is true.</summary>
    /// <param name="known">The keys of the previous fetch, or <see langword="null"/> if there are none.</param>
    /// <returns>A set with at least one usable key, or <see langword="null"/> if the fetch failed.</returns>
    public JsonWebKeySet? Fetch(IssuerSettings issuer, JsonWebKeySet? known)
    {
        var line = new KeyFetchLog(log, issuer.Name);
        JsonWebKeySet? read = null;
        var request = new DocumentRequest(issuer.JwksUri!, settings.FetchTimeoutMilliseconds, MaxBodyBytes);
        FetchOutcome outcome = documents.Fetch(request, document => Read(document, known, out read));
        line.End(outcome.Problem, outcome.FirstProblem);
        if (read is not null)
        {
            LogUnusable(issuer.Name, read, known);
        }

        return outcome.Problem is null ? read : null;
    }

    /// <summary>Logs the unusable keys of a set, except the keys that were logged for the previous set.</summary>
    /// <param name="known">The previous set, or <see langword="null"/> if there is none.</param>
    public void LogUnusable(string issuer, JsonWebKeySet keys, JsonWebKeySet? known)
    {
        for (int i = 0; i < keys.Unusable.Count && i < MaxUnusableKeysLogged; i++)
        {
            UnusableKey key = keys.Unusable[i];
            if (!WasLogged(key, known))
            {
                log.Write(LogLevel.Warn, "A key of the issuer cannot be used."u8, (issuer, key, keys.Unusable.Count), static (ref writer, scoped in line) =>
                {
                    Log.Text(ref writer, "issuer", line.issuer);
                    Log.Text(ref writer, "kid"u8, line.key.KeyId, MaxKeyIdBytes);
                    Log.Text(ref writer, "problem", line.key.Reason);
                    writer.Name("unusableKeys"u8);
                    writer.Number(line.Count);
                });
            }
        }
    }

    private static bool WasLogged(UnusableKey key, JsonWebKeySet? known)
    {
        for (int i = 0; i < known?.Unusable.Count && i < MaxUnusableKeysLogged; i++)
        {
            if (known.Unusable[i].IsSameAs(key))
            {
                return true;
            }
        }

        return false;
    }

    private string? Read(FetchedDocument document, JsonWebKeySet? known, out JsonWebKeySet? keys)
    {
        keys = null;
        if (document.Status != Ok)
        {
            return "The status was " + document.Status.ToString(CultureInfo.InvariantCulture) + ".";
        }

        if (!JsonWebKeySetReader.TryRead(document.Body.Span, rs256, known, out JsonWebKeySet read))
        {
            return "The body is not a JSON Web Key Set.";
        }

        keys = read;
        return read.Count > 0 ? null : "The key set has no usable key.";
    }
}
