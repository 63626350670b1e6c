using System;
using System.CommandLine;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using DevTool.Comparing;
using DevTool.Routes;

namespace DevTool.Commands;

/// <summary><c>who</c>: shows which callers may make a call.</summary>
internal static class WhoCommand
{
    private static readonly Argument<string> Route = new("ROUTE") { Description = "Method and path, such as \"GET /pets/1\", method and URL, or $connect." };
    private static readonly Option<string?> Permissions = PermissionsInput.Option();
    private static readonly Option<bool> Json = new("--json") { Description = "Print the report as JSON." };

    /// <summary>Makes the command.</summary>
    /// <returns>The command.</returns>
    public static Command Create()
    {
        var command = new Command(
            "who",
            "Show which callers may make a call, and the rules it comes from. "
            + "Exit codes: 0 some caller may, 1 no caller may, 64 usage, 70 a defect of this tool, 78 a file or variable cannot be used.")
        {
            Route,
            Permissions,
            Json,
        };
        CommandRunner.Run(command, (parsed, cancellation) => ComparingRunner.RunAsync(() => RunAsync(parsed, cancellation)), ExitCodes.Usage);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var call = CallText.Read(parsed.GetValue(Route)!);
        if (call.Stage is not null)
        {
            await Console.Error.WriteLineAsync($"{call.Call}: the first segment of the URL, \"{call.Stage}\", was taken for the stage");
        }

        var report = WhoReport.Of(
            await PermissionsInput.ReadAsync(parsed.GetValue(Permissions), cancellation), call.Call, Environment.GetEnvironmentVariable);
        if (parsed.GetValue(Json))
        {
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(report, ToolJson.Readable.WhoReport));
        }
        else
        {
            new ComparisonText(new Terminal(Console.Out, Terminal.WantsColour, Terminal.OutputWidth)).Write(report);
        }

        if (!report.IsComplete)
        {
            await Console.Error.WriteLineAsync($"incomplete: only the first {Comparison.MostConditions} conditions are shown");
        }

        return report.Allowed.Count > 0 ? ExitCodes.Allowed : ExitCodes.Refused;
    }
}
