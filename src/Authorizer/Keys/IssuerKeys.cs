using System;
using System.Text;
using Authorizer.Configuration;
using Authorizer.Fetching;
using Authorizer.Signatures;

namespace Authorizer.Keys;

/// <summary>How a search for a key ended.</summary>
internal enum KeyLookup : byte
{
    /// <summary>The issuer's keys cannot be had now.</summary>
    Unavailable,

    /// <summary>The issuer's keys are known, and this is none of them.</summary>
    Unknown,

    /// <summary>The key was found.</summary>
    Found,
}

/// <summary>One issuer's keys: pinned ones, and fetched ones with their age. Read without locks.</summary>
/// <param name="issuer">The issuer.</param>
/// <param name="pinned">Its pinned keys, or <see langword="null"/>.</param>
/// <param name="fetcher">Fetches its published keys.</param>
/// <param name="settings">Ages and time limits.</param>
internal sealed class IssuerKeys(IssuerSettings issuer, JsonWebKeySet? pinned, JwksFetcher fetcher, Settings settings)
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

    /// <summary>The value <c>iss</c> must have, exactly, as UTF-8.</summary>
    public byte[] Name { get; } = Encoding.UTF8.GetBytes(issuer.Name);

    /// <summary>Fetches the keys during init, unless they are pinned or this form of the issuer may never be used.</summary>
    /// <param name="now">The time.</param>
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
    /// <param name="now">The time.</param>
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
    /// Finds a key. Waits only if no answer is possible without the issuer: for a fetch of its own, and before that for one that
    /// began with an earlier call and may not know the newest keys.
    /// </summary>
    /// <param name="keyId">The key's <c>kid</c>.</param>
    /// <param name="now">The time.</param>
    /// <param name="key">The key.</param>
    /// <returns>Whether there is one.</returns>
    public KeyLookup Find(ReadOnlySpan<byte> keyId, Moment now, out RsaSha256Key? key)
    {
        key = pinned?.Find(keyId);
        if (key is not null)
        {
            return KeyLookup.Found;
        }

        bool underWay = _fetches.IsUnderWay;
        RefreshIfDue(now);
        KeyLookup lookup = FindKnown(keyId, now, out key);
        if (lookup != KeyLookup.Found && underWay)
        {
            AwaitFetch();
            lookup = FindKnown(keyId, now, out key);
        }

        if (lookup == KeyLookup.Found)
        {
            return lookup;
        }

        if (_fetches.MayStart(now) && (lookup == KeyLookup.Unavailable || MayFetchForUnknown(now)))
        {
            _fetches.Start(now, Fetch);
        }

        AwaitFetch();
        return FindKnown(keyId, now, out key);
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

    private KeyLookup FindKnown(ReadOnlySpan<byte> keyId, Moment now, out RsaSha256Key? key)
    {
        RepeatedFetch<FetchedKeys>.Past past = _fetches.SoFar;
        if (past.Good is null || now.SecondsSince(past.FetchedAt) > settings.JwksMaxStaleSeconds)
        {
            key = null;
            return pinned is null ? KeyLookup.Unavailable : KeyLookup.Unknown;
        }

        key = past.Good.Keys.Find(keyId);
        return key is null ? KeyLookup.Unknown : KeyLookup.Found;
    }

    private void Fetch(BackgroundFetch fetch)
    {
        JsonWebKeySet? keys = fetcher.Fetch(issuer, _fetches.SoFar.Good?.Keys);
        _ = _fetches.End(fetch, keys is null ? null : new FetchedKeys(keys, RefreshAge()));
    }

    private double RefreshAge() => settings.JwksMaxAgeSeconds * Jitter.Between(EarliestRefresh, LatestRefresh);

    private sealed record FetchedKeys(JsonWebKeySet Keys, double RefreshAgeSeconds);
}
