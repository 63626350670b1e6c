using System;
using System.Collections.Generic;
using System.Diagnostics;
using LoadTest.Contenders;
using LoadTest.Reports;
using LoadTest.Sandboxes;

namespace LoadTest.Measurements;

/// <summary>A fresh sandbox of a contender.</summary>
internal sealed class SandboxRun : IDisposable
{
    private readonly SandboxProcess _process;
    private readonly CpuLimit? _limit;

    /// <summary>Starts the sandbox.</summary>
    /// <param name="bench">The shared setup of all runs.</param>
    /// <param name="contender">The contender to start.</param>
    /// <param name="settings">Environment variables that override those of the bench and the contender.</param>
    /// <param name="limit">The CPU limit. It applies after the first poll, because Lambda starts functions at full speed.</param>
    public SandboxRun(
        Bench bench, Contender contender, IReadOnlyDictionary<string, string>? settings = null, CpuLimit? limit = null)
    {
        Api = new RuntimeApi();
        _limit = limit;
        _process = SandboxProcess.Start(bench.Launcher, contender.Command, bench.Environment(contender, Api.Endpoint, settings));
    }

    /// <summary>The Runtime API of the sandbox.</summary>
    public RuntimeApi Api { get; }

    /// <summary>The process of the sandbox.</summary>
    public SandboxProcess Process => _process;

    /// <summary>Waits for the first poll.</summary>
    /// <returns>The time since exec, in milliseconds.</returns>
    public double AwaitFirstPoll()
    {
        long polled = Poll();
        _limit?.Add(_process.ProcessId);
        return Milliseconds(_process.Note().ExecAt, polled);
    }

    /// <summary>Sends an event and waits for the answer. The sandbox must have polled.</summary>
    /// <param name="payload">The event.</param>
    /// <returns>The time from event to answer, in milliseconds.</returns>
    public double Answer(byte[] payload)
    {
        long handedOut = Api.HandOut(payload);
        return Milliseconds(handedOut, Api.AwaitAnswer());
    }

    /// <summary>Accepts the answer and waits for the next poll. Discards the log.</summary>
    public void Continue()
    {
        Api.Accept();
        _ = Poll();
        _process.DrainOutput();
    }

    /// <summary>Sends events one after another and waits for the answers.</summary>
    /// <param name="count">The number of events.</param>
    /// <param name="payload">Returns the event with a number.</param>
    /// <returns>The times of the events, in milliseconds.</returns>
    public Distribution Answers(int count, Func<int, byte[]> payload)
    {
        double[] times = new double[count];
        for (int at = 0; at < count; at++)
        {
            times[at] = Answer(payload(at));
            Continue();
        }

        return new Distribution(times);
    }

    public void Dispose()
    {
        _process.Dispose();
        Api.Dispose();
    }

    private static double Milliseconds(long from, long to) => Stopwatch.GetElapsedTime(from, to).TotalMilliseconds;

    private long Poll()
    {
        try
        {
            return Api.AwaitPoll();
        }
        catch (LoadTestException problem)
        {
            _process.KeepsOutput = true;
            _process.DrainOutput();
            throw new LoadTestException($"{problem.Message}\n{_process.Output}");
        }
    }
}
