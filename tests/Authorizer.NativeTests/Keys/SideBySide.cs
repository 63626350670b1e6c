using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace Authorizer.NativeTests.Keys;

/// <summary>Cases of one test that mostly wait: they run in parallel and are reported one by one.</summary>
/// <typeparam name="T">The type of a case.</typeparam>
#pragma warning disable CA1001 // It lives as long as the test run, and a semaphore without a wait handle needs no disposal.
internal sealed class SideBySide<T>
#pragma warning restore CA1001
{
    private const int AtOnce = 8;

    private readonly SemaphoreSlim _room = new(AtOnce);
    private readonly Dictionary<string, T> _cases;
    private readonly Func<T, Task> _run;
    private readonly Lazy<Dictionary<string, Task>> _runs;

    /// <summary>Takes the cases. The first request for an outcome starts all of them.</summary>
    public SideBySide(Dictionary<string, T> cases, Func<T, Task> run)
    {
        _cases = cases;
        _run = run;
        _runs = new Lazy<Dictionary<string, Task>>(() => _cases.ToDictionary(one => one.Key, one => RunAsync(one.Value)));
    }

    /// <summary>The names of the cases, for a theory.</summary>
    public TheoryData<string> Names => [.. _cases.Keys];

    /// <summary>The outcome of one case.</summary>
    public Task OutcomeAsync(string name) => _runs.Value[name];

    private async Task RunAsync(T one)
    {
        await _room.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            await _run(one);
        }
        finally
        {
            _ = _room.Release();
        }
    }
}
