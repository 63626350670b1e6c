using System;
using System.CommandLine;
using System.CommandLine.Invocation;
using System.Threading.Tasks;
using DevTool.Commands;

namespace DevTool;

/// <summary>The command-line tool <c>authz</c> for users and developers of the authorizer.</summary>
internal static class Program
{
    // A stop takes some milliseconds. The limit is longer because the machine can be busy.
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    private static async Task<int> Main(string[] arguments)
    {
        try
        {
            return await RunAsync(arguments);
        }
#pragma warning disable CA1031 // Unexpected errors are handled only here: users get one line, and scripts get a documented exit code.
        catch (Exception unexpected)
#pragma warning restore CA1031
        {
            CommandRunner.Report(unexpected);
            return ExitCodes.Defect;
        }
    }

    private static async Task<int> RunAsync(string[] arguments)
    {
        ParseResult parsed = CommandLine.Create(
            ExplainCommand.Create(),
            CheckCommand.Create(),
            TestCommand.Create(),
            DiffCommand.Create(),
            WhoCommand.Create(),
            MatrixCommand.Create(),
            CoverageCommand.Create(),
            FormatCommand.Create(),
            InitCommand.Create(),
            McpCheckCommand.Create(),
            NativeCommand.Create(),
            PinCommand.Create(),
            RevokeCommand.Create(),
            RevocationsCommand.Create(),
            ServeCommand.Create(),
            DemoCommand.Create()).Parse(arguments);
        if (parsed.Action is ParseErrorAction)
        {
            CommandLine.WriteErrors(parsed, Console.Error);
            return ExitCodes.Usage;
        }

        return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = StopTimeout, EnableDefaultExceptionHandler = false });
    }
}
