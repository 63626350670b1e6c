using System;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Contract;
using Xunit;

namespace DevTool.Tests;

/// <summary>
/// The tool, run as a user runs it, with the real identity provider, gateway, published native authorizer and sample API.
/// </summary>
public sealed class DemoTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_step_of_the_demo_has_the_expected_result()
    {
        using Process demo = Start(
            "demo", "--parameter", "LiveData=true", "--mcp-server", Path.Combine(AppContext.BaseDirectory, "sample-mcp.dll"), "--mcp-client", Path.Combine(Repository.Root, "tests", "Clients", "mcp"));
        Task<string> errors = demo.StandardError.ReadToEndAsync(Cancellation);
        string output = await demo.StandardOutput.ReadToEndAsync(Cancellation);
        await demo.WaitForExitAsync(Cancellation);

        Assert.True(demo.ExitCode == 0, output + await errors);
        Assert.Contains("steps as expected", output, StringComparison.Ordinal);
        Assert.Contains("\n       ok  MCP client: granted\n", output, StringComparison.Ordinal);
        Assert.Empty(await errors);
        foreach (string step in (string[])["no token", "tampered token", "id token", "expired token", "refreshed token", "another user's path", "preflight", "$connect, no token", "signed out everywhere", "permitted now, without a restart", "MCP client: step up"])
        {
            Assert.Contains(step, output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task All_processes_of_an_interrupted_stack_end()
    {
        using Process serve = Start("serve");
        while (await serve.StandardOutput.ReadLineAsync(Cancellation) is { } line && !line.Contains("curl", StringComparison.Ordinal))
        {
        }

        int[] children = Children(serve.Id);
        Assert.NotEmpty(children);

        using Process interrupt = Process.Start("kill", ["-INT", serve.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await serve.WaitForExitAsync(Cancellation).WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
        await Patience.UntilAsync(() => !Array.Exists(children, IsRunning));
    }

    [Fact]
    public async Task A_port_in_use_causes_a_one_line_error()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;

        using Process serve = Start("serve", "--port", port.ToString(System.Globalization.CultureInfo.InvariantCulture));
        string errors = await serve.StandardError.ReadToEndAsync(Cancellation);
        await serve.WaitForExitAsync(Cancellation);

        Assert.NotEqual(0, serve.ExitCode);
        Assert.Contains(port.ToString(System.Globalization.CultureInfo.InvariantCulture), Assert.Single(errors.Trim().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_template_error_stops_the_start_and_is_reported_with_its_line()
    {
        string template = Path.GetTempFileName();
        try
        {
            string[] lines = await File.ReadAllLinesAsync(Path.Combine(Repository.Root, "template.yaml"), Cancellation);
            int line = Array.FindIndex(lines, text => text.Contains("FunctionPayloadType:", StringComparison.Ordinal));
            lines[line] = lines[line].Replace("REQUEST", "REQUEZT", StringComparison.Ordinal);
            await File.WriteAllLinesAsync(template, lines, Cancellation);

            using Process serve = Start("serve", "--template", template);
            string errors = await serve.StandardError.ReadToEndAsync(Cancellation);
            await serve.WaitForExitAsync(Cancellation);

            Assert.NotEqual(0, serve.ExitCode);
            Assert.StartsWith($"{template}:{line + 1}: ", Assert.Single(errors.Trim().Split('\n')), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(template);
        }
    }

    [Fact]
    public async Task A_missing_binary_causes_a_one_line_error()
    {
        using Process demo = Start("demo", "--authorizer", "/nowhere/bootstrap");
        string errors = await demo.StandardError.ReadToEndAsync(Cancellation);
        await demo.WaitForExitAsync(Cancellation);

        Assert.NotEqual(0, demo.ExitCode);
        Assert.Contains("is not published", Assert.Single(errors.Trim().Split('\n')), StringComparison.Ordinal);
    }

    private static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "authz.dll"), .. arguments])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start)!;
    }

    private static int[] Children(int parent)
    {
        string list = File.ReadAllText($"/proc/{parent}/task/{parent}/children");
        return Array.ConvertAll(list.Split(' ', StringSplitOptions.RemoveEmptyEntries), id => int.Parse(id, null));
    }

    private static bool IsRunning(int process)
    {
        // A zombie is a process that has ended, but whose parent has not read the exit code.
        try
        {
            return !File.ReadAllText($"/proc/{process}/stat").Contains(") Z", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            // The process may end during this check.
            return false;
        }
    }
}
