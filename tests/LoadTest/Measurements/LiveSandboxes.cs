using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using LoadTest.Contenders;
using LoadTest.Reports;
using LoadTest.Sandboxes;
using LoadTest.Workload;

namespace LoadTest.Measurements;

/// <summary>
/// Measures warm answers of several contenders. One sandbox of each contender keeps running. The sandboxes are invoked alternately, so that
/// noise of the machine affects all contenders equally.
/// </summary>
/// <param name="bench">The shared setup of all runs.</param>
internal sealed class LiveSandboxes(Bench bench)
{
    // After this many invocations, the just-in-time compilers of the peers have finished.
    private const int WarmUp = 300;
    private readonly byte[][] _events = Traffic.Allowed(200);

    /// <summary>Measures the contenders.</summary>
    /// <param name="invocations">The number of measured answers of each contender.</param>
    /// <param name="newTokens">Whether each invocation has a new token.</param>
    /// <param name="pause">The pause between two rounds.</param>
    /// <param name="warmedUp">Called between the warm-up and the first measured answer.</param>
    /// <returns>The times from event to answer, in milliseconds.</returns>
    public Dictionary<string, Distribution> Measure(
        IReadOnlyList<Contender> contenders, int invocations, bool newTokens, TimeSpan pause = default, Action? warmedUp = null)
    {
        using var oneCpu = new OneCpu();
        List<SandboxRun> runs = [];
        try
        {
            foreach (Contender contender in contenders)
            {
                var run = new SandboxRun(bench, contender);
                runs.Add(run);
                _ = run.AwaitFirstPoll();
            }

            double[][] times = [.. contenders.Select(_ => new double[invocations])];
            for (int round = -WarmUp; round < invocations; round++)
            {
                if (round == 0)
                {
                    warmedUp?.Invoke();
                }

                byte[] payload = _events[newTokens ? (round + WarmUp) % _events.Length : 0];
                for (int at = 0; at < runs.Count; at++)
                {
                    double time = runs[at].Answer(payload);
                    runs[at].Continue();
                    times[at][Math.Max(round, 0)] = time;
                }

                if (pause > TimeSpan.Zero && round >= 0)
                {
                    Thread.Sleep(pause);
                }
            }

            return contenders.Zip(times).ToDictionary(pair => pair.First.Name, pair => new Distribution(pair.Second));
        }
        finally
        {
            runs.ForEach(run => run.Dispose());
        }
    }
}
