using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using DevTool.Routes;
using DevTool.Testing;

namespace DevTool.Commands;

/// <summary><c>coverage</c>: compares rules with the routes of an API.</summary>
internal static class CoverageCommand
{
    private static readonly Option<string?> Permissions = PermissionsInput.Option();
    private static readonly Option<string[]> Api = ApiInput.Option();
    private static readonly Option<string[]> Parameters = ApiInput.ParameterOption();
    private static readonly Option<bool> Json = new("--json") { Description = "Print the findings as JSON." };

    public static Command Create()
    {
        var command = new Command(
            "coverage",
            "List API routes that no caller may call, API routes that every verified caller may call, and rules that match no API route. "
            + "Exit codes: 0: rules and routes match. 1: no caller may call one of the API routes, or a rule matches no API route. 64: wrong command line. 78: a file cannot be used.")
        {
            Api,
            Parameters,
            Permissions,
            Json,
        };
        CommandRunner.Run(command, RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        (string name, byte[] text) = await PermissionsInput.ReadAsync(parsed.GetValue(Permissions), cancellation);
        var authorizer = new OfflineAuthorizer(name, text, Environment.GetEnvironmentVariable);
        List<ApiRoute> api = await ApiInput.ReadAsync(parsed.GetValue(Api)!, parsed.GetValue(Parameters) ?? [], cancellation);
        ApiCoverage coverage = ApiCoverage.Of(api, name, authorizer.Rules);
        PermissionsInput.Tell(parsed.GetValue(Permissions));
        if (parsed.GetValue(Json))
        {
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(coverage, ToolJson.Readable.ApiCoverage));
        }
        else
        {
            Write(Terminal.Output, coverage);
        }

        return coverage.Unreached.Count + coverage.Unused.Count == 0 ? ExitCodes.Allowed : ExitCodes.Refused;
    }

    private static void Write(Terminal terminal, ApiCoverage coverage)
    {
        bool fits = coverage.Unreached.Count + coverage.Unused.Count == 0;
        terminal.Text(
            string.Create(CultureInfo.InvariantCulture, $"{Plural.Count(coverage.Routes, "API route")}: {coverage.Unreached.Count} that no caller may call, {coverage.Open.Count} that every verified caller may call; {(coverage.Unused.Count == 1 ? "1 rule or route of a rule matches" : $"{coverage.Unused.Count} rules or routes of rules match")} no API route"),
            fits ? Colour.Green : Colour.Red);
        Write(terminal, coverage.Unreached, Colour.Red);
        Write(terminal, coverage.Open, Colour.Yellow);
        Write(terminal, coverage.Unused, Colour.Red);
    }

    private static void Write(Terminal terminal, IEnumerable<ApiFinding> findings, Colour colour)
    {
        foreach (ApiFinding finding in findings)
        {
            string route = finding.Route is null || finding.Text.Contains(finding.Route, StringComparison.Ordinal) ? string.Empty : finding.Route + ": ";
            terminal.Text(string.Create(CultureInfo.InvariantCulture, $"{finding.File}:{finding.Line}: {route}{finding.Text}"), colour);
        }
    }
}
