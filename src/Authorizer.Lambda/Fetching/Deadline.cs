using System;

namespace Authorizer.Lambda.Fetching;

/// <summary>The time by which a whole fetch must have ended.</summary>
internal readonly struct Deadline
{
    private readonly long _end;

    private Deadline(long end) => _end = end;

    /// <summary>The remaining time in milliseconds. It is at least 1, because some functions treat 0 as "no limit".</summary>
    /// <exception cref="TimeoutException">No time is left.</exception>
    public int MillisecondsLeft
    {
        get
        {
            long left = _end - Environment.TickCount64;
            return left > 0 ? (int)left : throw new TimeoutException("The fetch took longer than AUTHORIZER_FETCH_TIMEOUT_MS.");
        }
    }

    /// <summary>Whether no time is left.</summary>
    public bool IsOver => Environment.TickCount64 >= _end;

    /// <summary>Creates a deadline that ends after a number of milliseconds.</summary>
    public static Deadline In(int milliseconds) => new(Environment.TickCount64 + milliseconds);
}
