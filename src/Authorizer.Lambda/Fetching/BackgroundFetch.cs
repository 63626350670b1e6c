using System;
using System.Threading;

namespace Authorizer.Lambda.Fetching;

/// <summary>One fetch on its own thread.</summary>
internal sealed class BackgroundFetch
{
    // A fetch enforces its own time limit. The extra time is for a busy processor.
    private const double GraceSeconds = 1;

    private readonly Thread _thread;
    private readonly Moment _started = Moment.Now;
    private readonly double _limitSeconds;

    /// <summary>Prepares a fetch. <see cref="Start"/> begins it.</summary>
    /// <param name="run">Fetches, and stores the outcome. Must not throw.</param>
    /// <param name="timeoutMilliseconds">The time limit of the whole fetch.</param>
    public BackgroundFetch(Action<BackgroundFetch> run, int timeoutMilliseconds)
    {
        _thread = new Thread(() => run(this)) { IsBackground = true, Name = "fetch" };
        _limitSeconds = (timeoutMilliseconds / 1000.0) + GraceSeconds;
    }

    /// <summary>
    /// Whether the fetch exceeded its time limit. This happens if the sandbox was frozen, so the connection is probably dead.
    /// </summary>
    public bool IsOverdue => SecondsLeft <= 0;

    /// <summary>Whether the fetch can still have an outcome.</summary>
    public bool IsRunning => _thread.IsAlive && !IsOverdue;

    private double SecondsLeft => _limitSeconds - Moment.Now.SecondsSince(_started);

    /// <summary>Begins the fetch.</summary>
    public void Start() => _thread.Start();

    /// <summary>Waits for the outcome, at most until the time limit of the fetch.</summary>
    public void Await() => Await(TimeSpan.MaxValue);

    /// <summary>Waits for the outcome, at most until the time limit of the fetch or for the given time.</summary>
    public void Await(TimeSpan atMost)
    {
        double left = Math.Min(SecondsLeft, atMost.TotalSeconds);
        if (left > 0 && _thread.IsAlive)
        {
            _ = _thread.Join(TimeSpan.FromSeconds(left));
        }
    }
}
