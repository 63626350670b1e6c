using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Mutation.Sources;

namespace Mutation.Judging;

/// <summary>The tests that reach each mutant, and the duration of each test.</summary>
internal sealed class Reach
{
    private readonly Dictionary<int, List<string>> _testsOfMutant = [];
    private readonly Dictionary<string, int> _milliseconds = [];
    private readonly HashSet<int> _byAll = [];
    private readonly ConcurrentDictionary<(string File, string Test), int> _kills = [];
    private readonly ConcurrentQueue<string> _unreliable = [];

    /// <summary>The number of used tests.</summary>
    public int TestCount => _milliseconds.Count;

    /// <summary>The tests that fail without a mutant. They are not used.</summary>
    public IReadOnlyList<string> Unreliable => [.. _unreliable];

    /// <summary>Runs every test once. Repeats failed tests, because tracking makes some tests fail.</summary>
    public static async Task<Reach> FindAsync(IReadOnlyList<WorkerProcess> workers, ReachCache cache)
    {
        var reach = new Reach();
        var failed = new ConcurrentQueue<ReachedBy>();
        ConcurrentQueue<string>? classes = null;
        foreach (ReachedBy test in cache.Known.Values.SelectMany(tests => tests))
        {
            Take(test);
        }

        await Task.WhenAll(workers.Select(worker => Task.Run(() => worker.ReachAsync(
            all => LazyInitializer.EnsureInitialized(ref classes, () => new ConcurrentQueue<string>(all.Where(name => !cache.Known.ContainsKey(name)))).TryDequeue(out string? next) ? next : null,
            (name, tests) =>
            {
                cache.Add(name, tests);
                foreach (ReachedBy test in tests)
                {
                    Take(test);
                }
            }))));
        await Task.WhenAll(workers.Select(worker => Task.Run(async () =>
        {
            while (failed.TryDequeue(out ReachedBy? test))
            {
                if ((await worker.AskAsync(new Question(0, [new TestLimit(test.Test, test.Milliseconds)]))).Verdict == Verdict.Survived)
                {
                    reach.Add(test);
                }
                else
                {
                    reach._unreliable.Enqueue($"{test.Test}: {test.Failure}");
                }
            }
        })));
        return reach;

        void Take(ReachedBy test)
        {
            if (test.Failure is null)
            {
                reach.Add(test);
            }
            else
            {
                failed.Enqueue(test);
            }
        }
    }

    /// <summary>
    /// Returns the tests that can detect a mutant. The tests that detected other mutants in the same file are first, then the fastest tests.
    /// </summary>
    public IReadOnlyList<TestLimit> TestsFor(CodeMutation mutant)
    {
        IEnumerable<string> tests = _byAll.Contains(mutant.Id) ? _milliseconds.Keys : _testsOfMutant.GetValueOrDefault(mutant.Id, []);
        return
        [
            .. tests.OrderByDescending(test => _kills.GetValueOrDefault((mutant.File, test)))
                .ThenBy(test => _milliseconds[test])
                .ThenBy(test => test, StringComparer.Ordinal)
                .Select(test => new TestLimit(test, _milliseconds[test])),
        ];
    }

    /// <summary>Prints the tests that take most of the time.</summary>
    public void PrintSlowest()
    {
        foreach ((string test, int time) in _milliseconds.OrderByDescending(each => each.Value).Take(25))
        {
            Console.WriteLine($"{time} {test}");
        }

        foreach (string test in _unreliable)
        {
            Console.WriteLine(test);
        }
    }

    /// <summary>Records that a test detected a mutant.</summary>
    public void Noticed(CodeMutation mutant, string test) => _kills.AddOrUpdate((mutant.File, test), 1, (_, kills) => kills + 1);

    private void Add(ReachedBy test)
    {
        lock (_byAll)
        {
            if (test.Test.Length == 0)
            {
                _byAll.UnionWith(test.Mutants);
                return;
            }

            _milliseconds[test.Test] = test.Milliseconds;
            foreach (int mutant in test.Mutants)
            {
                if (!_testsOfMutant.TryGetValue(mutant, out List<string>? tests))
                {
                    _testsOfMutant.Add(mutant, tests = []);
                }

                tests.Add(test.Test);
            }
        }
    }
}
