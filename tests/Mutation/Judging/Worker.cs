using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.Json;
using System.Threading.Tasks;

namespace Mutation.Judging;

/// <summary>
/// The process that runs tests on the mutated assembly. It answers messages, each a line of JSON, until its input ends. A failure counts only
/// if the same test immediately passes without the mutant. Otherwise the mutant has changed static state, or the test is unreliable.
/// </summary>
internal sealed class Worker
{
    // Tests that take longer than this mostly wait. They run in parallel.
    private const int SlowMilliseconds = 300;
    private const int Lanes = 6;

    // A test times out if it takes this many times as long as in the first run.
    private const int LimitFactor = 10;
    private const int MinLimitMilliseconds = 5_000;

    private readonly TestRunner _tests;
    private readonly FieldInfo _active;
    private readonly Action<object?> _replies;

    private Worker(TestRunner tests, Type mutant, TextWriter replies)
    {
        _tests = tests;
        _active = mutant.GetField("Active")!;

        // Console.Out is synchronized, so that lines of several threads are not mixed.
        _replies = reply => replies.WriteLine("@" + JsonSerializer.Serialize(reply));
    }

    /// <summary>Runs the process.</summary>
    /// <param name="mode"><c>reach</c> runs test classes once and reports the mutants that they reach. <c>judge</c> answers messages.</param>
    /// <param name="tests">The name of the test assembly.</param>
    /// <param name="mutated">The name of the mutated assembly.</param>
    /// <param name="notJudging">Tests whose names begin with one of these prefixes are skipped.</param>
    public static async Task<int> RunAsync(string mode, string tests, string mutated, string[] notJudging)
    {
        TextWriter replies = Console.Out;
        Console.SetOut(TextWriter.Null);
        Type mutant = Assembly.Load(mutated).GetType("Mutation.Mutant", throwOnError: true)!;
        var worker = new Worker(await TestRunner.LoadAsync(Assembly.Load(tests), notJudging), mutant, replies);
        if (mode == "reach")
        {
            await worker.ReachAsync(mutant);
            return 0;
        }

        while (await Console.In.ReadLineAsync() is { } line)
        {
            Answer answer = await worker.JudgeAsync(JsonSerializer.Deserialize<Question>(line)!);
            worker._replies(answer);
        }

        return 0;
    }

    private async Task ReachAsync(Type mutant)
    {
        FieldInfo reached = mutant.GetField("Reached")!;
        var byAll = (byte[])mutant.GetField("ReachedByAll")!.GetValue(null)!;
        MethodInfo forget = mutant.GetMethod("Forget")!;
        ILookup<string, string> classes = _tests.Tests.ToLookup(test => test[..test.LastIndexOf('.')]);
        _replies(classes.Select(tests => tests.Key));
        while (await Console.In.ReadLineAsync() is { } name)
        {
            foreach (string test in classes[name])
            {
                _ = forget.Invoke(null, null);
                var watch = Stopwatch.StartNew();
                string? failure = await _tests.RunAsync(test);
                _replies(new ReachedBy(test, (int)watch.ElapsedMilliseconds, failure, Numbers((byte[])reached.GetValue(null)!)));
            }

            _replies(new ReachedBy(string.Empty, 0, null, Numbers(byAll)));
        }
    }

    private static int[] Numbers(byte[] map) => [.. Enumerable.Range(0, map.Length).Where(i => map[i] != 0)];

    private async Task<Answer> JudgeAsync(Question question)
    {
        _active.SetValue(null, question.Mutant);
        TestLimit[] quick = [.. question.Tests.Where(test => test.Milliseconds <= SlowMilliseconds)];
        foreach (TestLimit test in quick)
        {
            if (await FailureAsync(test) is { } message)
            {
                return await ConfirmAsync(test, message);
            }
        }

        var slow = new ConcurrentQueue<TestLimit>(question.Tests.Except(quick));
        var failures = new ConcurrentQueue<(TestLimit Test, string Message)>();
        await Task.WhenAll(Enumerable.Range(0, Math.Min(Lanes, slow.Count)).Select(_ => Task.Run(async () =>
        {
            while (failures.IsEmpty && slow.TryDequeue(out TestLimit? test))
            {
                if (await FailureAsync(test) is { } message)
                {
                    failures.Enqueue((test, message));
                }
            }
        })));
        return failures.TryPeek(out (TestLimit Test, string Message) first)
            ? await ConfirmAsync(first.Test, first.Message) : new Answer(Verdict.Survived);
    }

    private async Task<Answer> ConfirmAsync(TestLimit test, string message)
    {
        _active.SetValue(null, 0);
        string? withoutMutant = await FailureAsync(test);
        return withoutMutant is null ? new Answer(Verdict.Killed, test.Name, message) : new Answer(Verdict.Unsure, test.Name, withoutMutant);
    }

    private async Task<string?> FailureAsync(TestLimit test)
    {
        Task<string?> run = Task.Run(() => _tests.RunAsync(test.Name));
        int limit = MinLimitMilliseconds + (LimitFactor * test.Milliseconds);
        if (await Task.WhenAny(run, Task.Delay(limit)) != run)
        {
            _replies(new Answer(Verdict.TimedOut, test.Name, $"the test did not end within {limit} ms"));
            Process.GetCurrentProcess().Kill();
        }

        return await run;
    }
}
