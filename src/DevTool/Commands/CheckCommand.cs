using System;
using System.CommandLine;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using DevTool.Checking;

namespace DevTool.Commands;

/// <summary><c>check</c>: reports every problem and every warning of a permissions file.</summary>
internal static class CheckCommand
{
    private static readonly Argument<string?> File = PermissionsInput.Argument();
    private static readonly Option<string?> Permissions = PermissionsInput.SameOption();
    private static readonly Option<bool> Strict = new("--strict") { Description = "Exit with 1 if there is a warning." };
    private static readonly Option<bool> Json = new("--json") { Description = "Print the report as JSON." };

    public static Command Create()
    {
        var command = new Command(
            "check",
            "Report every problem of a permissions file, and warn about what is probably not intended. The authorizer's own reader reads it. "
            + "Exit codes: 0: the file has no problems. 1: the file has problems, or it has warnings and --strict is set. 64: wrong command line. 78: a file or variable cannot be used.")
        {
            File,
            Permissions,
            Strict,
            Json,
        };
        CommandRunner.Run(command, RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        string path = PermissionsInput.PathOf(parsed.GetValue(File) ?? parsed.GetValue(Permissions));
        (_, byte[] text) = await PermissionsInput.ReadFileAsync(path, cancellation);
        CommandRunner.CheckVariableNames();
        PermissionsReport report = PermissionsCheck.Check(path, text, Environment.GetEnvironmentVariable);
        if (parsed.GetValue(Json))
        {
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(report, ToolJson.Readable.PermissionsReport));
        }
        else
        {
            new ReportText(Terminal.Output, Terminal.Summary).Write(report);
        }

        return report.Problems.Count == 0 && !(parsed.GetValue(Strict) && report.Warnings.Count > 0) ? ExitCodes.Allowed : ExitCodes.Refused;
    }
}
