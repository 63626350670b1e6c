using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using DevTool.Gateway.Definitions;
using DevTool.Gateway.Responses;
using RuntimeApiEmulator;

namespace DevTool.Gateway;

/// <summary>Forwards allowed requests to the function behind the API (<c>AWS_PROXY</c>).</summary>
/// <param name="function">The function.</param>
internal sealed class ProxyIntegration(EmulatedFunction function)
{
    /// <summary>Forwards one request.</summary>
    /// <param name="proxyEvent">The request as an event.</param>
    /// <param name="version">The payload version.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>The response, or <see langword="null"/> with what went wrong.</returns>
    public async Task<(HttpReply? Reply, string? Problem)> SendAsync(
        JsonObject proxyEvent, PayloadVersion version, CancellationToken cancellation)
    {
        byte[] payload = JsonSerializer.SerializeToUtf8Bytes(proxyEvent);
        InvocationResult result = await function.InvokeAsync(payload, cancellation: cancellation);
        HttpReply? reply = result.Kind == InvocationResultKind.Response ? ProxyResponse.Read(result.Payload, version) : null;
        return (reply, reply is null ? $"the backend ended with {result.Kind}: {result.Text}" : null);
    }
}
