using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace Authorizer.NativeTests.Keys;

/// <summary>The cases of one test. They mostly wait, so they run in parallel. Each case is reported separately.</summary>
/// <typeparam name="T">The type of a case.</typeparam>
#pragma warning disable CA1001 // An instance exists until the test run ends, and a semaphore without a wait handle needs no disposal.
internal sealed class SideBySide<T>
#pragma warning restore CA1001
{
    private const int AtOnce = 8;

    private readonly SemaphoreSlim _room = new(AtOnce);
    private readonly Dictionary<string, T> _cases;
    private readonly Func<T, Task> _run;
    private readonly Lazy<Dictionary<string, Task>> _runs;

    /// <summary>Stores the cases. The first call of <see cref="OutcomeAsync"/> starts all cases.</summary>
    public SideBySide(Dictionary<string, T> cases, Func<T, Task> run)
    {
        _cases = cases;
        _run = run;
        _runs = new Lazy<Dictionary<string, Task>>(() => _cases.ToDictionary(one => one.Key, one => RunAsync(one.Value)));
    }

    /// <summary>The names of the cases, for a theory.</summary>
    public TheoryData<string> Names => [.. _cases.Keys];

    /// <summary>Waits for the end of a case. Fails if the case has failed.</summary>
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
