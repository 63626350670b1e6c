using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Contract;
using LoadTest.Contenders;
using LoadTest.Measurements;
using LoadTest.Reports;
using LoadTest.Sandboxes;
using Spectre.Console;

namespace LoadTest;

/// <summary>A run of the load test. It measures and prints the parts in order. Then it writes the targets, the JSON file and the charts.</summary>
internal sealed class LoadTestRun
{
    /// <summary>The names of all parts.</summary>
    public static readonly string[] Parts = ["warm-cache", "cold-cache", "log", "tls", "cpu", "live", "outage", "burst", "soak"];

    // Common memory sizes on Lambda, and 1,769 MB, the size with one whole vCPU.
    private static readonly int[] FunctionMegabytes = [128, 256, 512, 1769];

    private static readonly string Output = Path.Combine(Repository.Root, "artifacts", "loadtest");

    private readonly RunOptions _options;
    private readonly Bench _bench;
    private readonly PrivateLibraries _libraries = new(Path.Combine(Output, "lib"));
    private readonly List<Contender> _ours;
    private readonly Contender _static;
    private readonly List<Contender> _peers;
    private readonly Results _results;

    private LoadTestRun(RunOptions options)
    {
        _options = options;
        string tools = Path.Combine(Output, "bin");
        _bench = new Bench(Path.Combine(Output, "files"), Path.Combine(tools, "launch"));
        _bench.Prepare();
        string check = HarnessCheck.Run(_bench, Path.Combine(tools, "delay"));
        _ours = [.. KnownContenders.Ours(options.Bootstraps)];
        _ours.AddRange(_ours.Select(Variants.WithManagedVerifier).Where(one => Correctness.Starts(_bench, one)).ToList());
        _static = KnownContenders.Static();
        string[] missing = [.. options.Peers.Where(name => !KnownContenders.IsBuilt(name))];
        _peers = [.. KnownContenders.Peers([.. options.Peers.Except(missing)])];
        _results = new Results
        {
            Run = RunMetadata.Collect(
                check, PageCache.Means, CpuLimit.Means,
                missing.Length == 0 ? "all peers are measured" : $"not measured, because the toolchain is missing: {string.Join(", ", missing)}"),
            Contenders = [.. _ours, _static, .. _peers],
        };
    }

    private IReadOnlyList<Contender> All => _results.Contenders;

    private Contender Judged => _ours[0];

