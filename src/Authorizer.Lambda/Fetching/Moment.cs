using System;

namespace Authorizer.Lambda.Fetching;

/// <summary>
/// A point in time on two clocks: wall time, which a step can move, and time since boot, which a frozen sandbox may not count.
/// </summary>
/// <param name="UnixSeconds">Wall time in seconds since 1970.</param>
/// <param name="UptimeMilliseconds">Time since boot, in milliseconds.</param>
internal readonly record struct Moment(double UnixSeconds, long UptimeMilliseconds)
{
    /// <summary>The time now.</summary>
    public static Moment Now => new(
        (DateTime.UtcNow - DateTime.UnixEpoch).Ticks / (double)TimeSpan.TicksPerSecond, Environment.TickCount64);

    /// <summary>The time since an earlier moment, by the clock that counted more of it; never negative.</summary>
    /// <returns>Seconds.</returns>
    public double SecondsSince(Moment earlier) =>
        Math.Max(UnixSeconds - earlier.UnixSeconds, (UptimeMilliseconds - earlier.UptimeMilliseconds) / 1000.0);
}
