using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Text.Json;
using System.Threading.Tasks;

namespace Mutation.Judging;

/// <summary>Starts workers and exchanges messages with them.</summary>
/// <param name="folder">The copy of the tests, with the mutated assembly and this program in it.</param>
/// <param name="tests">The test assembly.</param>
/// <param name="mutated">The mutated assembly.</param>
/// <param name="notJudging">Prefixes of the names of tests to skip.</param>
internal sealed class WorkerProcess(string folder, string tests, string mutated, IReadOnlyList<string> notJudging) : IDisposable
{
    // A mutant that allocates endlessly must not use up the machine's memory.
    private const string HeapLimit = "0x50000000";

    private Process? _process;

    /// <summary>Runs all test classes once.</summary>
    /// <param name="next">Returns the next class.</param>
    /// <param name="found">Receives the mutants that the tests of a class reach; the entry without a name has those that every test may depend on.</param>
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

    private static MutationException EndedEarly() => new("the tests end before their time with the mutated assembly");

    /// <summary>Asks which test detects a mutant.</summary>
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

    // The tests' own output is ignored.
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
