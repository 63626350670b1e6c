using System;
using System.CommandLine;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using DevTool.Comparing;

namespace DevTool.Commands;

/// <summary><c>diff</c>: reports every difference between two permissions files.</summary>
internal static class DiffCommand
{
    private static readonly Argument<string> Old = new("OLD") { Description = "The permissions file before the change." };
    private static readonly Argument<string> New = new("NEW") { Description = "The permissions file after the change." };
    private static readonly Option<bool> NoNewAccess = new("--no-new-access") { Description = "Exit with 1 if the new file allows any call that the old file refuses." };
    private static readonly Option<bool> Json = new("--json") { Description = "Print the report as JSON." };

    public static Command Create()
    {
        var command = new Command(
            "diff",
            "Report every difference between two permissions files: which callers gain or lose which calls. "
            + "Exit codes: 0: the comparison is complete. 1: a caller gains access and --no-new-access is set, or the comparison is incomplete. 64: wrong command line. 70: a bug in this tool. 78: a file or variable cannot be used.")
        {
            Old,
            New,
            NoNewAccess,
            Json,
        };
        CommandRunner.Run(command, RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        (string, byte[] Text) old = (parsed.GetValue(Old)!, (await PermissionsInput.ReadFileAsync(parsed.GetValue(Old)!, cancellation)).Text);
        (string, byte[] Text) changed = (parsed.GetValue(New)!, (await PermissionsInput.ReadFileAsync(parsed.GetValue(New)!, cancellation)).Text);
        var report = DifferenceReport.Of(old, changed, Environment.GetEnvironmentVariable);
        if (parsed.GetValue(Json))
        {
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(report, ToolJson.Readable.DifferenceReport));
        }
        else
        {
            new ComparisonText(Terminal.Output).Write(report);
        }

        foreach (string omitted in report.Omitted)
        {
            Terminal.Remarks.Text("incomplete: " + omitted);
        }

        // The omitted part could contain new access, so exit code 0 would mislead a script.
        return report.Omitted.Count > 0 || (parsed.GetValue(NoNewAccess) && report.HasNewAccess) ? ExitCodes.Refused : ExitCodes.Allowed;
    }
}
