using System;
using System.Threading;

namespace Authorizer.Lambda.Fetching;

/// <summary>
/// Fetches a document repeatedly and keeps the last good outcome. At most one fetch runs at a time, in the background. Each failure is
/// followed by a back-off. Reading the outcome takes no lock, because the state is one immutable object that is replaced as a whole.
/// </summary>
/// <typeparam name="T">The result of a successful fetch. Immutable.</typeparam>
/// <param name="timeoutMilliseconds">The time limit of one fetch.</param>
/// <param name="longestPauseSeconds">The longest back-off, at most 60 seconds.</param>
internal sealed class RepeatedFetch<T>(int timeoutMilliseconds, double longestPauseSeconds = RepeatedFetch<T>.LongestBackOffSeconds)
    where T : class
{
    // Until the first fetch succeeds, every call waits or is refused, so the first back-off is short.
    private const double FirstBackOffSeconds = 1;
    private const double LongestBackOffSeconds = 60;
    private const double ShortestShare = 0.75;

    private static readonly TimeSpan LongestSettling = TimeSpan.FromMilliseconds(250);

    // This lock is taken only to begin or end a fetch. Reading the state takes no lock.
    private readonly Lock _changing = new();

    private volatile FetchState _state = new();
    private BackgroundFetch? _fetch;
    private bool _settling;

    /// <summary>The state after the fetches so far.</summary>
    public FetchState State => _state;

    /// <summary>Whether a fetch is in progress.</summary>
    public bool IsRunning => _fetch is { IsRunning: true };

    /// <summary>
    /// True if no fetch is in progress and the back-off after the previous failure has passed, so that a fetch can begin.
    /// </summary>
    public bool MayStart(Moment now) =>
        (_state.LastAttempt is not { } last || now.SecondsSince(last) >= _state.BackOffSeconds)
        && !IsRunning;

    /// <summary>Begins a fetch, and does not wait for it.</summary>
    /// <param name="run">Fetches, and then calls <see cref="End"/>. May throw only <see cref="OutOfMemoryException"/>.</param>
    public void Start(Moment now, Action<BackgroundFetch> run)
    {
        var fetch = new BackgroundFetch(Run, timeoutMilliseconds);
        lock (_changing)
        {
            // The new state is allocated before anything is assigned. If memory is exhausted, nothing has changed.
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
                // This fetch has failed, so the last good outcome is kept.
                _ = End(self, good: null);
            }
        }
    }

    /// <summary>Stores the outcome of a fetch.</summary>
    /// <param name="good">
    /// The result, or <see langword="null"/> if the fetch failed. After a failure, the last good outcome is kept.
    /// </param>
    /// <returns>False if a newer fetch has already begun. The outcome is then ignored.</returns>
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
    /// Waits up to 250 ms for a fetch that began during the previous call. The response was already sent, so no caller waits. Lambda can
    /// freeze the sandbox afterwards, so without this wait a rarely called function might never complete a refresh. Does not wait if the
    /// previous fetch failed.
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

    // The age counts from the beginning of the fetch, because the source can change right after it responds.
    private static FetchState AfterSuccess(FetchState before, T good) =>
        new() { Good = good, FetchedAt = before.LastAttempt ?? default, LastAttempt = before.LastAttempt };

    // If the sandbox was frozen during a fetch, the failure is not counted as a failure of the source.
    private static FetchState AfterFailure(FetchState before, bool frozen, double longest)
    {
        int failures = frozen ? 0 : before.Failures + 1;
        double backOff = Math.Min(FirstBackOffSeconds * Math.Pow(2, Math.Min(failures - 1, 10)), Math.Min(longest, LongestBackOffSeconds));
        return before with { Failures = failures, BackOffSeconds = frozen ? 0 : backOff * Jitter.Between(ShortestShare, 1) };
    }

    /// <summary>The state after the fetches so far.</summary>
    internal sealed record FetchState
    {
        /// <summary>The last good outcome, or <see langword="null"/> if no fetch has succeeded yet.</summary>
        public T? Good { get; init; }

        /// <summary>When the fetch of <see cref="Good"/> began.</summary>
        public Moment FetchedAt { get; init; }

        /// <summary>When the latest fetch began, whether or not it succeeded.</summary>
        public Moment? LastAttempt { get; init; }

        /// <summary>How many fetches have failed since the last success.</summary>
        public int Failures { get; init; }

        /// <summary>The pause after the latest failure, in seconds.</summary>
        public double BackOffSeconds { get; init; }
    }
}
