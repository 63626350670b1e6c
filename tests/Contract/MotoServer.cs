using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading.Tasks;
using Xunit;

namespace Contract;

/// <summary>The server of moto on a loopback port. moto is an independent implementation of AWS's APIs that needs no account.</summary>
/// <remarks>
/// moto is a Python package. If it is not installed, a test is skipped with this reason. In continuous integration (CI=true), the test
/// fails.
/// </remarks>
public sealed class MotoServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private MotoServer(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    /// <summary>The address of the server.</summary>
    public Uri Address { get; }

    /// <summary>Starts a server.</summary>
    /// <param name="modules">The Python modules that the server needs.</param>
    /// <param name="arguments">The arguments of Python. Port 0, which means any free port, is appended.</param>
    /// <returns>The running server.</returns>
    public static async Task<MotoServer> StartAsync(IEnumerable<string> modules, params string[] arguments)
    {
        if (!await HasModulesAsync(string.Join(", ", modules)))
        {
            SkipOrFail($"the Python modules {string.Join(", ", modules)} are missing: pip install 'moto[server,all]' aws-sam-translator");
        }

        Process process = Run(["-W", "ignore", .. arguments, "0"]);
        var address = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data?.Split(" Running on ") is [_, var url])
            {
                _ = address.TrySetResult(new Uri(url));
            }
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new MotoServer(process, await address.Task.WaitAsync(Patience, TestContext.Current.CancellationToken));
    }

    /// <summary>Skips the test. In continuous integration, the test fails instead.</summary>
    /// <param name="reason">What is missing.</param>
    public static void SkipOrFail(string reason)
    {
        if (Environment.GetEnvironmentVariable("CI") == "true")
        {
            Assert.Fail(reason);
        }

        Assert.Skip(reason);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<bool> HasModulesAsync(string modules)
    {
        try
        {
            using Process process = Run(["-W", "ignore", "-c", $"import {modules}"]);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // Python is not installed.
        }
    }

    private static Process Run(string[] arguments) => Process.Start(new ProcessStartInfo("python3", arguments)
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
