using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using DevTool.IdentityProvider;
using DevTool.Stack;
using RuntimeApiEmulator;

namespace DevTool.Demo.Mcp;

/// <summary>
/// The two servers that an MCP client needs in addition to the stack: an MCP server and an authorization server. They start before the stack,
/// because the settings of the stack contain their addresses.
/// </summary>
internal sealed class McpParts : IAsyncDisposable
{
    private const string RestMount = "rest";

    private readonly Process _server;
    private readonly AuthorizationServer _signIn;

    private McpParts(Process server, AuthorizationServer signIn, StackSettings settings)
    {
        _server = server;
        _signIn = signIn;
        Settings = settings;
        OrphanGuard.Watch(server.Id);
    }

    /// <summary>The settings of a stack that forwards to the MCP server and names the authorization server.</summary>
    public StackSettings Settings { get; private set; }

    /// <summary>The user pool, after the stack has started it.</summary>
    public UserPool? Users { get; set; }

    /// <summary>Starts both servers.</summary>
    /// <param name="server">The assembly of the MCP server.</param>
    /// <param name="settings">The settings of the stack. The gateway gets a fixed port, because the metadata contains its address.</param>
    /// <exception cref="ToolException">The MCP server does not start.</exception>
    public static async Task<McpParts> StartAsync(string server, StackSettings settings, CancellationToken cancellation)
    {
        McpParts? parts = null;
        var signIn = await AuthorizationServer.StartAsync(settings.CognitoLocal, () => parts!.Users!, cancellation);
        Process process = Process.Start(new ProcessStartInfo("dotnet", [server, Loopback(0)]) { RedirectStandardOutput = true })!;
        parts = new McpParts(process, signIn, settings);
        try
        {
            string? line = await process.StandardOutput.ReadLineAsync(cancellation);
            if (line?.Split(' ') is not [.., var address] || !Uri.IsWellFormedUriString(address, UriKind.Absolute))
            {
                throw new ToolException($"the MCP server {server} does not start; see its output above");
            }

            int port = settings.Port == 0 ? FreePort() : settings.Port;
            var parameters = new Dictionary<string, string>(settings.Parameters)
            {
                ["PublicUrl"] = $"{Loopback(port)}/{RestMount}",
                ["McpServerUrl"] = address,
                ["AuthorizationServerUrl"] = signIn.Issuer,
            };
            parts.Settings = settings with { Port = port, Parameters = parameters };
            return parts;
        }
        catch
        {
            await parts.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_server.HasExited)
        {
            _server.Kill();
        }

        _server.Dispose();
        await _signIn.DisposeAsync();
    }

    private static string Loopback(int port) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
