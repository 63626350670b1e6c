using System;

namespace Authorizer.Lambda.Fetching;

/// <summary>
/// A point in time on two clocks, because each clock alone can be wrong. The wall clock can be changed. The boot clock can stop while the
/// sandbox is frozen.
/// </summary>
/// <param name="UnixSeconds">Wall-clock time in seconds since 1970.</param>
/// <param name="UptimeMilliseconds">Time since boot, in milliseconds.</param>
internal readonly record struct Moment(double UnixSeconds, long UptimeMilliseconds)
{
    /// <summary>The current time.</summary>
    public static Moment Now => new(
        (DateTime.UtcNow - DateTime.UnixEpoch).Ticks / (double)TimeSpan.TicksPerSecond, Environment.TickCount64);

    /// <summary>The seconds since an earlier moment. This is the larger of the times that passed on the two clocks.</summary>
    public double SecondsSince(Moment earlier) =>
        Math.Max(UnixSeconds - earlier.UnixSeconds, (UptimeMilliseconds - earlier.UptimeMilliseconds) / 1000.0);
}
