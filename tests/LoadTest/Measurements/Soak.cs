using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using LoadTest.Contenders;
using LoadTest.Reports;
using LoadTest.Sandboxes;
using LoadTest.Workload;

namespace LoadTest.Measurements;

/// <summary>Measures whether the latency and the memory of one sandbox stay constant over very many invocations of every kind.</summary>
/// <param name="bench">The shared setup of all runs.</param>
internal sealed class Soak(Bench bench)
{
    private const int Windows = 100;
    private const double SlowMilliseconds = 5;

    // More tokens than the authorizer's cache can hold (1,024), so that cache entries are constantly replaced.
    private const int Tokens = 1500;
    private const int Escaped = 50;

    /// <summary>Runs the soak test.</summary>
    /// <param name="contender">The contender.</param>
    /// <param name="invocations">The number of invocations.</param>
    /// <param name="finishedWindow">Called a hundred times, with the completed share.</param>
    /// <returns>The latency and the memory over time.</returns>
    public SoakResult Measure(Contender contender, int invocations, Action<double> finishedWindow)
    {
        byte[][] traffic = MixedTraffic();
        int perWindow = invocations / Windows;
        double[] times = new double[perWindow];
        List<SoakWindow> windows = [];
        List<SlowInvocation> slow = [];
        using var oneCpu = new OneCpu();
        using var run = new SandboxRun(bench, contender);
        _ = run.AwaitFirstPoll();
        long start = Stopwatch.GetTimestamp();
        for (int window = 0; window < Windows; window++)
        {
            long cpuBefore = ProcessUsage.CpuTime(run.Process.ProcessId);
            for (int at = 0; at < perWindow; at++)
            {
                int number = (window * perWindow) + at;
                times[at] = run.Answer(traffic[number % traffic.Length]);
                run.Continue();
                if (times[at] > SlowMilliseconds)
                {
                    slow.Add(new SlowInvocation(number, times[at]));
                }
            }

            long cpu = ProcessUsage.CpuTime(run.Process.ProcessId) - cpuBefore;
            windows.Add(new SoakWindow(
                (window + 1) * perWindow, new Distribution(times), ProcessUsage.ResidentBytes(run.Process.ProcessId), cpu / 1e3 / perWindow));
            finishedWindow((window + 1) / (double)Windows);
        }

        return new SoakResult(
            contender.Name, Windows * perWindow, Stopwatch.GetElapsedTime(start).TotalSeconds, windows, slow, run.Process.Usage().PeakMemoryBytes);
    }

    private static byte[][] MixedTraffic()
    {
        string[] tokens = [.. Enumerable.Range(0, Tokens).Select(Traffic.Token)];
        string[] escaped = [.. Enumerable.Range(Tokens, Escaped).Select(Traffic.EscapedToken)];
        byte[][] refused = [Traffic.Expired(), Traffic.Tampered(), Traffic.Anonymous(), Traffic.Event("not.a.token", "/pets")];
        List<byte[]> traffic = [];
        for (int at = 0; at < Tokens; at++)
        {
            // Of ten invocations, three have new tokens, one has a new or popular token with escaped claims, and three have a popular token.
            // One is not permitted, one has an invalid token, and one uses another route.
            traffic.Add((at % 10) switch
            {
                < 3 => Traffic.Event(tokens[at], "/pets"),
                3 => Traffic.Event(escaped[at / 10 % escaped.Length], "/pets"),
                < 7 => Traffic.Event(tokens[at % 7], "/pets/7"),
                7 => Traffic.Event(tokens[at], "/admin/users"),
                8 => refused[at / 10 % refused.Length],
                _ => Traffic.Event(tokens[at], "/users/ann/orders"),
            });
        }

        return [.. traffic];
    }
}

/// <summary>The result of a soak test.</summary>
/// <param name="Contender">The contender.</param>
/// <param name="Invocations">The number of invocations.</param>
/// <param name="Seconds">The duration in seconds.</param>
/// <param name="Windows">The results of a hundred parts of equal size.</param>
/// <param name="Slow">The invocations that took more than 5 ms.</param>
/// <param name="PeakMemory">The largest resident memory, in bytes.</param>
internal sealed record SoakResult(
    string Contender, int Invocations, double Seconds, IReadOnlyList<SoakWindow> Windows, IReadOnlyList<SlowInvocation> Slow, long PeakMemory)
{
    /// <summary>The memory growth from the first tenth of the soak test to the last tenth, as a fraction.</summary>
    public double MemoryGrowth
    {
        get
        {
            int tenth = Windows.Count / 10;
            return (Windows.TakeLast(tenth).Average(window => window.ResidentBytes) / Windows.Skip(tenth).Take(tenth).Average(window => window.ResidentBytes)) - 1;
        }
    }

    /// <summary>The time of the slowest invocation, in milliseconds.</summary>
    public double Slowest => Windows.Max(window => window.Milliseconds.Maximum);
}

/// <summary>One part of a soak test.</summary>
/// <param name="Until">The number of invocations until the end of this part.</param>
/// <param name="Milliseconds">The times from event to answer.</param>
/// <param name="ResidentBytes">The resident memory at the end of this part.</param>
/// <param name="CpuMicroseconds">The mean CPU time of an invocation.</param>
internal sealed record SoakWindow(int Until, Distribution Milliseconds, long ResidentBytes, double CpuMicroseconds);

/// <summary>An invocation that took longer than the limit.</summary>
/// <param name="Number">The number of the invocation.</param>
/// <param name="Milliseconds">The time from event to answer.</param>
internal sealed record SlowInvocation(int Number, double Milliseconds);
