using System;

namespace Authorizer.Lambda.Fetching;

/// <summary>The end of the time for one fetch, all its steps together.</summary>
internal readonly struct Deadline
{
    private readonly long _end;

    private Deadline(long end) => _end = end;

    /// <summary>The time that is left, in milliseconds: at least one, because zero means for ever to some calls.</summary>
    /// <exception cref="TimeoutException">None is left.</exception>
    public int MillisecondsLeft
    {
        get
        {
            long left = _end - Environment.TickCount64;
            return left > 0 ? (int)left : throw new TimeoutException("The time for fetching is over.");
        }
    }

    /// <summary>Whether no time is left.</summary>
    public bool IsOver => Environment.TickCount64 >= _end;

    /// <summary>Starts the time.</summary>
    /// <returns>Its end.</returns>
    public static Deadline In(int milliseconds) => new(Environment.TickCount64 + milliseconds);
}
