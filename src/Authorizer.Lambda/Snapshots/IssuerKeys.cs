using System;
using System.Text;
using Authorizer.Keys;
using Authorizer.Lambda.Configuration;
using Authorizer.Lambda.Fetching;

namespace Authorizer.Lambda.Snapshots;

/// <summary>One issuer's keys: pinned ones, and fetched ones with their age. Read without locks.</summary>
/// <param name="pinned">Its pinned keys, or <see langword="null"/>.</param>
/// <param name="fetcher">Fetches its published keys; <see langword="null"/> if that is not possible and the pinned ones are all there are.</param>
internal sealed class IssuerKeys(IssuerSettings issuer, JsonWebKeySet? pinned, JwksFetcher? fetcher, Settings settings)
{
    // Unknown key ids cause one fetch in this time, whoever sends them and however many. Other fetches do not count: a key that was
    // published right after one of them is found at once.
    private const double UnknownKeyCooldownSeconds = 10;

    // Keys are refreshed before they reach their maximum age, so that where requests come all the time a key that was withdrawn
    // is gone by then, a failed attempt or two included.
    private const double EarliestRefresh = 0.8;
    private const double LatestRefresh = 0.9;

    private readonly RepeatedFetch<FetchedKeys> _fetches = new(settings.FetchTimeoutMilliseconds);
    private Moment? _fetchedForUnknown;

    private Issuer _current = new(Encoding.UTF8.GetBytes(issuer.Name), pinned, published: null);
    private JsonWebKeySet? _published;

    /// <summary>The value <c>iss</c> must have, exactly, as UTF-8.</summary>
    public ReadOnlySpan<byte> Name => _current.Name;

    /// <summary>The issuer with the keys that may be used now.</summary>
    /// <returns>The same object as long as nothing changed.</returns>
    public Issuer Current(Moment now)
    {
        RepeatedFetch<FetchedKeys>.Past past = _fetches.SoFar;
        JsonWebKeySet? published = past.Good is null || now.SecondsSince(past.FetchedAt) > settings.JwksMaxStaleSeconds ? null : past.Good.Keys;
        if (!ReferenceEquals(published, _published))
        {
            // The issuer first: if there is no memory for it, nothing has changed.
            _current = new Issuer(_current.Name, pinned, published);
            _published = published;
        }

        return _current;
    }

    /// <summary>Fetches the keys during init, unless they are pinned or this form of the issuer may never be used.</summary>
    public void StartPrefetch(Moment now)
    {
        if (pinned is null && issuer.Prefetch)
        {
            _fetches.Start(now, Fetch);
        }
    }

    /// <summary>Waits for a fetch under way, at most as long as a fetch may take.</summary>
    public void AwaitFetch() => _fetches.Await();

    /// <summary>After an answer: gives a fetch that began with its request a moment to end, before the sandbox may be frozen.</summary>
    public void Settle() => _fetches.Settle();

    /// <summary>Starts a fetch, without waiting, when the keys are due for one.</summary>
    public void RefreshIfDue(Moment now)
    {
        RepeatedFetch<FetchedKeys>.Past past = _fetches.SoFar;
        bool due = past.Good is null
            ? pinned is null && issuer.Prefetch
            : now.SecondsSince(past.FetchedAt) > past.Good.RefreshAgeSeconds;
        if (due && _fetches.MayStart(now))
        {
            _fetches.Start(now, Fetch);
        }
    }

    /// <summary>
    /// Fetches for a key that is not known. Waits only if no answer is possible without the issuer: for a fetch of its own, and before that
    /// for one that began with an earlier call and may not know the newest keys.
    /// </summary>
    public void FetchFor(ReadOnlySpan<byte> keyId, Moment now)
    {
        if (fetcher is null)
        {
            return;
        }

        bool underWay = _fetches.IsUnderWay;
        RefreshIfDue(now);
        if (underWay)
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
        JsonWebKeySet? keys = fetcher?.Fetch(issuer, _fetches.SoFar.Good?.Keys);
        _ = _fetches.End(fetch, keys is null ? null : new FetchedKeys(keys, RefreshAge()));
    }

    private double RefreshAge() => settings.JwksMaxAgeSeconds * Jitter.Between(EarliestRefresh, LatestRefresh);

    private sealed record FetchedKeys(JsonWebKeySet Keys, double RefreshAgeSeconds);
}
