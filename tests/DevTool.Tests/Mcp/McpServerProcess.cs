using System;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;
using Xunit;

namespace DevTool.Tests.Mcp;

/// <summary>The sample MCP server in a separate process.</summary>
internal sealed class McpServerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private McpServerProcess(Process process, Uri url) => (_process, Url) = (process, url);

    public Uri Url { get; }

    public static async Task<McpServerProcess> StartAsync()
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "sample-mcp.dll"), "http://127.0.0.1:0"]) { RedirectStandardOutput = true };
        Process process = Process.Start(start)!;
        string? line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        Assert.StartsWith("MCP server: http://127.0.0.1:", line, StringComparison.Ordinal);
        return new McpServerProcess(process, new Uri(line!["MCP server: ".Length..]));
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
