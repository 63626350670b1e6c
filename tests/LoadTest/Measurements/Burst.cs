using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using LoadTest.Contenders;
using LoadTest.Reports;
using LoadTest.Workload;

namespace LoadTest.Measurements;

/// <summary>
/// Simulates traffic of API Gateway. As on Lambda, a request uses a free sandbox or starts a new sandbox. New requests do not wait for
/// earlier answers.
/// </summary>
/// <param name="bench">The shared setup of all runs.</param>
internal sealed class Burst(Bench bench)
{
    // Steady traffic with three bursts. The seed is fixed, so that the requests of all contenders arrive at the same times.
    private const int Seconds = 4;
    private const int SteadyPerSecond = 60;
    private const int BurstSize = 15;
    private const int Seed = 20261123;
    private static readonly double[] BurstsAt = [0.5, 1.5, 2.5];

    private readonly byte[][] _events = Traffic.Allowed(64);

    /// <summary>Runs the traffic.</summary>
    /// <param name="contender">The contender.</param>
    /// <returns>The times that clients measure.</returns>
    public BurstResult Measure(Contender contender)
    {
        double[] arrivals = Arrivals();
        var free = new ConcurrentStack<Sandbox>();
        List<Sandbox> all = [];
        double[] latencies = new double[arrivals.Length];
        bool[] cold = new bool[arrivals.Length];
        using var pending = new CountdownEvent(arrivals.Length);
        long start = Stopwatch.GetTimestamp();
        try
        {
            for (int at = 0; at < arrivals.Length; at++)
            {
                WaitUntil(start, arrivals[at]);
                if (!free.TryPop(out Sandbox? sandbox))
                {
                    sandbox = new Sandbox(new SandboxRun(bench, contender), free);
                    all.Add(sandbox);
                    cold[at] = true;
                }

                int number = at;
                sandbox.Requests.Add(new Request(_events[at % _events.Length], milliseconds =>
                {
                    latencies[number] = milliseconds;
                    _ = pending.Signal();
                }));
            }

            if (!pending.Wait(TimeSpan.FromSeconds(60)))
            {
                throw new LoadTestException($"{contender.Name} left {pending.CurrentCount} requests of a burst unanswered: {all.Find(one => one.Failure is not null)?.Failure}");
            }
        }
        finally
        {
            all.ForEach(sandbox => sandbox.Dispose());
        }

        return new BurstResult(
            contender.Name,
            all.Count,
            new Distribution(latencies),
            new Distribution(latencies.Where((_, at) => cold[at])),
            new Distribution(latencies.Where((_, at) => !cold[at])));
    }

    private static double[] Arrivals()
    {
        var random = new Random(Seed);
        List<double> arrivals = [.. BurstsAt.SelectMany(at => Enumerable.Repeat(at, BurstSize))];
        for (double at = 0; at < Seconds; at += -Math.Log(1 - random.NextDouble()) / SteadyPerSecond)
        {
            arrivals.Add(at);
        }

        return [.. arrivals.Order()];
    }

    private static void WaitUntil(long start, double second)
    {
        TimeSpan left = TimeSpan.FromSeconds(second) - Stopwatch.GetElapsedTime(start);
        if (left > TimeSpan.Zero)
        {
            Thread.Sleep(left);
        }
    }

    private sealed record Request(byte[] Payload, Action<double> Answered)
    {
        public long Arrived { get; } = Stopwatch.GetTimestamp();
    }

    // A sandbox, and the thread that sends requests to it. The main thread has started the sandbox.
    private sealed class Sandbox : IDisposable
    {
        private readonly SandboxRun _run;
        private readonly ConcurrentStack<Sandbox> _free;
        private readonly Thread _thread;

        public Sandbox(SandboxRun run, ConcurrentStack<Sandbox> free)
        {
            _run = run;
            _free = free;
            _thread = new Thread(Serve) { IsBackground = true };
            _thread.Start();
        }

        public BlockingCollection<Request> Requests { get; } = [];

        public string? Failure { get; private set; }

        public void Dispose()
        {
            Requests.CompleteAdding();
            _thread.Join();
            _run.Dispose();
            Requests.Dispose();
        }

        private void Serve()
        {
            try
            {
                _ = _run.AwaitFirstPoll();
                foreach (Request request in Requests.GetConsumingEnumerable())
                {
                    _ = _run.Answer(request.Payload);
                    double milliseconds = Stopwatch.GetElapsedTime(request.Arrived).TotalMilliseconds;
                    _run.Continue();
                    _free.Push(this);
                    request.Answered(milliseconds);
                }
            }
            catch (LoadTestException problem)
            {
                Failure = problem.Message;
            }
        }
    }
}

/// <summary>The times that clients measure, in milliseconds from the arrival of a request to its answer.</summary>
/// <param name="Contender">The contender.</param>
/// <param name="Sandboxes">The number of started sandboxes.</param>
/// <param name="All">The times of all requests.</param>
/// <param name="Cold">The times of the requests that started a sandbox.</param>
/// <param name="Warm">The times of the other requests.</param>
internal sealed record BurstResult(string Contender, int Sandboxes, Distribution All, Distribution Cold, Distribution Warm);
