using System;
using System.Text;
using System.Threading;
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

/// <summary>
/// One issuer's keys: pinned ones, and fetched ones with their age. Read without locks; a fetch runs on a thread of its own and
/// replaces the fetched keys by swapping one immutable object.
/// </summary>
/// <param name="issuer">The issuer.</param>
/// <param name="pinned">Its pinned keys, or <see langword="null"/>.</param>
/// <param name="fetcher">Fetches its published keys.</param>
/// <param name="settings">Ages and time limits.</param>
internal sealed class IssuerKeys(IssuerSettings issuer, JsonWebKeySet? pinned, JwksFetcher fetcher, Settings settings)
{
    // An unknown key id may ask the issuer again after this time, whoever sends such ids and however many.
    private const double UnknownKeyCooldownSeconds = 10;

    private const double FirstBackOffSeconds = 1;
    private const double LongestBackOffSeconds = 60;

    // Keys are refreshed before they reach their maximum age, so that where requests come all the time a key that was withdrawn
    // is gone by then, a failed attempt or two included. Sandboxes that started together do not come back together.
    private const double EarliestRefresh = 0.8;
    private const double LatestRefresh = 0.9;

    private static readonly TimeSpan LongestSettling = TimeSpan.FromMilliseconds(250);

    // Taken to begin and to end a fetch, never to read.
    private readonly Lock _changing = new();

    private volatile State _state = new();
    private BackgroundFetch? _fetch;
    private bool _settling;

    /// <summary>The value <c>iss</c> must have, exactly, as UTF-8.</summary>
    public byte[] Name { get; } = Encoding.UTF8.GetBytes(issuer.Name);

    /// <summary>Fetches the keys during init, unless they are pinned or this form of the issuer may never be used.</summary>
    /// <param name="now">The time.</param>
    public void StartPrefetch(Moment now)
    {
        if (pinned is null && issuer.Prefetch)
        {
            StartFetch(now);
        }
    }

    /// <summary>Waits for a fetch under way, at most as long as a fetch may take.</summary>
    public void AwaitFetch() => _fetch?.Await();

    /// <summary>
    /// Gives a fetch that began in the last request a moment to end, now that nobody waits for an answer: before the next request
    /// the sandbox may be frozen, and with few requests no refresh would ever get through. Not while the issuer fails, when
    /// there is nothing to win by it.
    /// </summary>
    public void Settle()
    {
        if (_settling)
        {
            _settling = false;
            if (_state.Failures == 0)
            {
                _fetch?.Await(LongestSettling);
            }
        }
    }

    /// <summary>Starts a fetch, without waiting, when the keys are due for one.</summary>
    /// <param name="now">The time.</param>
    public void RefreshIfDue(Moment now)
    {
        State state = _state;
        bool due = state.Keys is null
            ? pinned is null && issuer.Prefetch
            : now.SecondsSince(state.FetchedAt) > state.RefreshAgeSeconds;
        if (due && MayFetch(state, now, pauseSeconds: 0))
        {
            StartFetch(now);
        }
    }

    /// <summary>Finds a key. Waits only where no answer is possible without the issuer, and then at most for one fetch.</summary>
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

        RefreshIfDue(now);
        KeyLookup lookup = FindKnown(keyId, now, out key);
        if (lookup == KeyLookup.Found)
        {
            return lookup;
        }

        if (MayFetch(_state, now, lookup == KeyLookup.Unknown ? UnknownKeyCooldownSeconds : 0))
        {
            StartFetch(now);
        }

        AwaitFetch();
        return FindKnown(keyId, now, out key);
    }

    private KeyLookup FindKnown(ReadOnlySpan<byte> keyId, Moment now, out RsaSha256Key? key)
    {
        State state = _state;
        if (state.Keys is null || now.SecondsSince(state.FetchedAt) > settings.JwksMaxStaleSeconds)
        {
            key = null;
            return pinned is null ? KeyLookup.Unavailable : KeyLookup.Unknown;
        }

        key = state.Keys.Find(keyId);
        return key is null ? KeyLookup.Unknown : KeyLookup.Found;
    }

    private bool MayFetch(State state, Moment now, double pauseSeconds) =>
        (state.LastAttempt is not { } last || now.SecondsSince(last) >= Math.Max(state.BackOffSeconds, pauseSeconds))
        && _fetch is not { IsUnderWay: true };

    private void StartFetch(Moment now)
    {
        var fetch = new BackgroundFetch(Fetch, settings.JwksTimeoutMilliseconds);
        lock (_changing)
        {
            _fetch = fetch;
            _state = _state with { LastAttempt = now };
        }

        _settling = true;
        fetch.Start();
    }

    private void Fetch(BackgroundFetch fetch)
    {
        JsonWebKeySet? keys = fetcher.Fetch(issuer, _state.Keys);
        lock (_changing)
        {
            // One that was given up has a successor, whose outcome is newer.
            if (ReferenceEquals(fetch, _fetch))
            {
                _state = keys is null ? AfterFailure(_state, fetch.IsOverdue) : AfterSuccess(_state, keys);
            }
        }
    }

    // The age counts from before the question: the issuer may have changed its mind right after answering it.
    private State AfterSuccess(State before, JsonWebKeySet keys) => new()
    {
        Keys = keys,
        FetchedAt = before.LastAttempt ?? default,
        RefreshAgeSeconds = settings.JwksMaxAgeSeconds * RandomBetween(EarliestRefresh, LatestRefresh),
        LastAttempt = before.LastAttempt,
    };

    // A fetch that was frozen says nothing about the issuer.
    private static State AfterFailure(State before, bool frozen)
    {
        int failures = frozen ? 0 : before.Failures + 1;
        double backOff = Math.Min(FirstBackOffSeconds * Math.Pow(2, Math.Min(failures - 1, 10)), LongestBackOffSeconds);
        return before with { Failures = failures, BackOffSeconds = frozen ? 0 : backOff * RandomBetween(0.75, 1) };
    }

#pragma warning disable CA5394 // Nothing is lost when the moment of the next fetch is guessed.
    private static double RandomBetween(double least, double most) => least + (Random.Shared.NextDouble() * (most - least));
#pragma warning restore CA5394

    private sealed record State
    {
        public JsonWebKeySet? Keys { get; init; }

        public Moment FetchedAt { get; init; }

        public double RefreshAgeSeconds { get; init; }

        public Moment? LastAttempt { get; init; }

        public int Failures { get; init; }

        public double BackOffSeconds { get; init; }
    }
}
