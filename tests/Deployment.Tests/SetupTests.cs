using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Contract;
using Xunit;

namespace Deployment.Tests;

/// <summary><c>build/setup.sh</c>: its installations, its questions, and its messages if an installation is impossible.</summary>
public sealed class SetupTests : IDisposable
{
    private const string Installed = "Installing the package zip with apt-get …\n";

    private readonly Workshop _workshop = new();

    // The fake package manager installs the package's command in a folder of the PATH.
    public SetupTests() => _workshop
        .When("id -u", "0\n")
        .When("uname -s", "Linux\n")
        .Do("apt-get install -y -qq", "shift 3; printf '#!/bin/sh\\n' >\"${0%/*}/$1\"; chmod 755 \"${0%/*}/$1\"; echo 'Setting up …'; exit 0")
        .When("apt-get update");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _workshop.Dispose();

    [Fact]
    public async Task Without_a_terminal_root_installs_the_package_and_its_name_is_printed()
    {
        ScriptResult result = await _workshop.RunAsync("setup.sh", Cancellation, "package");

        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.Equal(Installed, result.Output);
        Assert.Equal("apt-get install -y -qq zip", _workshop.Calls[^1]);
    }

    [Fact]
    public async Task An_existing_tool_is_not_installed()
    {
        ScriptResult result = await _workshop.When("zip").RunAsync("setup.sh", Cancellation, "package");

        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.Empty(result.Output);
        Assert.Empty(_workshop.Calls);
    }

    [Theory]
    [InlineData("y\n", null, null, true, true)]
    [InlineData("\n", null, null, true, true)]
    [InlineData("n\n", null, null, true, false)]
    [InlineData("", "1", null, false, true)]
    [InlineData("", null, "true", false, true)]
    public async Task On_a_terminal_the_script_asks_before_an_installation(string typed, string? yes, string? ci, bool asks, bool installs)
    {
        ScriptResult result = await _workshop.Set("YES", yes).Set("CI", ci).RunOnTerminalAsync("setup.sh", typed, Cancellation, "package");

        Assert.Equal(installs ? 0 : 1, result.ExitCode);
        Assert.Equal(asks, result.Output.Contains("Install the package zip with apt-get? [Y/n]", StringComparison.Ordinal));
        Assert.Equal(installs, _workshop.Calls.Any(call => call.StartsWith("apt-get", StringComparison.Ordinal)));
        Assert.Equal(!installs, result.Output.Contains("setup: zip is missing; install the package zip", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_root_a_one_line_error_has_the_package()
    {
        ScriptResult result = await _workshop.When("id -u", "1000\n").RunAsync("setup.sh", Cancellation, "fuzz");

        Assert.Equal(1, result.ExitCode);
        Assert.Equal("setup: afl-fuzz is missing; install the package afl++, for example: sudo apt-get install afl++\n", result.Errors);
        Assert.DoesNotContain(_workshop.Calls, call => call.StartsWith("apt-get", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_error_of_the_package_manager_is_quoted_in_one_line()
    {
        _workshop.When("apt-get install", error: "Reading package lists…\nE: Unable to locate package zip\n");

        ScriptResult result = await _workshop.RunAsync("setup.sh", Cancellation, "package");

        Assert.Equal(1, result.ExitCode);
        Assert.Equal("setup: zip is missing, and apt-get could not install the package zip: E: Unable to locate package zip; install it by hand\n", result.Errors);
        Assert.Contains("apt-get update -qq", _workshop.Calls);
    }

    [Fact]
    public async Task Without_a_package_manager_the_message_has_the_packages_of_both_distribution_families()
    {
        using var bare = new Workshop();

        ScriptResult result = await bare.RunAsync("setup.sh", Cancellation, "fuzz");

        Assert.Equal(1, result.ExitCode);
        Assert.Equal("setup: afl-fuzz is missing; install the package afl++ (Debian, Ubuntu) or american-fuzzy-lop (Amazon Linux, Fedora)\n", result.Errors);
    }

    [Theory]
    [InlineData("Darwin")]
    [InlineData("MINGW64_NT-10.0-22631")]
    public async Task If_native_binaries_cannot_be_built_the_message_names_the_alternative(string system)
    {
        ScriptResult result = await _workshop.When("uname -s", $"{system}\n").RunAsync("setup.sh", Cancellation, "native");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"this is {system}; use make container, the dev container or WSL 2, then make deploy ZIPS=artifacts", result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("missing", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_SDK_is_reported()
    {
        Assert.Contains("the .NET 10 SDK is missing", (await _workshop.RunAsync("setup.sh", Cancellation, "sdk")).Errors, StringComparison.Ordinal);

        _workshop.Do("dotnet", "case $1 in --list-sdks) echo '9.0.100 [/usr]'; exit 0 ;; esac; echo 'A compatible .NET SDK was not found.' >&2; exit 145");
        ScriptResult result = await _workshop.RunAsync("setup.sh", Cancellation, "sdk");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("the .NET SDK that global.json requires is missing; install .NET 10", result.Errors, StringComparison.Ordinal);
        Assert.Contains("(9.0.100 found)", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_read_only_home_is_not_reported_as_a_missing_SDK()
    {
        if (Environment.UserName != "root")
        {
            Assert.Skip("only root can run the script as a user without a home directory");
        }

        using var process = Process.Start(new ProcessStartInfo(
            "setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", "env", "--unset=DOTNET_CLI_HOME", "HOME=/nonexistent", "sh", "-s", "sdk"])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        })!;
        string script = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "build/setup.sh"), Cancellation);
        await process.StandardInput.WriteAsync(script.AsMemory(), Cancellation);
        process.StandardInput.Close();
        string errors = await process.StandardError.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);

        Assert.Equal(1, process.ExitCode);
        Assert.StartsWith("setup: HOME=/nonexistent is not writable", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("missing", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_build_from_a_warm_cache_succeeds_without_the_list_of_vulnerabilities()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("restore-");
        try
        {
            foreach (string file in (string[])["global.json", "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "src/LambdaRuntime/LambdaRuntime.csproj", "src/LambdaRuntime/packages.lock.json"])
            {
                File.Copy(Path.Combine(Repository.Root, file), Path.Combine(folder.FullName, Path.GetFileName(file)));
            }

            // No server listens on this port.
            using var process = Process.Start(new ProcessStartInfo("dotnet", ["restore", "LambdaRuntime.csproj", "-p:RestoreSources=https://127.0.0.1:9/v3/index.json"])
            {
                RedirectStandardOutput = true,
                WorkingDirectory = folder.FullName,
            })!;
            string output = await process.StandardOutput.ReadToEndAsync(Cancellation);
            await process.WaitForExitAsync(Cancellation);

            Assert.True(process.ExitCode == 0, output);
            Assert.Contains("warning NU1900", output, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
