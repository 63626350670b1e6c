using System;
using System.Collections.Generic;
using System.Threading.Tasks;

namespace DevTool.Stack;

/// <summary>Holds started parts, and stops them in reverse order.</summary>
internal sealed class DisposalStack : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> _parts = new();

    /// <summary>Adds a part.</summary>
    /// <typeparam name="T">The type of the part.</typeparam>
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
