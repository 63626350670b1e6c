using System;
using Authorizer.Keys;
using Authorizer.Lambda.Configuration;
using Authorizer.Lambda.Fetching;
using Authorizer.Options;
using Authorizer.Signatures;

namespace Authorizer.Lambda.Snapshots;

/// <summary>The keys of all accepted issuers. Lives as long as the process: this is what a warm sandbox keeps.</summary>
internal sealed class KeyRing
{
    private readonly IssuerKeys[] _issuers;

    /// <summary>Makes the ring; nothing is fetched yet.</summary>
    /// <exception cref="ConfigurationException">The pinned keys cannot be used, or are missing for an issuer that needs them.</exception>
    public KeyRing(Settings settings, JwksFetcher fetcher, Rs256 rs256)
    {
        JsonWebKeySet?[] pinned = settings.JwksFile is null
            ? new JsonWebKeySet?[settings.Issuers.Length]
            : PinnedKeysReader.Read(settings.JwksFile, settings.Issuers, rs256);
        PinnedKeysReader.RequirePins(settings.Issuers, pinned);
        _issuers = new IssuerKeys[settings.Issuers.Length];
        for (int i = 0; i < _issuers.Length; i++)
        {
            if (pinned[i] is { } keys)
            {
                fetcher.LogUnusable(settings.Issuers[i].Name, keys, known: null);
            }

            _issuers[i] = fetcher.Reaches(settings.Issuers[i])
                ? new IssuerKeys(settings.Issuers[i], pinned[i], fetcher, settings)
                : new IssuerKeys(settings.Issuers[i], pinned[i] ?? WithoutKeys(settings.Issuers[i]), fetcher: null, settings);
        }
    }

    // A pool may not use the second form of its issuer, whose keys then cannot be pinned: a token of that form matches no key.
    private static JsonWebKeySet WithoutKeys(IssuerSettings issuer) => issuer.Prefetch
        ? throw EnvironmentVariables.Invalid(
            PinnedKeysReader.Variable,
            $"has no keys for {issuer.Name}, and this executable cannot fetch {issuer.JwksUri} because it connects to loopback only; pin the keys with "
            + "\"authz pin\", give their URL on loopback in AUTHORIZER_JWKS_URIS, or deploy the default executable")
        : JsonWebKeySet.Empty;

    /// <summary>Starts to fetch what init fetches.</summary>
    public void StartPrefetch(Moment now)
    {
        foreach (IssuerKeys issuer in _issuers)
        {
            issuer.StartPrefetch(now);
        }
    }

    /// <summary>Waits for the fetches under way, at most as long as a fetch may take.</summary>
    public void AwaitFetches()
    {
        foreach (IssuerKeys issuer in _issuers)
        {
            issuer.AwaitFetch();
        }
    }

    /// <summary>After an answer: gives the fetches that began with its request a moment to end.</summary>
    public void Settle()
    {
        foreach (IssuerKeys issuer in _issuers)
        {
            issuer.Settle();
        }
    }

    /// <summary>Starts to fetch what is due, without waiting.</summary>
    public void RefreshIfDue(Moment now)
    {
        foreach (IssuerKeys issuer in _issuers)
        {
            issuer.RefreshIfDue(now);
        }
    }

    /// <summary>How many issuers there are.</summary>
    public int Count => _issuers.Length;

    /// <summary>One issuer's keys.</summary>
    public IssuerKeys this[int index] => _issuers[index];

    /// <summary>Selects among the accepted issuers.</summary>
    /// <returns>The keys of the issuer of exactly that name, or <see langword="null"/>.</returns>
    public IssuerKeys? Find(ReadOnlySpan<byte> name)
    {
        foreach (IssuerKeys issuer in _issuers)
        {
            if (name.SequenceEqual(issuer.Name))
            {
                return issuer;
            }
        }

        return null;
    }
}
