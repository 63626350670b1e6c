using System;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using RuntimeApiEmulator;

namespace DevTool.IdentityProvider;

/// <summary>
/// A local substitute for Cognito: the npm package <c>cognito-local</c>, which runs as a process on a loopback port. Its data is in a
/// temporary folder that is deleted at the end.
/// </summary>
internal sealed class CognitoLocal : IAsyncDisposable
{
    /// <summary>The code that confirms every sign-up. The emulator sends no e-mail, so the code is fixed.</summary>
    public const string ConfirmationCode = "246810";

    // The start is repeated, because another process can take a free port before node listens on it.
    private const int MaxStarts = 3;

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly DirectoryInfo _data;
    private readonly Task<string> _errors;
    private Task _output = Task.CompletedTask;

    private CognitoLocal(Process process, DirectoryInfo data, Uri address)
    {
        _process = process;
        _data = data;
        Address = address;
        OrphanGuard.Watch(process.Id);
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>The address of the substitute.</summary>
    public Uri Address { get; }

    /// <summary>Starts the substitute and waits until it listens.</summary>
    /// <param name="package">The folder of the npm package.</param>
    /// <exception cref="ToolException">The package or node is not installed, or the process does not start.</exception>
    public static async Task<CognitoLocal> StartAsync(string package, CancellationToken cancellation)
    {
        string script = Path.Combine(package, "node_modules", "cognito-local", "lib", "bin", "start.js");
        if (!File.Exists(script))
        {
            throw new ToolException($"cognito-local is not installed; run npm ci --ignore-scripts in {package}");
        }

        string errors = string.Empty;
        for (int start = 0; start < MaxStarts; start++)
        {
            CognitoLocal started = Start(script);
            bool isReady = false;
            try
            {
                isReady = await started.ListensAsync(cancellation);
            }
            finally
            {
                if (!isReady)
                {
                    await started.DisposeAsync();
                }
            }

            if (isReady)
            {
                return started;
            }

            errors = await started._errors;
        }

        string reason = errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? "it wrote no error message";
        throw new ToolException($"cognito-local does not start: {reason}; if its files are damaged, run npm ci --ignore-scripts in {package}");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        await Task.WhenAll(_output, _errors);
        OrphanGuard.Forget(_process.Id);
        _process.Dispose();
        _data.Delete(recursive: true);
    }

    private static CognitoLocal Start(string script)
    {
        var address = new Uri($"http://{IPAddress.Loopback}:{FreePort()}");
        DirectoryInfo data = Directory.CreateTempSubdirectory("cognito-local-");
        WriteConfiguration(data, address);
        var start = new ProcessStartInfo("node", [Path.GetFullPath(script)])
        {
            WorkingDirectory = data.FullName,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        start.Environment["HOST"] = address.Host;
        start.Environment["PORT"] = address.Port.ToString(CultureInfo.InvariantCulture);
        start.Environment["CODE"] = ConfirmationCode;
        try
        {
            return new CognitoLocal(Process.Start(start)!, data, address);
        }
        catch (Win32Exception)
        {
            data.Delete(recursive: true);
            throw new ToolException("node is not installed; install Node.js 20 or newer");
        }
    }

    // Without this configuration, users would sign up by e-mail address, and the claim username would be a UUID.
    private static void WriteConfiguration(DirectoryInfo data, Uri address)
    {
        var configuration = new JsonObject
        {
            ["TokenConfig"] = new JsonObject { ["IssuerDomain"] = address.GetLeftPart(UriPartial.Authority) },
            ["UserPoolDefaults"] = new JsonObject { ["UsernameAttributes"] = new JsonArray() },
        };
        File.WriteAllText(Path.Combine(data.CreateSubdirectory(".cognito").FullName, "config.json"), configuration.ToJsonString());
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    // Reads the output of the process, because a request to the address could reach another process that took the port first.
    private async Task<bool> ListensAsync(CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(StartTimeout);
        bool listens = false;
        try
        {
            while (!listens && await _process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            {
                listens = line.Contains("Cognito Local running on ", StringComparison.Ordinal);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
        }

        _output = _process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
        return listens;
    }
}
