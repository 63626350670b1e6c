using System;
using System.Threading;

namespace Authorizer.Lambda.Fetching;

/// <summary>
/// Something that is fetched again and again: the last good outcome, one attempt at a time on a thread of its own, and a pause
/// after failures. Read without locks; an outcome swaps one immutable object.
/// </summary>
/// <typeparam name="T">What is made of a good fetch. Immutable.</typeparam>
/// <param name="timeoutMilliseconds">The time limit of one fetch.</param>
/// <param name="longestPauseSeconds">The longest pause after failures; at most a minute.</param>
internal sealed class RepeatedFetch<T>(int timeoutMilliseconds, double longestPauseSeconds = RepeatedFetch<T>.LongestBackOffSeconds)
    where T : class
{
    // While there is nothing good yet everybody waits or is refused, so the first pauses are short.
    private const double FirstBackOffSeconds = 1;
    private const double LongestBackOffSeconds = 60;
    private const double ShortestShare = 0.75;

    private static readonly TimeSpan LongestSettling = TimeSpan.FromMilliseconds(250);

    // Taken to begin and to end a fetch, never to read.
    private readonly Lock _changing = new();

    private volatile Past _past = new();
    private BackgroundFetch? _fetch;
    private bool _settling;

    /// <summary>What the fetches so far have brought.</summary>
    public Past SoFar => _past;

    /// <summary>Whether a fetch is under way.</summary>
    public bool IsUnderWay => _fetch is { IsUnderWay: true };

    /// <summary>Whether a fetch may begin: none is under way, and the pause after the last failure is over.</summary>
    public bool MayStart(Moment now) =>
        (_past.LastAttempt is not { } last || now.SecondsSince(last) >= _past.BackOffSeconds)
        && !IsUnderWay;

    /// <summary>Begins a fetch, without waiting.</summary>
    /// <param name="run">Fetches, and ends with a call of <see cref="End"/>. Never throws.</param>
    public void Start(Moment now, Action<BackgroundFetch> run)
    {
        var fetch = new BackgroundFetch(Run, timeoutMilliseconds);
        lock (_changing)
        {
            // Made whole before either is assigned: if there is no memory for it, nothing has changed.
            Past started = _past with { LastAttempt = now };
            (_fetch, _past) = (fetch, started);
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
                // Whatever was half made is dropped with this thread's stack, and the last good outcome stays.
                _ = End(self, good: null);
            }
        }
    }

    /// <summary>Takes the outcome of a fetch.</summary>
    /// <param name="good">What was made of it, or <see langword="null"/> where it failed: the last good outcome then stays.</param>
    /// <returns>False where the fetch had been given up: its successor's outcome is newer, whenever it comes.</returns>
    public bool End(BackgroundFetch fetch, T? good)
    {
        lock (_changing)
        {
            if (!ReferenceEquals(fetch, _fetch))
            {
                return false;
            }

            _past = good is null ? AfterFailure(_past, fetch.IsOverdue, longestPauseSeconds) : AfterSuccess(_past, good);
            return true;
        }
    }

    /// <summary>Waits for a fetch under way, at most as long as a fetch may take.</summary>
    public void Await() => _fetch?.Await();

    /// <summary>
    /// Gives a fetch that began in the last request a moment to end, now that nobody waits for an answer: before the next request
    /// the sandbox may be frozen, and with few requests no refresh would ever get through. Not while the source fails, when
    /// there is nothing to win by it.
    /// </summary>
    public void Settle()
    {
        if (_settling)
        {
            _settling = false;
            if (_past.Failures == 0)
            {
                _fetch?.Await(LongestSettling);
            }
        }
    }

    // The age counts from before the question: the source may have changed its mind right after answering it.
    private static Past AfterSuccess(Past before, T good) =>
        new() { Good = good, FetchedAt = before.LastAttempt ?? default, LastAttempt = before.LastAttempt };

    // A fetch that was frozen says nothing about the source.
    private static Past AfterFailure(Past before, bool frozen, double longest)
    {
        int failures = frozen ? 0 : before.Failures + 1;
        double backOff = Math.Min(FirstBackOffSeconds * Math.Pow(2, Math.Min(failures - 1, 10)), Math.Min(longest, LongestBackOffSeconds));
        return before with { Failures = failures, BackOffSeconds = frozen ? 0 : backOff * Jitter.Between(ShortestShare, 1) };
    }

    /// <summary>What the fetches so far have brought.</summary>
    internal sealed record Past
    {
        /// <summary>The last good outcome, or <see langword="null"/> where there never was one.</summary>
        public T? Good { get; init; }

        /// <summary>When the fetch of <see cref="Good"/> began.</summary>
        public Moment FetchedAt { get; init; }

        /// <summary>When the last fetch began, whatever became of it.</summary>
        public Moment? LastAttempt { get; init; }

        /// <summary>How many fetches have failed since the last good one.</summary>
        public int Failures { get; init; }

        /// <summary>The pause they cost.</summary>
        public double BackOffSeconds { get; init; }
    }
}
