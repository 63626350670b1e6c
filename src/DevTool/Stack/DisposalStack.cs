using System;
using System.Collections.Generic;
using System.Threading.Tasks;

namespace DevTool.Stack;

/// <summary>What was started, stopped in the reverse order.</summary>
internal sealed class DisposalStack : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> _parts = new();

    /// <summary>Takes one part more.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    public T Add<T>(T part)
        where T : IAsyncDisposable
    {
        _parts.Push(part);
        return part;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        while (_parts.TryPop(out IAsyncDisposable? part))
        {
            await part.DisposeAsync();
        }
    }
}
