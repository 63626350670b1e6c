using System;

namespace Authorizer.Lambda.Fetching;

/// <summary>The time at which a whole fetch must have ended.</summary>
internal readonly struct Deadline
{
    private readonly long _end;

    private Deadline(long end) => _end = end;

    /// <summary>The remaining time in milliseconds, at least 1: some calls take 0 as "no limit".</summary>
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

    /// <summary>Makes a deadline that many milliseconds from now.</summary>
    public static Deadline In(int milliseconds) => new(Environment.TickCount64 + milliseconds);
}
