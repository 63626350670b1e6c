using System;
using System.CommandLine;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Authorizer.Options;
using DevTool.Checking;

namespace DevTool.Commands;

/// <summary><c>check</c>: validates a permissions file.</summary>
internal static class CheckCommand
{
    /// <summary>Makes the command.</summary>
    /// <returns>The command.</returns>
    public static Command Create()
    {
        Option<string?> permissions = PermissionsInput.Option();
        var json = new Option<bool>("--json") { Description = "Print the report as JSON." };
        var command = new Command(
            "check",
            "Validate a permissions file as the authorizer would, and warn of what is probably not meant. "
            + "Exit codes: 0 usable, 1 problems, 64 usage, 78 a variable of the authorizer cannot be used.")
        {
            permissions,
            json,
        };
        CommandRunner.Run(command, (parsed, cancellation) => RunAsync(parsed.GetValue(permissions), parsed.GetValue(json), cancellation), ExitCodes.Usage);
        return command;
    }

    private static async Task<int> RunAsync(string? file, bool json, CancellationToken cancellation)
    {
        (string name, byte[] text) = await PermissionsInput.ReadAsync(file, cancellation);
        PermissionsReport report;
        try
        {
            CommandRunner.CheckVariableNames();
            report = PermissionsCheck.Check(name, text, Environment.GetEnvironmentVariable);
        }
        catch (ConfigurationException invalid)
        {
            await Console.Error.WriteLineAsync(invalid.Message);
            return ExitCodes.Configuration;
        }

        if (json)
        {
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(report, ToolJson.Readable.PermissionsReport));
        }
        else
        {
            new ReportText(new Terminal(Console.Out, Terminal.WantsColour)).Write(report);
        }

        return report.Problems.Count == 0 ? ExitCodes.Allowed : ExitCodes.Refused;
    }
}
