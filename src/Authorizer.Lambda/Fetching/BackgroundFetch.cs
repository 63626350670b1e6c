using System;
using System.Threading;

namespace Authorizer.Lambda.Fetching;

/// <summary>One fetch under way, on a thread of its own.</summary>
internal sealed class BackgroundFetch
{
    // A fetch ends by itself when its time is over; this is for a processor that is busy then.
    private const double GraceSeconds = 1;

    private readonly Thread _thread;
    private readonly Moment _started = Moment.Now;
    private readonly double _limitSeconds;

    /// <summary>Makes the fetch; <see cref="Start"/> begins it.</summary>
    /// <param name="run">Fetches, and says so when it is done. Never throws.</param>
    /// <param name="timeoutMilliseconds">The time it takes at most.</param>
    public BackgroundFetch(Action<BackgroundFetch> run, int timeoutMilliseconds)
    {
        _thread = new Thread(() => run(this)) { IsBackground = true, Name = "fetch" };
        _limitSeconds = (timeoutMilliseconds / 1000.0) + GraceSeconds;
    }

    /// <summary>Whether it took longer than a fetch can: the sandbox was frozen, and its connection is not worth a wait.</summary>
    public bool IsOverdue => SecondsLeft <= 0;

    /// <summary>Whether an outcome may still come.</summary>
    public bool IsUnderWay => _thread.IsAlive && !IsOverdue;

    private double SecondsLeft => _limitSeconds - Moment.Now.SecondsSince(_started);

    /// <summary>Begins.</summary>
    public void Start() => _thread.Start();

    /// <summary>Waits for the outcome, no longer than the fetch may take.</summary>
    public void Await() => Await(TimeSpan.MaxValue);

    /// <summary>Waits for the outcome, no longer than the fetch may take.</summary>
    /// <param name="atMost">The longest wait.</param>
    public void Await(TimeSpan atMost)
    {
        double left = Math.Min(SecondsLeft, atMost.TotalSeconds);
        if (left > 0 && _thread.IsAlive)
        {
            _ = _thread.Join(TimeSpan.FromSeconds(left));
        }
    }
}
