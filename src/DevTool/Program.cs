using System;
using System.CommandLine;
using System.CommandLine.Invocation;
using System.Threading.Tasks;
using DevTool.Commands;

namespace DevTool;

/// <summary>The tool <c>authz</c>: commands for users and developers of the authorizer.</summary>
internal static class Program
{
    // Stopping takes milliseconds; the limit is for a busy machine.
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    private static async Task<int> Main(string[] arguments)
    {
        try
        {
            return await RunAsync(arguments);
        }
#pragma warning disable CA1031 // The one place for errors that no command expects: users get one line, scripts an exit code of the contract.
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
