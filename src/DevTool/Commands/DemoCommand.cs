using System;
using System.CommandLine;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using DevTool.Demo;
using DevTool.Stack;

namespace DevTool.Commands;

/// <summary><c>demo</c>: starts the stack, walks the flow, stops the stack.</summary>
internal static class DemoCommand
{
    /// <summary>Makes the command.</summary>
    /// <returns>The command.</returns>
    public static Command Create()
    {
        var options = new StackOptions();
        var command = new Command("demo", "Walk the whole flow on this machine, from sign-up to refused calls, and check every step.");
        options.AddTo(command);
        CommandRunner.Run(command, (parsed, cancellation) => RunAsync(options.Read(parsed), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(StackSettings settings, CancellationToken cancellation)
    {
        using HttpClient http = LoopbackHttp.CreateClient();
        await using LocalStack stack = await LocalStack.StartAsync(settings, http, (_, _) => { }, cancellation);
        bool useColour = !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        var report = new DemoReport(Console.Out, useColour);
        await new DemoFlow(stack, http, report).RunAsync(cancellation);
        report.End();
        return report.Failures == 0 ? 0 : CommandRunner.Failure;
    }
}
