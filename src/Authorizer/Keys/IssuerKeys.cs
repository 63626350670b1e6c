using System;
using System.Text;
using System.Threading;
using Authorizer.Configuration;
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

    private volatile State _state = new(Keys: null, FetchedAt: default, LastAttempt: null, BackOffSeconds: 0, Failures: 0);
    private Thread? _fetch;
    private Moment _fetchStarted;

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
    /// <param name="now">The time.</param>
    public void AwaitFetch(Moment now)
    {
        double left = (settings.JwksTimeoutMilliseconds / 1000.0) - now.SecondsSince(_fetchStarted);
        if (_fetch is { IsAlive: true } && left > 0)
        {
            _ = _fetch.Join(TimeSpan.FromSeconds(left));
        }
    }

    /// <summary>Starts a fetch, without waiting, when the keys are due for one.</summary>
    /// <param name="now">The time.</param>
    public void RefreshIfDue(Moment now)
    {
        State state = _state;
        bool due = state.Keys is null
            ? pinned is null && issuer.Prefetch
            : now.SecondsSince(state.FetchedAt) > settings.JwksMaxAgeSeconds;
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
        if (FindFetched(keyId, now, out key) == KeyLookup.Found)
        {
            return KeyLookup.Found;
        }

        if (MayFetch(_state, now, UnknownKeyCooldownSeconds))
        {
            StartFetch(now);
        }

        AwaitFetch(now);
        KeyLookup lookup = FindFetched(keyId, now, out key);
        return lookup == KeyLookup.Unavailable && pinned is not null ? KeyLookup.Unknown : lookup;
    }

    private KeyLookup FindFetched(ReadOnlySpan<byte> keyId, Moment now, out RsaSha256Key? key)
    {
        State state = _state;
        if (state.Keys is null || now.SecondsSince(state.FetchedAt) > settings.JwksMaxStaleSeconds)
        {
            key = null;
            return KeyLookup.Unavailable;
        }

        key = state.Keys.Find(keyId);
        return key is null ? KeyLookup.Unknown : KeyLookup.Found;
    }

    private bool MayFetch(State state, Moment now, double pauseSeconds) =>
        _fetch is not { IsAlive: true }
        && (state.LastAttempt is not { } last || now.SecondsSince(last) >= Math.Max(state.BackOffSeconds, pauseSeconds));

    private void StartFetch(Moment now)
    {
        _fetchStarted = now;
        _fetch = new Thread(() => Fetch(now)) { IsBackground = true, Name = "jwks" };
        _fetch.Start();
    }

    private void Fetch(Moment started)
    {
        State before = _state;
        JsonWebKeySet? fetched = fetcher.Fetch(issuer, before.Keys);
        if (fetched is not null)
        {
            _state = new State(fetched, FetchedAt: started, LastAttempt: started, BackOffSeconds: 0, Failures: 0);
            return;
        }

        // Jitter, so that the sandboxes of one function do not come back all at once.
        int failures = before.Failures + 1;
        double backOff = Math.Min(FirstBackOffSeconds * Math.Pow(2, Math.Min(failures - 1, 10)), LongestBackOffSeconds);
#pragma warning disable CA5394 // Nothing is lost when the moment of the next attempt is guessed.
        backOff *= 0.75 + (Random.Shared.NextDouble() / 2);
#pragma warning restore CA5394
        _state = before with { LastAttempt = started, BackOffSeconds = backOff, Failures = failures };
    }

    private sealed record State(JsonWebKeySet? Keys, Moment FetchedAt, Moment? LastAttempt, double BackOffSeconds, int Failures);
}
