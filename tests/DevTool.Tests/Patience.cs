using System;
using System.Diagnostics;
using System.Threading.Tasks;
using Xunit;

namespace DevTool.Tests;

/// <summary>Waits for another process. The limit is for an overloaded machine; usually the wait is short.</summary>
internal static class Patience
{
    /// <summary>The longest wait.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until something holds, and fails if it never does.</summary>
    public static Task UntilAsync(Func<bool> holds) => UntilAsync(() => Task.FromResult(holds()));

    /// <summary>Waits until something holds, and fails if it never does.</summary>
    public static async Task UntilAsync(Func<Task<bool>> holds)
    {
        long start = Stopwatch.GetTimestamp();
        while (!await holds())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Limit, $"waited {Limit} in vain");
            await Task.Delay(Interval, TestContext.Current.CancellationToken);
        }
    }
}
