using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Tasks;
using Mutation.Judging;
using Mutation.Reporting;
using Mutation.Sources;

namespace Mutation;

/// <summary>A run. It builds the mutated assembly, finds the mutants that each test reaches, judges the mutants, and writes the report.</summary>
internal static class MutationRun
{
    // Our machines for mutation testing have two processors.
    private const int Workers = 2;

    /// <summary>Runs mutation testing. The current folder must be the root of the repository.</summary>
    /// <returns>The exit code. It is 1 if the goal is missed, or if every mutant was judged and an unreviewed mutant survives.</returns>
    public static async Task<int> RunAsync(RunOptions options)
    {
        var watch = Stopwatch.StartNew();
        string root = Path.GetFullPath(".");
        RunSettings settings = RunSettings.Read(Path.Combine(root, $"tests/Mutation/{options.Settings}.json"));
        var reviewed = ReviewedMutants.Read(Path.Combine(root, "tests/Mutation/reviewed.json"));
        IReadOnlyList<string> folders = options.Folders.Length > 0 ? options.Folders : settings.Folders;

        Progress(watch, "Building the mutated assembly …");
        var project = ProjectCompilation.Load(Path.Combine(root, settings.Project));
        var assembly = MutatedAssembly.Build(project, folders, settings.NotRunHere, root);
        CodeMutation[] selected = Select(assembly.Mutants, options, reviewed);
        if (options.List)
        {
            foreach (CodeMutation mutant in selected)
            {
                Console.WriteLine($"{mutant.Id} {mutant.Site.Kind} {mutant.File}:{mutant.Line} {mutant.Member}: {mutant.Before} => {mutant.After}");
            }

            return 0;
        }

        string folder = TestFolder.Make(root, settings, assembly);
        string tests = Path.GetFileName(settings.Tests);
        string output = Path.Combine(root, "artifacts/mutation", options.Settings);
        _ = Directory.CreateDirectory(output);
        string mutated = project.Compilation.AssemblyName!;
        Progress(watch, $"Finding the tests that reach {assembly.Mutants.Count} mutants …");
        WorkerProcess[] workers = [.. Enumerable.Range(0, Workers).Select(_ => new WorkerProcess(folder, tests, mutated, settings.NotJudging))];
        Reach reach = await Reach.FindAsync(
            workers, new ReachCache(folder, Path.Combine(output, "reach.txt"), [mutated + ".dll", tests + ".dll", "Contract.dll"]));

        if (Environment.GetEnvironmentVariable("MUTATION_VERBOSE") is not null)
        {
            reach.PrintSlowest();
        }

        Progress(watch, $"Judging {selected.Length} mutants with {reach.TestCount} tests …");
        Judged[] judged = await JudgeAsync(selected, reach, workers, () => watch.Elapsed.TotalSeconds < (options.Seconds ?? double.MaxValue));
        Array.ForEach(workers, worker => worker.Dispose());
        Report report = new(options, settings, assembly, reach, judged, reviewed, watch.Elapsed);
        report.Write(output);
        return report.Print();
    }

    // Orders the mutants by a hash of the change without its position, so that edits of other lines do not change the sample.
    private static CodeMutation[] Select(IReadOnlyList<CodeMutation> mutants, RunOptions options, ReviewedMutants reviewed) =>
    [
        .. mutants.Where(mutant => options.Count is null || reviewed.Find(mutant) is null)
            .OrderBy(mutant => Hash($"{options.Seed}|{mutant.Member}|{mutant.Before}|{mutant.After}"), StringComparer.Ordinal)
            .Take(options.Count ?? int.MaxValue),
    ];

    private static string Hash(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static async Task<Judged[]> JudgeAsync(CodeMutation[] mutants, Reach reach, WorkerProcess[] workers, Func<bool> goesOn)
    {
        var waiting = new ConcurrentQueue<CodeMutation>(mutants);
        var judged = new ConcurrentBag<Judged>();
        await Task.WhenAll(workers.Select(worker => Task.Run(async () =>
        {
            while (goesOn() && waiting.TryDequeue(out CodeMutation? mutant))
            {
                judged.Add(await Judge.JudgeAsync(mutant, reach, worker));
                if (judged.Count % 100 == 0)
                {
                    Console.WriteLine($"  {judged.Count} of {mutants.Length}");
                }
            }
        })));
        return [.. judged.OrderBy(each => each.Mutant.Id)];
    }

    private static void Progress(Stopwatch watch, string text) => Console.WriteLine($"[{watch.Elapsed.TotalSeconds,4:0} s] {text}");
}
