using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Text.Json;
using System.Threading.Tasks;

namespace Mutation.Judging;

/// <summary>Starts workers and exchanges messages with them.</summary>
/// <param name="folder">The folder with the copied tests, the mutated assembly and this program.</param>
/// <param name="tests">The name of the test assembly.</param>
/// <param name="mutated">The name of the mutated assembly.</param>
/// <param name="notJudging">Tests whose names begin with one of these prefixes are skipped.</param>
internal sealed class WorkerProcess(string folder, string tests, string mutated, IReadOnlyList<string> notJudging) : IDisposable
{
    // The limit of the heap. A mutant in an endless loop must not use up the memory of the machine.
    private const string HeapLimit = "0x50000000";

    private Process? _process;

    /// <summary>Runs all test classes once.</summary>
    /// <param name="next">Returns the next class.</param>
    /// <param name="found">
    /// Receives the mutants that the tests of a class reach. The entry without a name has the mutants on which every test can depend.
    /// </param>
    public async Task ReachAsync(Func<IReadOnlyList<string>, string?> next, Action<string, IReadOnlyList<ReachedBy>> found)
    {
        using Process process = Start("reach");
        string[] classes = JsonSerializer.Deserialize<string[]>(await ReplyAsync(process) ?? throw EndedEarly())!;
        while (next(classes) is { } name)
        {
            await process.StandardInput.WriteLineAsync(name);
            await process.StandardInput.FlushAsync();
            var reached = new List<ReachedBy>();
            do
            {
                reached.Add(JsonSerializer.Deserialize<ReachedBy>(await ReplyAsync(process) ?? throw EndedEarly())!);
            }
            while (reached[^1].Test.Length > 0);
            found(name, reached);
        }

        process.StandardInput.Close();
    }

    private static MutationException EndedEarly() =>
        new("the test process ended early although no mutant was active; run the tests without mutation testing to find the failure");

    /// <summary>Sends a message to a worker and waits for the answer.</summary>
    public async Task<Answer> AskAsync(Question question)
    {
        _process ??= Start("judge");
        await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(question));
        await _process.StandardInput.FlushAsync();
        Answer answer = await ReplyAsync(_process) is { } line ? JsonSerializer.Deserialize<Answer>(line)! : new Answer(Verdict.Crashed);
        if (answer.Verdict is Verdict.Crashed or Verdict.TimedOut or Verdict.Unsure)
        {
            Dispose();
        }

        return answer;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_process is { } process)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            process.Dispose();
            _process = null;
        }
    }

    // Reads the next reply. The output of the tests is ignored.
    private static async Task<string?> ReplyAsync(Process process)
    {
        string? line;
        do
        {
            line = await process.StandardOutput.ReadLineAsync();
        }
        while (line is not null && !line.StartsWith('@'));
        return line?[1..];
    }

    private Process Start(string mode)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(folder, "Mutation.dll"), "worker", mode, tests, mutated, .. notJudging])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_GCHeapHardLimit"] = HeapLimit;
        start.Environment["DOTNET_gcConcurrent"] = "0";
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["TEST_EFFORT"] = "10";
        if (mode == "reach")
        {
            start.Environment["MUTANT_TRACKING"] = "1";
        }

        Process process = Process.Start(start)!;
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is not null && Environment.GetEnvironmentVariable("MUTATION_VERBOSE") is not null)
            {
                Console.Error.WriteLine(line.Data);
            }
        };
        process.BeginErrorReadLine();
        return process;
    }
}
