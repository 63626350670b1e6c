using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Contract;
using Xunit;

namespace DevTool.Tests.Permissions;

/// <summary>Runs the tool or another program in a temporary folder, as a shell does.</summary>
internal sealed class ToolProcess : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("authorizer-verbs-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Environment variables of the authorizer.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    /// <summary>Writes a file.</summary>
    public string Write(string name, string text)
    {
        File.WriteAllText(this[name], text);
        return this[name];
    }

    /// <summary>The path of a file in the folder.</summary>
    public string this[string name] => Path.Combine(_folder.FullName, name);

    /// <summary>Reads a file.</summary>
    public string Read(string name) => File.ReadAllText(this[name]);

    /// <summary>Runs the tool.</summary>
    public Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments) =>
        RunProgramAsync("dotnet", _folder.FullName, input: null, [Path.Combine(AppContext.BaseDirectory, "authz.dll"), .. arguments]);

    /// <summary>Runs the tool in another folder.</summary>
    public Task<(int Code, string Output, string Errors)> RunInAsync(string folder, params string[] arguments) =>
        RunProgramAsync("dotnet", folder, input: null, [Path.Combine(AppContext.BaseDirectory, "authz.dll"), .. arguments]);

    /// <summary>Runs a Python script that reads standard input.</summary>
    public async Task<string> PythonAsync(string script, string input)
    {
        (int code, string output, string errors) = await RunProgramAsync("python3", _folder.FullName, input, "-c", script);
        Assert.True(code == 0, errors);
        return output;
    }

    /// <summary>Runs commands in the shell as GitHub Actions does (<c>shell: bash</c>), with <c>authz</c> on the path.</summary>
    public async Task<(int Code, string Output, string Errors)> ShellAsync(string commands)
    {
        string folder = Directory.CreateDirectory(this["bin"]).FullName;
        string authz = Path.Combine(folder, "authz");
        await File.WriteAllTextAsync(authz, $"#!/bin/sh\nexec dotnet '{Path.Combine(AppContext.BaseDirectory, "authz.dll")}' \"$@\"\n", Cancellation);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(authz, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
        }

        Variables["PATH"] = $"{folder}:{Environment.GetEnvironmentVariable("PATH")}";
        return await RunProgramAsync("bash", _folder.FullName, input: null, "--noprofile", "--norc", "-eo", "pipefail", Write("commands.sh", commands));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Runs a program.</summary>
    public async Task<(int Code, string Output, string Errors)> RunProgramAsync(string program, string folder, string? input, params string[] arguments)
    {
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            StandardInputEncoding = utf8,
            StandardOutputEncoding = utf8,
        };
        start.Environment["PYTHONUTF8"] = "1";
        foreach ((string name, string value) in Variables)
        {
            start.Environment[name] = value;
        }

        ScriptResult result = await ScriptResult.OfAsync(start, Cancellation, input);
        return (result.ExitCode, result.Output, result.Errors);
    }
}
