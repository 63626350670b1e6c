using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace RuntimeApiEmulator;

/// <summary>
/// A function that scales as Lambda does. An invocation uses a free sandbox. If there is none, a new sandbox starts. If the concurrency
/// limit is reached, the invocation waits. A sandbox that crashed, could not start or timed out is replaced at the next invocation.
/// </summary>
public sealed class EmulatedFunction(FunctionConfiguration configuration) : IAsyncDisposable
{
    private readonly SemaphoreSlim _slots = new(configuration.MaxSandboxes);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Stack<Sandbox> _free = new();
    private readonly List<Sandbox> _all = [];
    private readonly HashSet<Sandbox> _retired = [];
    private bool _disposed;

    /// <summary>All sandboxes that were started, including those that have ended.</summary>
    public IReadOnlyList<Sandbox> Sandboxes
    {
        get
        {
            lock (_all)
            {
                return [.. _all];
            }
        }
    }

    /// <summary>Invokes the function.</summary>
    /// <returns>The result of the invocation.</returns>
    public async Task<InvocationResult> InvokeAsync(
        ReadOnlyMemory<byte> payload, InvocationOptions? options = null, CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _stopping.Token);
        await _slots.WaitAsync(either.Token);
        Sandbox? sandbox = null;
        bool isReturned = false;
        try
        {
            sandbox = Take(either.Token);
            InvocationResult result = await sandbox.InvokeAsync(payload, options, either.Token);
            if (result.Kind >= InvocationResultKind.AnswerRefused)
            {
                // The invoker receives its answer now. The sandbox becomes free later, when it requests the next event.
                _ = ReturnAsync(sandbox);
                isReturned = true;
            }

            return result;
        }
        finally
        {
            if (!isReturned)
            {
                await (sandbox?.DisposeAsync() ?? default);
                _ = _slots.Release();
            }
        }
    }

    /// <summary>
    /// Ends the current sandboxes, as a deployment does, so that the next invocation starts a new sandbox. Free sandboxes end now. Busy
    /// sandboxes end after their invocation.
    /// </summary>
    /// <returns>A task that completes when the free sandboxes have ended.</returns>
    public async Task RetireSandboxesAsync()
    {
        Sandbox[] free;
        lock (_all)
        {
            _retired.UnionWith(_all);
            free = [.. _free];
            _free.Clear();
        }

        foreach (Sandbox sandbox in free)
        {
            await sandbox.DisposeAsync();
        }
    }

    /// <summary>Ends every sandbox, including sandboxes that are handling an invocation.</summary>
    /// <returns>A task that completes when no sandbox is running.</returns>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
        {
            return;
        }

        await _stopping.CancelAsync();
        for (int slot = 0; slot < configuration.MaxSandboxes; slot++)
        {
            await _slots.WaitAsync();
        }

        foreach (Sandbox sandbox in Sandboxes)
        {
            await sandbox.DisposeAsync();
        }

        _slots.Dispose();
        _stopping.Dispose();
    }

    private Sandbox Take(CancellationToken cancellation)
    {
        lock (_all)
        {
            cancellation.ThrowIfCancellationRequested();
            while (_free.TryPop(out Sandbox? free))
            {
                if (!free.HasExited)
                {
                    return free;
                }
            }

            var started = Sandbox.Start(configuration);
            _all.Add(started);
            return started;
        }
    }

    private bool TryFree(Sandbox sandbox)
    {
        lock (_all)
        {
            if (_retired.Contains(sandbox))
            {
                return false;
            }

            _free.Push(sandbox);
            return true;
        }
    }

    private async Task ReturnAsync(Sandbox sandbox)
    {
        try
        {
            if (!await sandbox.WaitUntilFreeAsync(_stopping.Token) || !TryFree(sandbox))
            {
                await sandbox.DisposeAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The function is being disposed, which also ends its sandboxes.
        }
        finally
        {
            _ = _slots.Release();
        }
    }
}
