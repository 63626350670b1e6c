using System;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using DevTool.Routes;

namespace DevTool.Commands;

/// <summary><c>init</c>: creates a first permissions file and its tests from the definition of an API.</summary>
internal static class InitCommand
{
    private static readonly Option<string> Permissions = new("--permissions")
    {
        Description = "The permissions file to create; its tests are created next to it.",
        DefaultValueFactory = _ => "permissions.json",
    };

    private static readonly Option<string[]> Api = ApiInput.Option();
    private static readonly Option<string[]> Parameters = ApiInput.ParameterOption();
    private static readonly Option<bool> Force = new("--force") { Description = "Overwrite files that exist." };
    private static readonly Option<bool> Json = new("--json") { Description = "Print the result as JSON." };

    public static Command Create()
    {
        var command = new Command(
            "init",
            "Create a permissions file that denies by default, and its tests, from the routes of an API and the scopes in \"security\". "
            + "Exit codes: 0: both files were created. 64: wrong command line, or a file already exists. 78: a file cannot be used.")
        {
            Permissions,
            Api,
            Parameters,
            Force,
            Json,
        };
        CommandRunner.Run(command, RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        string permissions = parsed.GetValue(Permissions)!;
        string tests = Path.ChangeExtension(permissions, ".test.json");
        if (!parsed.GetValue(Force) && new[] { permissions, tests }.FirstOrDefault(File.Exists) is { } existing)
        {
            throw new ToolException($"{existing} exists; add --force to overwrite it");
        }

        PermissionsDraft draft = PermissionsDraft.Create(await ApiInput.ReadAsync(parsed.GetValue(Api)!, parsed.GetValue(Parameters) ?? [], cancellation), Path.GetFileName(permissions));
        await OutputFile.WriteAsync(permissions, draft.Permissions, cancellation);
        await OutputFile.WriteAsync(tests, draft.Tests, cancellation);
        if (parsed.GetValue(Json))
        {
            var report = new DraftReport(permissions, tests, draft.Rules, draft.Denied, draft.Wider);
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(report, ToolJson.Readable.DraftReport));
            return ExitCodes.Allowed;
        }

        var terminal = Terminal.Output;
        terminal.Text($"{permissions}: {Plural.Count(draft.Rules, "rule")}, tests in {tests}", Colour.Green);
        foreach (string wider in draft.Wider)
        {
            terminal.Text(wider, Colour.Yellow);
        }

        foreach (string route in draft.Denied)
        {
            terminal.Text($"denied until a rule allows it: {route}");
        }

        return ExitCodes.Allowed;
    }
}
