using System;
using System.Globalization;
using System.Threading;
using Authorizer.Configuration;
using Authorizer.Fetching;
using Authorizer.Keys;
using Authorizer.Telemetry;

namespace Authorizer.Live;

/// <summary>Makes something of a document.</summary>
/// <typeparam name="T">What it makes.</typeparam>
/// <param name="body">The document.</param>
/// <param name="problem">What is wrong with it, in one sentence, or <see langword="null"/>.</param>
/// <returns>What it made, or <see langword="null"/>.</returns>
internal delegate T? LiveDocumentReader<out T>(byte[] body, out string? problem)
    where T : class;

/// <summary>
/// A document that is read again while the function runs. The last good one stays in force, however old; a bad one is told to the
/// log. Read without locks; a fetch runs on a thread of its own and swaps one immutable object.
/// </summary>
/// <typeparam name="T">What the document says. Immutable.</typeparam>
/// <param name="name">What the log calls it.</param>
/// <param name="uri">Where it is.</param>
/// <param name="maxAgeSeconds">Age from which it is read again.</param>
/// <param name="timeoutMilliseconds">The time limit of one fetch.</param>
/// <param name="documents">Fetches.</param>
/// <param name="reader">Makes something of the document.</param>
/// <param name="log">Where changes and failures are told.</param>
internal sealed class LiveDocument<T>(
    string name, Uri uri, int maxAgeSeconds, int timeoutMilliseconds, DocumentFetcher documents, LiveDocumentReader<T> reader, Log log)
    where T : class
{
    // A hundred thousand revoked sign-ins have 4 MB.
    private const int MaxBodyBytes = 16 * 1024 * 1024;

    private const int Ok = 200;
    private const int NotModified = 304;

    // While there is nothing good yet everybody waits or is refused, so the pauses are short.
    private const double FirstBackOffSeconds = 1;
    private const double LongestBackOffSeconds = 60;

    private static readonly TimeSpan LongestSettling = TimeSpan.FromMilliseconds(250);

    // Taken to begin and to end a fetch, never to read.
    private readonly Lock _changing = new();

    private volatile State _state = new();
    private BackgroundFetch? _fetch;
    private bool _settling;

    /// <summary>Begins the first fetch, during init.</summary>
    /// <param name="now">The time.</param>
    public void StartPrefetch(Moment now) => StartFetch(now);

    /// <summary>Waits for a fetch under way, at most as long as a fetch may take.</summary>
    public void AwaitFetch() => _fetch?.Await();

    /// <summary>After an answer: gives a fetch that began with its request a moment to end, before the sandbox may be frozen.</summary>
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

    /// <summary>Begins a fetch, without waiting, when the document is due for one.</summary>
    /// <param name="now">The time.</param>
    public void RefreshIfDue(Moment now)
    {
        State state = _state;
        bool due = state.Value is null || now.SecondsSince(state.FetchedAt) >= maxAgeSeconds;
        bool paused = state.LastAttempt is { } last && now.SecondsSince(last) < state.BackOffSeconds;
        if (due && !paused && _fetch is not { IsUnderWay: true })
        {
            StartFetch(now);
        }
    }

    /// <summary>What the last good document says. Waits only where there never was one, and then at most for one fetch.</summary>
    /// <param name="now">The time.</param>
    /// <returns><see langword="null"/> where there never was a good one.</returns>
    public T? Current(Moment now)
    {
        RefreshIfDue(now);
        if (_state.Value is null)
        {
            AwaitFetch();
        }

        return _state.Value;
    }

    private void StartFetch(Moment now)
    {
        var fetch = new BackgroundFetch(Fetch, timeoutMilliseconds);
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
        State before = _state;
        T? value = null;
        string? problem;
        FetchedDocument document = new();
        try
        {
            document = documents.Fetch(new DocumentRequest(uri, timeoutMilliseconds, MaxBodyBytes) { KnownEntityTag = before.EntityTag });
            problem = document.Problem ?? Read(document, before, out value);
        }
#pragma warning disable CA1031 // On a thread of its own a defect would end the process; the last good document stays in force.
        catch (Exception defect)
#pragma warning restore CA1031
        {
            problem = defect.ToString();
        }

        bool changed = value is not null && !ReferenceEquals(value, before.Value);
        lock (_changing)
        {
            // One that was given up has a successor, whose outcome is newer.
            if (!ReferenceEquals(fetch, _fetch))
            {
                return;
            }

            _state = value is null ? AfterFailure(_state, fetch.IsOverdue) : AfterSuccess(_state, value, document, changed);
        }

        if (problem is not null)
        {
            log.Write(LogLevel.Warn, "A live document could not be used; the last good one stays in force.", ("document", name), ("problem", problem));
        }
        else if (changed)
        {
            log.Write(LogLevel.Info, "A live document is in force.", ("document", name));
        }
    }

    private string? Read(FetchedDocument document, State before, out T? value)
    {
        value = null;
        if (document.Status == NotModified && before.Value is not null)
        {
            value = before.Value;
            return null;
        }

        if (document.Status != Ok)
        {
            return "The status was " + document.Status.ToString(CultureInfo.InvariantCulture) + ".";
        }

        // Without an entity tag the same document comes again and again; it is then kept as it is, with all that hangs on it.
        if (before.Body is { } body && document.Body.AsSpan().SequenceEqual(body))
        {
            value = before.Value;
            return null;
        }

        value = reader(document.Body, out string? problem);
        return problem;
    }

    private static State AfterSuccess(State before, T value, FetchedDocument document, bool changed) => new()
    {
        Value = value,
        FetchedAt = before.LastAttempt ?? default,
        LastAttempt = before.LastAttempt,
        EntityTag = document.Status == NotModified ? before.EntityTag : document.EntityTag,
        Body = !changed ? before.Body : document.EntityTag is null ? document.Body : null,
    };

    // A fetch that was frozen says nothing about the server.
    private static State AfterFailure(State before, bool frozen)
    {
        int failures = frozen ? 0 : before.Failures + 1;
        double backOff = Math.Min(FirstBackOffSeconds * Math.Pow(2, Math.Min(failures - 1, 10)), LongestBackOffSeconds);
        return before with { Failures = failures, BackOffSeconds = frozen ? 0 : backOff };
    }

    private sealed record State
    {
        public T? Value { get; init; }

        public Moment FetchedAt { get; init; }

        public string? EntityTag { get; init; }

        // Kept where there is no entity tag to tell a change by.
        public byte[]? Body { get; init; }

        public Moment? LastAttempt { get; init; }

        public int Failures { get; init; }

        public double BackOffSeconds { get; init; }
    }
}
