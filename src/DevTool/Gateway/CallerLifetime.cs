using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Hosting;

namespace DevTool.Gateway;

/// <summary>
/// The life of a server that its caller begins and ends. The default one would end it at Ctrl-C by itself; the command that started
/// several of them decides when and in which order.
/// </summary>
internal sealed class CallerLifetime : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
