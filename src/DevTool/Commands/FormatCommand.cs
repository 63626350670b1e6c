using System;
using System.CommandLine;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Authorizer.Options;
using DevTool.Checking;
using DevTool.Formatting;

namespace DevTool.Commands;

/// <summary><c>fmt</c>: applies the canonical layout to a permissions file.</summary>
internal static class FormatCommand
{
    private static readonly Argument<string?> File = PermissionsInput.Argument();
    private static readonly Option<string?> Permissions = PermissionsInput.SameOption();
    private static readonly Option<bool> Check = new("--check") { Description = "Write nothing; fail if the file is not in the canonical layout." };
    private static readonly Option<bool> Json = new("--json") { Description = "Print the result as JSON." };

    public static Command Create()
    {
        var command = new Command(
            "fmt",
            "Apply the one canonical layout to a permissions file; its meaning stays the same. "
            + "Exit codes: 0: the file is in the canonical layout. 1: --check is set, and the file is not in the canonical layout. 64: wrong command line. 78: the file cannot be used.")
        {
            File,
            Permissions,
            Check,
            Json,
        };
        CommandRunner.Run(command, RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        string path = PermissionsInput.PathOf(parsed.GetValue(File) ?? parsed.GetValue(Permissions));
        (_, byte[] text) = await PermissionsInput.ReadFileAsync(path, cancellation);
        if (PermissionsCheck.Check(path, text, Environment.GetEnvironmentVariable).Problems is [var problem, ..])
        {
            string rule = problem.Rule is null ? string.Empty : $"rule \"{problem.Rule}\": ";
            throw new ConfigurationException(string.Create(
                CultureInfo.InvariantCulture, $"{path}:{problem.Line}: {rule}{problem.Text}; run authz check for all problems; the file was not formatted"));
        }

        byte[] formatted = PermissionsLayout.Format(text);
        bool canonical = formatted.AsSpan().SequenceEqual(text);
        bool check = parsed.GetValue(Check);
        if (!canonical && !check)
        {
            await OutputFile.WriteAsync(path, formatted, cancellation);
        }

        var report = new FormatReport(path, canonical, !canonical && !check);
        await Console.Out.WriteLineAsync(
            parsed.GetValue(Json) ? JsonSerializer.Serialize(report, ToolJson.Readable.FormatReport)
            : canonical ? $"{path}: canonical layout"
            : check ? $"{path}:{FirstDifference(text, formatted)}: not in the canonical layout; run \"fmt\" without --check"
            : $"{path}: formatted");
        return canonical || !check ? ExitCodes.Allowed : ExitCodes.Refused;
    }

    private static string FirstDifference(byte[] text, byte[] formatted) =>
        (1 + text.Take(text.AsSpan().CommonPrefixLength(formatted)).Count(character => character == (byte)'\n')).ToString(CultureInfo.InvariantCulture);
}
