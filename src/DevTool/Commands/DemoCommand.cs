using System;
using System.CommandLine;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using DevTool.Demo;
using DevTool.Demo.Mcp;
using DevTool.Gateway.Definitions;
using DevTool.Stack;

namespace DevTool.Commands;

/// <summary><c>demo</c>: starts the stack, runs the demo, and stops the stack.</summary>
internal static class DemoCommand
{
    private static readonly Option<string?> McpServer = new("--mcp-server") { Description = "The assembly of an MCP server to put behind the REST API." };
    private static readonly Option<string?> McpClient = new("--mcp-client") { Description = "The folder of an MCP client that calls the MCP server." };

    public static Command Create()
    {
        Command command = StackOptions.CreateCommand(
            "demo", "Walk the whole flow on this machine, from sign-up to refused calls, and check every step.", RunAsync);
        command.Options.Add(McpServer);
        command.Options.Add(McpClient);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, StackSettings settings, CancellationToken cancellation)
    {
        using HttpClient http = LoopbackHttp.CreateClient();
        await using McpParts? mcp = parsed.GetValue(McpServer) is { } server ? await McpParts.StartAsync(server, settings, cancellation) : null;
        await using LocalStack stack = await LocalStack.StartAsync(mcp?.Settings ?? settings, http, (_, _) => { }, cancellation);
        var report = new DemoReport(new Terminal(Console.Out, Terminal.WantsColour));
        await new DemoFlow(stack, http, report).RunAsync(cancellation);
        if (mcp is not null && parsed.GetValue(McpClient) is { } client && stack.LiveDocuments is { } documents)
        {
            mcp.Users = stack.Users;
            report.Begin("MCP server behind the REST API");
            await stack.DeployPermissionsAsync(documents.Permissions.Replace("\"rules\": [", "\"rules\": [" + McpFlow.Rules + ",", StringComparison.Ordinal));
            Uri address = new(stack.Url(stack.Apis.First(api => api.Kind == ApiKind.Rest)).AbsoluteUri.TrimEnd('/') + "/mcp");
            await new McpFlow(client, address, report).RunAsync(DemoUser.Reader.Name, cancellation);
        }

        report.End();
        return report.Failures == 0 ? 0 : CommandRunner.Failure;
    }
}
