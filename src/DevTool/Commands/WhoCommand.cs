using System;
using System.CommandLine;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using DevTool.Comparing;
using DevTool.Explaining;

namespace DevTool.Commands;

/// <summary><c>who</c>: shows which callers may make a call.</summary>
internal static class WhoCommand
{
    private static readonly Argument<string> Route = new("ROUTE") { Description = "Method and path, such as \"GET /pets/1\", method and URL, \"MCP /mcp tools/call cancel_order\", or $connect." };
    private static readonly Option<string?> Stage = new("--stage") { Description = "The stage in the path of a URL. Use $default if the path has none." };
    private static readonly Option<string?> Permissions = PermissionsInput.Option();
    private static readonly Option<bool> Json = new("--json") { Description = "Print the report as JSON." };

    public static Command Create()
    {
        var command = new Command(
            "who",
            "Show which callers may make a call, and which rules decide it. "
            + "Exit codes: 0: at least one caller may make the call. 1: no caller may make the call, or the rules are too complex to decide. 64: wrong command line. 70: a bug in this tool. 78: a file or variable cannot be used.")
        {
            Route,
            Stage,
            Permissions,
            Json,
        };
        CommandRunner.Run(command, RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var call = CallTarget.Parse(parsed.GetValue(Route)!, parsed.GetValue(Stage));
        if (call.Method.Contains('*', StringComparison.Ordinal))
        {
            throw new ToolException($"the call \"{parsed.GetValue(Route)}\" must name one method; write for example \"GET {call.Path}\"");
        }

        if (call.Taken is { } taken)
        {
            Terminal.Remarks.Text("understood as: " + taken);
        }

        var report = WhoReport.Of(
            await PermissionsInput.ReadAsync(parsed.GetValue(Permissions), cancellation), call.Text, Environment.GetEnvironmentVariable);
        PermissionsInput.Tell(parsed.GetValue(Permissions));
        if (parsed.GetValue(Json))
        {
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(report, ToolJson.Readable.WhoReport));
        }
        else
        {
            new ComparisonText(Terminal.Output).Write(report);
        }

        if (!report.IsComplete)
        {
            Terminal.Remarks.Text(report.Uncombined is null
                ? $"incomplete: only the first {Comparison.MostConditions} conditions are shown"
                : "incomplete: the rules are listed one by one; whether any caller may make the call was not decided");
        }

        return report.Allowed.Count > 0 ? ExitCodes.Allowed : ExitCodes.Refused;
    }
}
