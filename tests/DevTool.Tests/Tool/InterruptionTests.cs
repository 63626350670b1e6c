using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using DevTool.Tests.Permissions;
using Xunit;

namespace DevTool.Tests.Tool;

/// <summary>Ctrl-C and SIGTERM end a command immediately at any time.</summary>
public sealed class InterruptionTests : IDisposable
{
    private readonly ToolProcess _tool = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("-TERM")]
    [InlineData("-INT")]
    public async Task A_blocked_command_can_be_interrupted(string signal)
    {
        // A read from a pipe without a writer blocks, and cannot be canceled.
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

        // The constructor waits until the tool has opened the pipe.
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
