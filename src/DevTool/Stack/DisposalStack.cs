using System;
using System.Collections.Generic;
using System.Threading.Tasks;

namespace DevTool.Stack;

/// <summary>Started parts, which are stopped in reverse order.</summary>
internal sealed class DisposalStack : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> _parts = new();

    /// <summary>Adds a part.</summary>
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
