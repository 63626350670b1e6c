using System;
using System.CommandLine;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using DevTool.Demo;
using DevTool.Stack;

namespace DevTool.Commands;

/// <summary><c>demo</c>: starts the stack, runs the demo, stops the stack.</summary>
internal static class DemoCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create() => StackOptions.CreateCommand(
        "demo", "Walk the whole flow on this machine, from sign-up to refused calls, and check every step.", RunAsync);

    private static async Task<int> RunAsync(StackSettings settings, CancellationToken cancellation)
    {
        using HttpClient http = LoopbackHttp.CreateClient();
        await using LocalStack stack = await LocalStack.StartAsync(settings, http, (_, _) => { }, cancellation);
        var report = new DemoReport(new Terminal(Console.Out, Terminal.WantsColour));
        await new DemoFlow(stack, http, report).RunAsync(cancellation);
        report.End();
        return report.Failures == 0 ? 0 : CommandRunner.Failure;
    }
}
