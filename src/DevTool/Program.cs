using System;
using System.CommandLine;
using System.Threading.Tasks;
using DevTool.Commands;

namespace DevTool;

/// <summary>The tool of those who work on the authorizer or with it: one command each.</summary>
internal static class Program
{
    // Stopping is a matter of milliseconds; this is for a machine that is busy.
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    private static async Task<int> Main(string[] arguments)
    {
        var root = new RootCommand("Runs the authorizer on this machine.")
        {
            DemoCommand.Create(),
            PinCommand.Create(),
            ServeCommand.Create(),
            ExplainCommand.Create(),
            CheckCommand.Create(),
            TestCommand.Create(),
            FormatCommand.Create(),
            MatrixCommand.Create(),
            CoverageCommand.Create(),
            InitCommand.Create(),
            DiffCommand.Create(),
            WhoCommand.Create(),
        };
        ParseResult parsed = root.Parse(arguments);
        int code = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = StopTimeout });
        return parsed.Errors.Count > 0 ? ExitCodes.Usage : code;
    }
}
