using System.Diagnostics;
using System.Reflection;
using System.Threading.Tasks;
using Contract;
using RuntimeApiEmulator;
using Xunit;

namespace DevTool.Tests.RuntimeApi;

/// <summary>The shell script that kills the children of a process after the process has ended.</summary>
public sealed class OrphanGuardTests
{
    [Fact]
    public async Task An_ended_child_causes_no_message_and_other_children_are_killed()
    {
        string script = (string)typeof(OrphanGuard).GetField("Script", BindingFlags.NonPublic | BindingFlags.Static)!.GetRawConstantValue()!;
        using Process ended = Process.Start("true");
        await ended.WaitForExitAsync(TestContext.Current.CancellationToken);
        using Process child = Process.Start("sleep", "600");

        ScriptResult result = await ScriptResult.OfAsync(
            new ProcessStartInfo("/bin/sh", ["-c", script]), TestContext.Current.CancellationToken, $"add {ended.Id}\nadd {child.Id}\n");

        Assert.Equal(string.Empty, result.Output + result.Errors);
        await child.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
    }
}
