using System;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;
using Xunit;

namespace DevTool.Tests.Mcp;

/// <summary>The sample MCP server, as a process of its own.</summary>
internal sealed class McpServerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private McpServerProcess(Process process, Uri url) => (_process, Url) = (process, url);

    public Uri Url { get; }

    public static async Task<McpServerProcess> StartAsync()
    {
        string address = $"http://127.0.0.1:{FreePort()}";
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "sample-mcp.dll"), address]) { RedirectStandardOutput = true };
        Process process = Process.Start(start)!;
        string? line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        Assert.Equal($"MCP server: {address}/mcp", line);
        return new McpServerProcess(process, new Uri(address + "/mcp"));
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
