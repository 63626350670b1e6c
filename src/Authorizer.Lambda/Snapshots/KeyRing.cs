using System;
using Authorizer.Keys;
using Authorizer.Lambda.Configuration;
using Authorizer.Lambda.Fetching;
using Authorizer.Options;
using Authorizer.Signatures;

namespace Authorizer.Lambda.Snapshots;

/// <summary>The keys of all accepted issuers. They are kept until the process ends.</summary>
internal sealed class KeyRing
{
    private readonly IssuerKeys[] _issuers;

    /// <summary>Reads the pinned keys. Fetches nothing yet.</summary>
    /// <exception cref="ConfigurationException">The pinned keys are invalid, or an issuer whose keys must be pinned has none.</exception>
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

    // If a pool does not use the second form of its issuer, no keys exist for this form. Therefore pinned keys are not required for this
    // form. A token with this form as its issuer matches no key.
    private static JsonWebKeySet WithoutKeys(IssuerSettings issuer) => issuer.MayHaveNoKeys
        ? JsonWebKeySet.Empty
        : throw EnvironmentVariables.Invalid(
            PinnedKeysReader.Variable,
            $"has no keys for {issuer.Name}, and the static variant cannot fetch {issuer.JwksUri}, because it connects to loopback only; pin the keys with "
            + "\"authz pin\", set AUTHORIZER_JWKS_URIS to an http URL on loopback that serves them, or deploy the default variant");

    /// <inheritdoc cref="IssuerKeys.StartPrefetch"/>
    public void StartPrefetch(Moment now)
    {
        foreach (IssuerKeys issuer in _issuers)
        {
            issuer.StartPrefetch(now);
        }
    }

    /// <summary>Waits for the fetches in progress, at most until their time limits.</summary>
    public void AwaitFetches()
    {
        foreach (IssuerKeys issuer in _issuers)
        {
            issuer.AwaitFetch();
        }
    }

    /// <inheritdoc cref="RepeatedFetch{T}.Settle"/>
    public void Settle()
    {
        foreach (IssuerKeys issuer in _issuers)
        {
            issuer.Settle();
        }
    }

    /// <summary>Starts the fetches that are due. Does not wait.</summary>
    public void RefreshIfDue(Moment now)
    {
        foreach (IssuerKeys issuer in _issuers)
        {
            issuer.RefreshIfDue(now);
        }
    }

    /// <summary>The number of accepted issuers.</summary>
    public int Count => _issuers.Length;

    /// <summary>One issuer's keys.</summary>
    public IssuerKeys this[int index] => _issuers[index];

    /// <summary>The keys of an issuer by its exact name, or <see langword="null"/> if the issuer is not accepted.</summary>
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
