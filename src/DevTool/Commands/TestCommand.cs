using System;
using System.CommandLine;
using System.IO;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using DevTool.Testing;

namespace DevTool.Commands;

/// <summary><c>test</c>: runs permission tests.</summary>
internal static class TestCommand
{
    private static readonly Argument<string> Tests = new("tests")
    {
        Description = "The file of tests.",
        DefaultValueFactory = _ => "permissions.test.json",
    };

    private static readonly Option<string?> Permissions = new("--permissions") { Description = "A permissions file to test instead of the one that the tests name." };
    private static readonly Option<string?> JUnit = new("--junit") { Description = "Write the results to this file as JUnit XML, too." };
    private static readonly Option<bool> Coverage = new("--coverage") { Description = "List the rules, routes and conditions that no test exercises." };
    private static readonly Option<int?> Min = new("--min") { Description = "Fail if less than this percentage is exercised." };
    private static readonly Option<bool> Json = new("--json") { Description = "Print the results as JSON." };

    public static Command Create()
    {
        var command = new Command(
            "test",
            "Run permission tests with the authorizer's own code. "
            + "Exit codes: 0: all tests passed. 1: a test failed, or the coverage is below --min. 64: wrong command line. 78: a file or variable cannot be used.")
        {
            Tests,
            Permissions,
            JUnit,
            Coverage,
            Min,
            Json,
        };
        CommandRunner.Run(command, RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        string path = parsed.GetValue(Tests)!;
        (_, byte[] json) = await PermissionsInput.ReadFileAsync(path, cancellation);
        int? min = parsed.GetValue(Min);
        if (min is < 0 or > 100)
        {
            throw new ToolException($"--min {min} is not a percentage; use a number from 0 to 100");
        }

        TestDocument document = TestReader.Read(path, json);
        string permissionsPath = parsed.GetValue(Permissions) ?? Path.Combine(Path.GetDirectoryName(path) ?? string.Empty, document.Permissions);
        (_, byte[] permissions) = await PermissionsInput.ReadFileAsync(permissionsPath, cancellation);
        TestReport report = TestRun.Run(
            path, json, document, permissionsPath, permissions, Environment.GetEnvironmentVariable, parsed.GetValue(Coverage) || min is not null);
        if (parsed.GetValue(JUnit) is { } junit)
        {
            await OutputFile.WriteAsync(junit, Encoding.UTF8.GetBytes(JUnitFile.Create(report).ToString()), cancellation);
        }

        if (parsed.GetValue(Json))
        {
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(report, ToolJson.Readable.TestReport));
        }
        else
        {
            new TestText(Terminal.Output).Write(report);
        }

        return report.Failed == 0 && (min is null || report.Coverage!.Percent >= min) ? ExitCodes.Allowed : ExitCodes.Refused;
    }
}
