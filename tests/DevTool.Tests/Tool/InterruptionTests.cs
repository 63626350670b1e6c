using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using DevTool.Tests.Permissions;
using Xunit;

namespace DevTool.Tests.Tool;

/// <summary>Ctrl-C and SIGTERM end a command at once, whatever it is doing.</summary>
public sealed class InterruptionTests : IDisposable
{
    private readonly ToolProcess _tool = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("-TERM")]
    [InlineData("-INT")]
    public async Task A_command_that_does_not_look_up_is_interrupted(string signal)
    {
        // Reading a pipe that nobody writes to is work that does not ask whether it should stop.
        string pipe = _tool["pipe"];
        using (var made = Process.Start("mkfifo", [pipe]))
        {
            await made.WaitForExitAsync(Cancellation);
        }

        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "authz.dll"), "diff", pipe, pipe])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process tool = Process.Start(start)!;

        // This waits until the tool has opened it.
        using var writer = new FileStream(pipe, FileMode.Open, FileAccess.Write);
        using (var kill = Process.Start("kill", [signal, tool.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync(Cancellation);
        }

        string errors = await tool.StandardError.ReadToEndAsync(Cancellation).WaitAsync(Patience.Limit, Cancellation);
        await tool.WaitForExitAsync(Cancellation);

        Assert.Equal((130, "interrupted\n"), (tool.ExitCode, errors));
        Assert.Empty(await tool.StandardOutput.ReadToEndAsync(Cancellation));
    }

    public void Dispose() => _tool.Dispose();
}
