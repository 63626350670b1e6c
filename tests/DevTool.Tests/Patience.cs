using System;
using System.Diagnostics;
using System.Threading.Tasks;
using Xunit;

namespace DevTool.Tests;

/// <summary>Waits for another process. A wait is usually short. The limit is long enough for an overloaded machine.</summary>
internal static class Patience
{
    /// <summary>The longest wait.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until a condition is true. Fails after the longest wait.</summary>
    public static Task UntilAsync(Func<bool> holds) => UntilAsync(() => Task.FromResult(holds()));

    /// <summary>Waits until a condition is true. Fails after the longest wait.</summary>
    public static async Task UntilAsync(Func<Task<bool>> holds)
    {
        long start = Stopwatch.GetTimestamp();
        while (!await holds())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Limit, $"the condition was not true within {Limit}");
            await Task.Delay(Interval, TestContext.Current.CancellationToken);
        }
    }
}
