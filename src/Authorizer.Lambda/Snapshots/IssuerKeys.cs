using System;
using System.Text;
using Authorizer.Keys;
using Authorizer.Lambda.Configuration;
using Authorizer.Lambda.Fetching;

namespace Authorizer.Lambda.Snapshots;

/// <summary>The pinned and fetched keys of one issuer. Reading them takes no lock.</summary>
/// <param name="pinned">The pinned keys, or <see langword="null"/> if there are none.</param>
/// <param name="fetcher">
/// Fetches the published keys. <see langword="null"/> if this executable cannot fetch them, so that only pinned keys are used.
/// </param>
internal sealed class IssuerKeys(IssuerSettings issuer, JsonWebKeySet? pinned, JwksFetcher? fetcher, Settings settings)
{
    // Forged tokens with unknown key IDs must not cause many fetches, so all unknown key IDs together cause at most one fetch in this time.
    // Other fetches do not count. Therefore a key that the issuer publishes right after such a fetch is found at once.
    private const double UnknownKeyCooldownSeconds = 10;

    // Keys are refreshed before they reach their maximum age. If calls arrive all the time, a withdrawn key is therefore removed at that
    // age at the latest, even if one or two fetches fail.
    private const double EarliestRefresh = 0.8;
    private const double LatestRefresh = 0.9;

    private readonly RepeatedFetch<FetchedKeys> _fetches = new(settings.FetchTimeoutMilliseconds);
    private Moment? _fetchedForUnknown;

    private Issuer _current = new(Encoding.UTF8.GetBytes(issuer.Name), pinned, published: null);
    private JsonWebKeySet? _published;

    /// <summary>The exact value of <c>iss</c>, as UTF-8.</summary>
    public ReadOnlySpan<byte> Name => _current.Name;

    /// <summary>Returns the issuer with the keys that are usable at the given time.</summary>
    /// <returns>The same object as before if nothing has changed.</returns>
    public Issuer Current(Moment now)
    {
        RepeatedFetch<FetchedKeys>.FetchState state = _fetches.State;
        JsonWebKeySet? published = state.Good is null || now.SecondsSince(state.FetchedAt) > settings.JwksMaxStaleSeconds ? null : state.Good.Keys;
        if (!ReferenceEquals(published, _published))
        {
            // The new object is allocated first. If memory is exhausted, nothing has changed.
            _current = new Issuer(_current.Name, pinned, published);
            _published = published;
        }

        return _current;
    }

    /// <summary>Starts to fetch the keys during init. Does nothing if the keys are pinned, or if they are fetched only on demand.</summary>
    public void StartPrefetch(Moment now)
    {
        if (pinned is null && issuer.Prefetch)
        {
            _fetches.Start(now, Fetch);
        }
    }

    /// <summary>Waits for a fetch in progress, at most until its time limit.</summary>
    public void AwaitFetch() => _fetches.Await();

    /// <inheritdoc cref="RepeatedFetch{T}.Settle"/>
    public void Settle() => _fetches.Settle();

    /// <summary>Starts a fetch if the keys must be fetched again. Does not wait.</summary>
    public void RefreshIfDue(Moment now)
    {
        RepeatedFetch<FetchedKeys>.FetchState state = _fetches.State;
        bool due = state.Good is null
            ? pinned is null && issuer.Prefetch
            : now.SecondsSince(state.FetchedAt) > state.Good.RefreshAgeSeconds;
        if (due && _fetches.MayStart(now))
        {
            _fetches.Start(now, Fetch);
        }
    }

    /// <summary>
    /// Fetches keys because a token's key is unknown, and waits for them. If a fetch is already in progress, waits for that fetch first.
    /// That fetch can have begun before the key was published. Therefore another fetch follows if the key is still unknown.
    /// </summary>
    public void FetchFor(ReadOnlySpan<byte> keyId, Moment now)
    {
        if (fetcher is null)
        {
            return;
        }

        bool wasRunning = _fetches.IsRunning;
        RefreshIfDue(now);
        if (wasRunning)
        {
            AwaitFetch();
        }

        KeyLookup lookup = Current(now).Find(keyId, out _);
        if (lookup == KeyLookup.Found)
        {
            return;
        }

        if (_fetches.MayStart(now) && (lookup == KeyLookup.Unavailable || MayFetchForUnknown(now)))
        {
            _fetches.Start(now, Fetch);
        }

        AwaitFetch();
    }

    private bool MayFetchForUnknown(Moment now)
    {
        if (_fetchedForUnknown is { } last && now.SecondsSince(last) < UnknownKeyCooldownSeconds)
        {
            return false;
        }

        _fetchedForUnknown = now;
        return true;
    }

    private void Fetch(BackgroundFetch fetch)
    {
        JsonWebKeySet? keys = fetcher?.Fetch(issuer, _fetches.State.Good?.Keys);
        _ = _fetches.End(fetch, keys is null ? null : new FetchedKeys(keys, RefreshAge()));
    }

    private double RefreshAge() => settings.JwksMaxAgeSeconds * Jitter.Between(EarliestRefresh, LatestRefresh);

    private sealed record FetchedKeys(JsonWebKeySet Keys, double RefreshAgeSeconds);
}
