using System;
using System.CommandLine;
using LoadTest.Contenders;
using LoadTest.Instructions;
using LoadTest.Layout;
using Spectre.Console;

namespace LoadTest;

/// <summary>The command line of the load test.</summary>
internal static class LoadTestCommand
{
    /// <summary>Creates the command.</summary>
    public static RootCommand Create()
    {
        Option<int?> rounds = new("--rounds") { Description = "fresh sandboxes of each contender in each scenario [default: 15, with --full 100]" };
        Option<bool> full = new("--full") { Description = "measure every contender in every part, with more rounds; takes much longer" };
        Option<string[]> only = new("--only")
        {
            Description = $"the parts to run: {string.Join(' ', LoadTestRun.Parts)}",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
        };
        Option<string[]> peers = new("--peers")
        {
            Description = $"the peers to measure: {string.Join(' ', KnownContenders.AllPeers)}, or none",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => KnownContenders.AllPeers,
        };
        Option<string[]> bootstraps = new("--bootstrap")
        {
            Description = "a build of the authorizer, as NAME=DIRECTORY; repeat the option for several builds; disk reads are compared with the build no-tls",
            DefaultValueFactory = _ => [],
        };
        _ = only.AcceptOnlyFromAmong(LoadTestRun.Parts);
        var root = new RootCommand("Measures cold starts and load of the published authorizer and of its peers.")
        {
            rounds, full, only, peers, bootstraps,
        };
        root.SetAction(parsed => Run(() => LoadTestRun.Run(new RunOptions(
            parsed.GetValue(rounds) ?? (parsed.GetValue(full) ? 100 : 15),
            parsed.GetValue(full),
            parsed.GetValue(only)!,
            parsed.GetValue(peers)!,
            parsed.GetValue(bootstraps)!))));
        var order = new Command("startup-order", "Records the methods that run during a start. The native compiler places them next to each other.");
        order.SetAction(_ => Run(StartupOrder.Write));
        root.Add(order);
        Option<bool> record = new("--record") { Description = "write a new budget instead of checking the current budget" };
        var instructions = new Command("instructions", "Counts the instructions of a start and compares them with the budget.") { record };
        instructions.SetAction(parsed => Run(() => InstructionBudget.Check(parsed.GetValue(record))));
        root.Add(instructions);
        return root;
    }

    private static int Run(Action part)
    {
        try
        {
            part();
            return 0;
        }
        catch (LoadTestException problem)
        {
            AnsiConsole.MarkupLineInterpolated($"[red]loadtest: {problem.Message}[/]");
            return 1;
        }
    }
}
