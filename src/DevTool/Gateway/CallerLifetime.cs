using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Hosting;

namespace DevTool.Gateway;

/// <summary>
/// The lifetime of a server that its caller starts and stops. The default lifetime would stop the server at Ctrl-C. Here, the command that
/// starts several servers decides when to stop them and in which order.
/// </summary>
internal sealed class CallerLifetime : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
