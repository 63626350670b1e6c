using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using Contract;
using LoadTest.Contenders;
using LoadTest.Measurements;
using Spectre.Console;

namespace LoadTest.Instructions;

/// <summary>
/// The instruction budget of a start, by program and architecture: <c>instruction-budget.json</c>. A change that needs more instructions must
/// increase the budget in the same commit, so that the reviewer sees the cost.
/// </summary>
internal static class InstructionBudget
{
    /// <summary>The factor by which a count may exceed the budget.</summary>
    private const double Tolerance = 1.02;

    // The count of this peer depends on the installed libraries. Therefore it is recorded but not checked.
    private const string Peer = "c";

    private static readonly string Output = Path.Combine(Repository.Root, "artifacts", "loadtest");
    private static readonly string BudgetFile = Path.Combine(Repository.Root, "tests", "LoadTest", "instruction-budget.json");
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, NewLine = "\n" };

    /// <summary>Counts the instructions and compares them with the budget.</summary>
    /// <param name="record">Whether to write a new budget first.</param>
    /// <exception cref="LoadTestException">A program exceeds its budget or cannot be run.</exception>
    public static void Check(bool record)
    {
        Dictionary<string, long> counted = [];
        foreach ((string name, long instructions) in CountAll())
        {
            counted[name] = instructions;
        }

        if (record)
        {
            File.WriteAllText(BudgetFile, JsonSerializer.Serialize(counted, Json) + "\n");
        }

        Dictionary<string, long> budget = JsonSerializer.Deserialize<Dictionary<string, long>>(File.ReadAllText(BudgetFile))!;
        AnsiConsole.Write(TableOf(counted, budget));
        string[] over = [.. counted.Where(one => IsJudged(one.Key) && one.Value > budget.GetValueOrDefault(one.Key) * Tolerance).Select(one => one.Key)];
        if (over.Length > 0)
        {
            throw new LoadTestException(
                $"more than 2 % over the instruction budget: {string.Join(", ", over)}; reduce the work of the start, "
                    + "or run make instruction-budget and commit tests/LoadTest/instruction-budget.json with the change");
        }

        foreach (string name in budget.Keys.Except(counted.Keys))
        {
            AnsiConsole.WriteLine($"{name} was not counted; run build/setup.sh arm64 and make publish ARCH=arm64 to create the missing files");
        }
    }

    private static bool IsJudged(string name) => !name.StartsWith(Peer, StringComparison.Ordinal);

    private static IEnumerable<(string Name, long Instructions)> CountAll()
    {
        var bench = new Bench(Path.Combine(Output, "files"), Path.Combine(Output, "bin", "launch"));
        bench.Prepare();
        foreach ((string architecture, string[] emulator) in new (string, string[])[]
        {
            ("x64", ["/usr/bin/qemu-x86_64", "-cpu", "max"]),
            ("arm64", ["/usr/bin/qemu-aarch64", "-cpu", "max", "-L", Path.Combine(Repository.Root, "artifacts", "sysroot-arm64")]),
        })
        {
            string binaries = Path.Combine(Repository.Root, "artifacts");
            string bootstrap = Path.Combine(binaries, $"linux-{architecture}", "bootstrap");
            string variant = Path.Combine(binaries, $"static-linux-{architecture}", "bootstrap");
            if (!File.Exists(emulator[0]) || !File.Exists(bootstrap) || !File.Exists(variant))
            {
                continue;
            }

            Contender ours = KnownContenders.Ours([$"ours={Path.GetDirectoryName(bootstrap)}"]).Single();
            yield return ($"platform {architecture}", EmulatedRun.CountInstructions(bench, ours, emulator));
            yield return ($"managed {architecture}", EmulatedRun.CountInstructions(bench, Variants.WithManagedVerifier(ours), emulator));
            yield return ($"static {architecture}", EmulatedRun.CountInstructions(bench, ours with { Command = [variant] }, emulator));
        }

        yield return ($"{Peer} x64", EmulatedRun.CountInstructions(bench, KnownContenders.Peers([Peer]).Single(), "/usr/bin/qemu-x86_64", "-cpu", "max"));
    }

    private static Table TableOf(Dictionary<string, long> counted, Dictionary<string, long> budget)
    {
        Table table = new Table().Title("Instructions from exec to the end of the program, with one response").Border(TableBorder.Simple);
        _ = table.AddColumns("program", "instructions", "budget", "ratio");
        foreach ((string name, long instructions) in counted)
        {
            long allowed = budget.GetValueOrDefault(name);
            _ = table.AddRow(name, Text(instructions), Text(allowed), (instructions / (double)allowed).ToString("0.000", CultureInfo.InvariantCulture));
        }

        return table;
    }

    private static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
