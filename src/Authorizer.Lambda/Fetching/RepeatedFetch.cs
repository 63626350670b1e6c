using System;
using System.Threading;

namespace Authorizer.Lambda.Fetching;

/// <summary>
/// Fetches a document repeatedly: one background fetch at a time, with back-off after failures, and keeps the last good outcome.
/// Reads take no lock, because an outcome replaces one immutable object.
/// </summary>
/// <typeparam name="T">The result of a successful fetch. Immutable.</typeparam>
/// <param name="timeoutMilliseconds">The time limit of one fetch.</param>
/// <param name="longestPauseSeconds">The longest back-off; at most 60 seconds.</param>
internal sealed class RepeatedFetch<T>(int timeoutMilliseconds, double longestPauseSeconds = RepeatedFetch<T>.LongestBackOffSeconds)
    where T : class
{
    // Until a first fetch succeeds, every call waits or is refused, so the first back-off is short.
    private const double FirstBackOffSeconds = 1;
    private const double LongestBackOffSeconds = 60;
    private const double ShortestShare = 0.75;

    private static readonly TimeSpan LongestSettling = TimeSpan.FromMilliseconds(250);

    // Taken to begin and to end a fetch, not to read the state.
    private readonly Lock _changing = new();

    private volatile FetchState _state = new();
    private BackgroundFetch? _fetch;
    private bool _settling;

    /// <summary>The result of the fetches so far.</summary>
    public FetchState State => _state;

    /// <summary>Whether a fetch is in progress.</summary>
    public bool IsRunning => _fetch is { IsRunning: true };

    /// <summary>Whether a fetch may begin: no other is in progress, and the back-off after the last failure has passed.</summary>
    public bool MayStart(Moment now) =>
        (_state.LastAttempt is not { } last || now.SecondsSince(last) >= _state.BackOffSeconds)
        && !IsRunning;

    /// <summary>Begins a fetch, without waiting.</summary>
    /// <param name="run">Fetches, then calls <see cref="End"/>. Throws nothing but <see cref="OutOfMemoryException"/>.</param>
    public void Start(Moment now, Action<BackgroundFetch> run)
    {
        var fetch = new BackgroundFetch(Run, timeoutMilliseconds);
        lock (_changing)
        {
            // Allocated before the assignments: if memory is exhausted here, nothing has changed.
            FetchState started = _state with { LastAttempt = now };
            (_fetch, _state) = (fetch, started);
        }

        _settling = true;
        fetch.Start();

        void Run(BackgroundFetch self)
        {
            try
            {
                run(self);
            }
            catch (OutOfMemoryException)
            {
                // The incomplete result is dropped with this thread, and the last good outcome stays.
                _ = End(self, good: null);
            }
        }
    }

    /// <summary>Stores the outcome of a fetch.</summary>
    /// <param name="good">The result; <see langword="null"/> if the fetch failed, in which case the last good outcome stays.</param>
    /// <returns>False if the fetch was abandoned: a newer fetch has begun, so this outcome is ignored.</returns>
    public bool End(BackgroundFetch fetch, T? good)
    {
        lock (_changing)
        {
            if (!ReferenceEquals(fetch, _fetch))
            {
                return false;
            }

            _state = good is null ? AfterFailure(_state, fetch.IsOverdue, longestPauseSeconds) : AfterSuccess(_state, good);
            return true;
        }
    }

    /// <summary>Waits for a fetch in progress, at most until its time limit.</summary>
    public void Await() => _fetch?.Await();

    /// <summary>
    /// Waits up to 250 ms for a fetch that began during the last call. The response was sent, so no caller waits. Afterwards the
    /// sandbox may be frozen, and with rare calls no refresh would ever finish. Does not wait while the source fails.
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

    // The age counts from the beginning of the fetch: the source may have changed right after it answered.
    private static FetchState AfterSuccess(FetchState before, T good) =>
        new() { Good = good, FetchedAt = before.LastAttempt ?? default, LastAttempt = before.LastAttempt };

    // A fetch that the sandbox froze does not count as a failure of the source.
    private static FetchState AfterFailure(FetchState before, bool frozen, double longest)
    {
        int failures = frozen ? 0 : before.Failures + 1;
        double backOff = Math.Min(FirstBackOffSeconds * Math.Pow(2, Math.Min(failures - 1, 10)), Math.Min(longest, LongestBackOffSeconds));
        return before with { Failures = failures, BackOffSeconds = frozen ? 0 : backOff * Jitter.Between(ShortestShare, 1) };
    }

    /// <summary>The result of the fetches so far.</summary>
    internal sealed record FetchState
    {
        /// <summary>The last good outcome, or <see langword="null"/> if no fetch has succeeded yet.</summary>
        public T? Good { get; init; }

        /// <summary>When the fetch of <see cref="Good"/> began.</summary>
        public Moment FetchedAt { get; init; }

        /// <summary>When the last fetch began, successful or not.</summary>
        public Moment? LastAttempt { get; init; }

        /// <summary>How many fetches have failed since the last success.</summary>
        public int Failures { get; init; }

        /// <summary>The pause after the last failure, in seconds.</summary>
        public double BackOffSeconds { get; init; }
    }
}
