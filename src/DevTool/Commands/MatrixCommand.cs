using System;
using System.CommandLine;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using DevTool.Routes;
using DevTool.Testing;

namespace DevTool.Commands;

/// <summary><c>matrix</c>: shows which group may call which route.</summary>
internal static class MatrixCommand
{
    private static readonly Option<string?> Permissions = PermissionsInput.Option();
    private static readonly Option<string> Format = CommandLine.Choice("--format", "The format of the output.", [.. MatrixFormats.ByName.Keys]);
    private static readonly Option<bool> Json = new("--json") { Description = "Print the matrix as JSON." };

    public static Command Create()
    {
        var command = new Command(
            "matrix",
            "Show which group may call which route, decided by the authorizer's own code for one example call per route. "
            + "Exit codes: 0: the matrix was shown. 64: wrong command line. 78: a file or variable cannot be used.")
        {
            Permissions,
            Format,
            Json,
        };
        CommandRunner.Run(command, RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        (string name, byte[] text) = await PermissionsInput.ReadAsync(parsed.GetValue(Permissions), cancellation);
        GroupMatrix matrix = GroupMatrix.Create(name, new OfflineAuthorizer(name, text, Environment.GetEnvironmentVariable));
        PermissionsInput.Tell(parsed.GetValue(Permissions));
        await Console.Out.WriteAsync(parsed.GetValue(Json)
            ? JsonSerializer.Serialize(matrix, ToolJson.Readable.GroupMatrix) + Environment.NewLine
            : MatrixFormats.ByName[parsed.GetValue(Format)!](matrix));
        return ExitCodes.Allowed;
    }
}
