using System;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using DevTool.Gateway.Definitions;
using DevTool.Stack;

namespace DevTool.Demo;

/// <summary>The whole demo: the steps of a user from sign-up to a refused call, for every API of the template.</summary>
/// <param name="stack">The running stack.</param>
/// <param name="report">Receives every step.</param>
internal sealed class DemoFlow(LocalStack stack, HttpClient http, DemoReport report)
{
    /// <summary>Runs the steps.</summary>
    /// <returns>A task that completes after the last step. The report contains the result.</returns>
    public async Task RunAsync(CancellationToken cancellation)
    {
        report.Begin($"Identity provider  {stack.Users.Issuer}");
        DemoUsers users = await DemoUsers.SignInAsync(stack.Users, report, cancellation);
        foreach (ApiDefinition api in stack.Apis)
        {
            Uri address = stack.Url(api);
            report.Begin($"{api.Kind.Title()}  {address}");
            await (api.Kind == ApiKind.WebSocket
                ? new WebSocketFlow(api, address, users, report).RunAsync(cancellation)
                : new RequestFlow(api, address, http, users, report).RunAsync(cancellation));
        }

        if (stack.LiveDocuments is { } documents && stack.Apis.FirstOrDefault(api => api.Kind != ApiKind.WebSocket) is { } any)
        {
            report.Begin($"Live permissions and revocations, {any.Kind.Title()}");
            await new LiveFlow(documents, stack.Url(any), http, users, report).RunAsync(cancellation);
        }
    }
}
