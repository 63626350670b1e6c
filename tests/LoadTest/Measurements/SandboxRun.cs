using System;
using System.Collections.Generic;
using System.Diagnostics;
using LoadTest.Contenders;
using LoadTest.Reports;
using LoadTest.Sandboxes;

namespace LoadTest.Measurements;

/// <summary>One fresh sandbox of a contender, from its start.</summary>
internal sealed class SandboxRun : IDisposable
{
    private readonly SandboxProcess _process;
    private readonly CpuLimit? _limit;

    /// <summary>Starts the sandbox.</summary>
    /// <param name="bench">The shared setup of all runs.</param>
    /// <param name="contender">The contender to start.</param>
    /// <param name="settings">Environment variables that override those of the bench and the contender.</param>
    /// <param name="limit">Its CPU limit after the first poll: Lambda starts functions at full speed.</param>
    public SandboxRun(
        Bench bench, Contender contender, IReadOnlyDictionary<string, string>? settings = null, CpuLimit? limit = null)
    {
        Api = new RuntimeApi();
        _limit = limit;
        _process = SandboxProcess.Start(bench.Launcher, contender.Command, bench.Environment(contender, Api.Endpoint, settings));
    }

    /// <summary>Its Runtime API.</summary>
    public RuntimeApi Api { get; }

    /// <summary>Its process.</summary>
    public SandboxProcess Process => _process;

    /// <summary>Waits for the first poll.</summary>
    /// <returns>Milliseconds since exec.</returns>
    public double AwaitFirstPoll()
    {
        long polled = Poll();
        _limit?.Add(_process.ProcessId);
        return Milliseconds(_process.Note().ExecAt, polled);
    }

    /// <summary>Handles one event; the sandbox must have polled.</summary>
    /// <param name="payload">The event.</param>
    /// <returns>Milliseconds from sending it to the answer.</returns>
    public double Answer(byte[] payload)
    {
        long handedOut = Api.HandOut(payload);
        return Milliseconds(handedOut, Api.AwaitAnswer());
    }

    /// <summary>Accepts the answer and waits for the next poll. Its log is read and dropped.</summary>
    public void Continue()
    {
        Api.Accept();
        _ = Poll();
        _process.DrainOutput();
    }

    /// <summary>Handles events one after another.</summary>
    /// <param name="count">The number of events.</param>
    /// <param name="payload">The event of each number.</param>
    /// <returns>Milliseconds of each.</returns>
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
