using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using DevTool.Gateway.Authorization;
using DevTool.Gateway.Definitions;
using DevTool.Gateway.Responses;
using RuntimeApiEmulator;

namespace DevTool.Gateway;

/// <summary>Forwards allowed requests to the function of a route (<c>AWS_PROXY</c>).</summary>
internal sealed class ProxyIntegration(EmulatedFunction function)
{
    /// <summary>Forwards one request.</summary>
    /// <param name="proxyEvent">The event that contains the request.</param>
    /// <param name="kind">The kind of API.</param>
    /// <param name="version">The payload version.</param>
    /// <returns>The response, or the reason for the failure.</returns>
    public async Task<(HttpReply? Reply, Verdict? Failed)> SendAsync(
        JsonObject proxyEvent, ApiKind kind, PayloadVersion version, CancellationToken cancellation)
    {
        byte[] payload = JsonSerializer.SerializeToUtf8Bytes(proxyEvent);
        InvocationResult result = await function.InvokeAsync(payload, cancellation: cancellation);
        if (result.Kind == InvocationResultKind.Response && ProxyResponse.Read(result.Payload, kind, version) is { } reply)
        {
            return (reply, null);
        }

        Refusal refusal = result.Kind == InvocationResultKind.EventTooLarge ? Refusal.RequestTooLarge : Refusal.IntegrationFailure;
        return (null, Verdict.Refused(refusal, $"the backend ended with {result.Kind}: {result.Text}"));
    }
}