    /// <summary>Runs the selected parts.</summary>
    /// <param name="options">The options of the run.</param>
    /// <exception cref="LoadTestException">The run cannot continue.</exception>
    public static void Run(RunOptions options)
    {
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 110);
        new LoadTestRun(options).Run();
    }

    private void Run()
    {
        AnsiConsole.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{_results.Run.Date:u}, {_results.Run.Processor}, {_results.Run.Cores} cores, {_results.Run.System}, commit {_results.Run.Commit}"));
        foreach (string note in _results.Run.Notes)
        {
            AnsiConsole.WriteLine("- " + note);
        }

        foreach (Contender contender in All)
        {
            Correctness.Check(_bench, contender, _libraries);
        }

        foreach ((string part, Action run) in new (string, Action)[]
        {
            ("warm-cache", () => MeasureFresh(new("warm-cache", "Fresh sandboxes, page cache warm"), All)),
            ("cold-cache", MeasureColdCache),
            ("log", MeasureLog),
            ("tls", MeasureTls),
            ("cpu", MeasureCpuLimits),
            ("live", MeasureLive),
            ("outage", MeasureOutage),
            ("burst", MeasureBursts),
            ("soak", MeasureSoak),
        })
        {
            if (_options.Only.Length == 0 || _options.Only.Contains(part))
            {
                run();
            }
        }

        _results.Targets = Target.Judge(_results, Judged.Name);
        AnsiConsole.Write(Tables.OfTargets(_results.Targets));
        _results.Write(Path.Combine(Output, "results.json"));
        new Pictures(Output).Draw(_results);
        AnsiConsole.WriteLine("The results are in artifacts/loadtest/results.json. The charts are in the same folder.");
    }

    private void MeasureFresh(Scenario scenario, IReadOnlyList<Contender> contenders)
    {
        int rounds = _options.Rounds * scenario.RoundsFactor;
        using var progress = new ProgressLine(scenario.Title, (rounds + 1) * contenders.Count);
        var fresh = new FreshSandboxes(_bench, new PageCache(_libraries));
        var samples = fresh.Measure(scenario, contenders, rounds, progress.Step);
        progress.Dispose();
        _results.FreshSandboxes[scenario.Name] = samples;
        AnsiConsole.Write(SampleTables.Of(scenario, contenders, samples));
    }

    private void MeasureColdCache() => MeasureFresh(
        new("cold-cache", "Fresh sandboxes, page cache cold")
        {
            ColdPageCache = true,
            WarmInvocations = 5,
            Settings = new PageCache(_libraries).Settings,
        },
        All);

    // A log line takes 0.01 ms of a start that takes several milliseconds. Therefore many rounds are needed to measure the effect.
    private void MeasureLog() => MeasureFresh(
        new("log", "Fresh sandboxes, with and without logs and metrics") { WarmInvocations = 5, RoundsFactor = 20 },
        [Judged, Variants.WithoutLog(Judged)]);

    private void MeasureTls()
    {
        KeyServer keys = KeyServer.Start(Output, tls: true);
        try
        {
            MeasureFresh(
                new("tls", "Fresh sandboxes, with pinned keys and with keys fetched over TLS") { WarmInvocations = 5 },
                [.. _ours, .. _ours.Select(one => keys.Client(one, one.Name + Variants.Tls))]);
        }
        finally
        {
            keys.DisposeAsync().AsTask().Wait();
        }
    }

    private void MeasureCpuLimits()
    {
        if (!CpuLimit.IsPermitted)
        {
            return;
        }

        foreach (int megabytes in FunctionMegabytes)
        {
            MeasureFresh(
                new(
                    string.Create(CultureInfo.InvariantCulture, $"cpu-{megabytes}"),
                    string.Create(CultureInfo.InvariantCulture, $"Fresh sandboxes, limited to the CPU of a {megabytes} MB function after the start"))
                {
                    CpuMegabytes = megabytes,

                    // Enough answers to use up the CPU share of a period. The slowest answer then includes the wait for the next period.
                    WarmInvocations = 100,
                },
                _options.Full ? All : [.. All.Where(one => one.IsOurs || one.Name is "c" or "node" or "dotnet")]);
        }
    }

    private void MeasureLive()
    {
        int invocations = _options.Full ? 20_000 : 4_000;
        var live = new LiveSandboxes(_bench);
        AnsiConsole.WriteLine("Live sandboxes, invoked alternately …");

        // The peers do not cache tokens. Therefore our authorizer is measured with and without its cache. The cost of its log is measured with cached
        // tokens, because it is largest in comparison.
        Contender[] contenders = [.. _ours.Select(Variants.WithoutCache), Variants.WithoutCache(_static), .. _peers];
        Dictionary<string, Distribution> answers = live.Measure(contenders, invocations, newTokens: true);
        foreach ((string name, Distribution known) in live.Measure([.. _ours, Variants.WithoutLog(Judged)], invocations, newTokens: false))
        {
            answers[name] = known;
        }

        _results.LiveSandboxes["live"] = answers;
        AnsiConsole.Write(Tables.OfLive(
            $"Warm responses to cached tokens ({Variants.NoCache}: every token is verified, {Variants.Quiet}: no log)", answers));
    }

    private void MeasureOutage()
    {
        KeyServer healthy = KeyServer.Start(Output, tls: false);
        KeyServer broken = KeyServer.Start(Output, tls: false);
        try
        {
            AnsiConsole.WriteLine("Key refreshes every second, from a working server and from a failing server …");
            Dictionary<string, Distribution> answers = new LiveSandboxes(_bench).Measure(
                [
                    healthy.Client(Judged, Judged.Name + Variants.Healthy, maxAgeSeconds: 1),
                    broken.Client(Judged, Judged.Name + Variants.Outage, maxAgeSeconds: 1),
                ],
                invocations: _options.Full ? 20_000 : 4_000,
                newTokens: false,
                pause: TimeSpan.FromMilliseconds(1),
                warmedUp: broken.Break);
            _results.LiveSandboxes["outage"] = answers;
            AnsiConsole.Write(Tables.OfLive(
                string.Create(CultureInfo.InvariantCulture, $"Warm responses, {healthy.Requests} successful and {broken.Requests} failed key fetches"),
                answers));
        }
        finally
        {
            healthy.DisposeAsync().AsTask().Wait();
            broken.DisposeAsync().AsTask().Wait();
        }
    }

    private void MeasureBursts()
    {
        var burst = new Burst(_bench);
        foreach (Contender contender in All)
        {
            AnsiConsole.WriteLine($"Bursts against {contender.Name} …");
            _results.Bursts.Add(burst.Measure(contender));
        }

        AnsiConsole.Write(Tables.OfBursts(_results.Bursts.SelectMany(one => new[]
        {
            (string.Create(CultureInfo.InvariantCulture, $"{one.Contender}, all {one.All.Count} requests"), one.All),
            (string.Create(CultureInfo.InvariantCulture, $"{one.Contender}, the {one.Sandboxes} requests that started a sandbox"), one.Cold),
        })));
    }

    private void MeasureSoak()
    {
        using var progress = new ProgressLine($"Soak of {Judged.Name}", 100);
        SoakResult soak = new Soak(_bench).Measure(Judged, _options.Full ? 1_000_000 : 200_000, _ => progress.Step());
        progress.Dispose();
        _results.Soak = soak;
        AnsiConsole.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Soak of {soak.Contender}: {soak.Invocations:N0} invocations in {soak.Seconds:0} s; memory {soak.Windows[0].ResidentBytes / 1048576.0:0.0} MiB after the first 1 % of the invocations, {soak.Windows[^1].ResidentBytes / 1048576.0:0.0} MiB at the end; median {soak.Windows[0].Milliseconds.Median * 1e3:0} µs in the first 1 %, {soak.Windows[^1].Milliseconds.Median * 1e3:0} µs in the last 1 %; invocations that took more than 5 ms: {soak.Slow.Count}"));
        foreach (SlowInvocation slow in soak.Slow.OrderByDescending(one => one.Milliseconds).Take(20))
        {
            AnsiConsole.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  invocation {slow.Number}: {slow.Milliseconds:0.0} ms"));
        }
    }
}
