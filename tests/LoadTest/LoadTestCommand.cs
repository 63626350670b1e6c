using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using Contract;
using LoadTest.Measurements;
using LoadTest.Contenders;
using LoadTest.Reports;
using LoadTest.Sandboxes;
using Spectre.Console;

namespace LoadTest;

/// <summary>The command line of the load test.</summary>
internal static class LoadTestCommand
{
    /// <summary>Makes the command.</summary>
    /// <returns>The command, ready to parse arguments.</returns>
    public static RootCommand Create()
    {
        Option<int> rounds = new("--rounds") { Description = "fresh sandboxes of each contender in each scenario", DefaultValueFactory = _ => 30 };
        Option<string[]> only = new("--only")
        {
            Description = "the parts to run (warm-cache, cold-cache)",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
        };
        Option<string[]> peers = new("--peers")
        {
            Description = "the peers to run beside ours (c), or none",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => ["c"],
        };
        Option<string[]> bootstraps = new("--bootstrap")
        {
            Description = "a build of ours, NAME=DIRECTORY; give it several times to compare several",
            DefaultValueFactory = _ => [],
        };
        var root = new RootCommand("Measures cold starts and load of the published authorizer and of its peers.") { rounds, only, peers, bootstraps };
        root.SetAction(parsed =>
        {
            try
            {
                Run(parsed.GetValue(rounds), parsed.GetValue(only)!, parsed.GetValue(peers)!, parsed.GetValue(bootstraps)!);
                return 0;
            }
            catch (LoadTestException problem)
            {
                AnsiConsole.MarkupLineInterpolated($"[red]loadtest: {problem.Message}[/]");
                return 1;
            }
        });
        return root;
    }

    private static void Run(int rounds, string[] only, string[] peers, string[] bootstraps)
    {
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 110);
        string output = Path.Combine(Repository.Root, "artifacts", "loadtest");
        var bench = new Bench(Path.Combine(output, "files"), Path.Combine(output, "bin", "launch"));
        bench.Prepare();
        List<Contender> contenders = [.. KnownContenders.Ours(bootstraps), .. KnownContenders.Peers(peers)];
        foreach (Contender contender in contenders)
        {
            Correctness.Check(bench, contender);
        }

        var cache = new PageCache();
        Scenario[] scenarios =
        [
            new("warm-cache", "Fresh sandboxes, page cache warm"),
            new("cold-cache", "Fresh sandboxes, " + cache.Means) { ColdPageCache = true, WarmInvocations = 10 },
        ];
        var fresh = new FreshSandboxes(bench, cache);
        foreach (Scenario scenario in scenarios.Where(one => only.Length == 0 || only.Contains(one.Name)))
        {
            var samples = fresh.Measure(scenario, contenders, rounds, () => { });
            AnsiConsole.Write(SampleTables.Of(scenario, contenders, samples));
        }
    }
}
