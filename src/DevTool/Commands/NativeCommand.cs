using System;
using System.CommandLine;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using DevTool.NativeAuthorizers;

namespace DevTool.Commands;

/// <summary><c>native</c>: finds the rules that API Gateway's own JWT authorizers can decide.</summary>
internal static class NativeCommand
{
    private const string Http = "http";

    private static readonly Option<string?> Permissions = PermissionsInput.Option();
    private static readonly Option<string> Api = CommandLine.Choice(
        "--api", "The kind of API. Authorizers of REST APIs can require claims. Authorizers of HTTP APIs can require only scopes.", "rest", Http);

    private static readonly Option<string?> Remaining = new("--remaining") { Description = "Write the rules that the function must still decide to this file." };
    private static readonly Option<bool> Json = new("--json") { Description = "Print the report as JSON." };

    public static Command Create()
    {
        var command = new Command(
            "native",
            "Find the rules that API Gateway's own JWT authorizers decide exactly as the function does, print their configuration, and list the remaining routes. "
            + "Exit codes: 0: some routes do not need the function. 1: every route needs the function. 64: wrong command line. 70: a bug in this tool. 78: a file or variable cannot be used.")
        {
            Permissions,
            Api,
            Remaining,
            Json,
        };
        CommandRunner.Run(command, RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        CommandRunner.CheckVariableNames();
        (string name, byte[] text) = await PermissionsInput.ReadAsync(parsed.GetValue(Permissions), cancellation);
        var report = NativeReport.Of(name, text, parsed.GetValue(Api) == Http, Environment.GetEnvironmentVariable);
        PermissionsInput.Tell(parsed.GetValue(Permissions));
        if (parsed.GetValue(Json))
        {
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(report, ToolJson.Readable.NativeReport));
        }
        else
        {
            new NativeText(Terminal.Output).Write(report);
        }

        if (parsed.GetValue(Remaining) is { } path)
        {
            await OutputFile.WriteAsync(path, Encoding.UTF8.GetBytes(report.Permissions.ToJsonString(ToolJson.Readable.Options) + "\n"), cancellation);
        }

        return report.NativeRoutes > 0 ? ExitCodes.Allowed : ExitCodes.Refused;
    }
}
