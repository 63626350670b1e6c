using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Hosting;

namespace DevTool.Gateway;

/// <summary>
/// The lifetime of a server that its caller starts and stops. The default one stops at Ctrl-C by itself; the command that started
/// several of them decides when and in which order.
/// </summary>
internal sealed class CallerLifetime : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
