using System;
using System.Collections.Generic;
using System.Linq;
using LoadTest.Contenders;
using LoadTest.Reports;
using LoadTest.Sandboxes;
using LoadTest.Workload;

namespace LoadTest.Measurements;

/// <summary>
/// Measures many fresh sandboxes of each contender in rounds. Each round starts every contender once, so that other load on the machine
/// affects all contenders equally. Therefore ratios are more reliable than milliseconds.
/// </summary>
/// <param name="bench">The shared setup of all runs.</param>
/// <param name="cache">Drops the page cache.</param>
internal sealed class FreshSandboxes(Bench bench, PageCache cache)
{
    private readonly byte[][] _events = Traffic.Allowed(201);

    /// <summary>Measures the contenders.</summary>
    /// <param name="scenario">The conditions.</param>
    /// <param name="rounds">The number of rounds. One additional round at the beginning is not counted.</param>
    /// <param name="finishedOne">Called after each sandbox.</param>
    /// <returns>The samples of each contender, in order.</returns>
    public Dictionary<string, List<Measured>> Measure(
        Scenario scenario, IReadOnlyList<Contender> contenders, int rounds, Action finishedOne)
    {
        var samples = contenders.ToDictionary(contender => contender.Name, _ => new List<Measured>(rounds));
        using CpuLimit? limit = scenario.CpuMegabytes is { } megabytes
            ? CpuLimit.TryCreate(megabytes) ?? throw new LoadTestException("this machine does not permit CPU limits; use --only to run other parts")
            : null;
        for (int round = 0; round <= rounds; round++)
        {
            for (int at = 0; at < contenders.Count; at++)
            {
                // Each round starts with another contender, so that the order does not always favor the same contender.
                Contender contender = contenders[(at + round) % contenders.Count];
                Measured measured = MeasureOne(scenario, contender, limit);
                if (round > 0)
                {
                    samples[contender.Name].Add(measured);
                }

                finishedOne();
            }
        }

        return samples;
    }

    private Measured MeasureOne(Scenario scenario, Contender contender, CpuLimit? limit)
    {
        if (scenario.ColdPageCache)
        {
            cache.Drop(contender, bench.Launcher);
        }

        // Prevents a garbage collection during the measurement, if the measurement allocates less than the budget.
        GC.Collect();
        using var run = new SandboxRun(bench, contender, scenario.Settings, limit);
        double execToPoll = run.AwaitFirstPoll();
        double firstAnswer = run.Answer(_events[0]);
        ProcessUsage cold = run.Process.Usage();
        run.Continue();
        Distribution warm = run.Answers(scenario.WarmInvocations, at => _events[1 + (at % (_events.Length - 1))]);
        double repeated = run.Answers(scenario.WarmInvocations, _ => _events[1]).Median;
        return new Measured(
            execToPoll,
            firstAnswer,
            warm.Median,
            warm.Maximum,
            repeated,
            cold.CpuNanoseconds / 1e6,
            run.Process.Usage().PeakMemoryBytes,
            cold.ReadBytes,
            cold.MinorFaults,
            cold.MajorFaults);
    }
}
