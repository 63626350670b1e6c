using System;
using System.Diagnostics;
using System.Threading.Tasks;
using Xunit;

namespace DevTool.Tests;

/// <summary>Waits for what another process does. The limit is for a machine with ten times the work it can do; usually nothing waits so long.</summary>
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
