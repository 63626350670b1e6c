using System;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;

namespace Playground.Tests;

/// <summary>The command-line tool in a real shell, in a temporary folder.</summary>
internal sealed class Tool : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("playground-tool-");

    /// <summary>Writes a file into the folder.</summary>
    public void Write(string name, string content) => File.WriteAllText(Path.Combine(_folder.FullName, name), content);

    /// <summary>Runs a command line in which <c>authz</c> is the tool of this build.</summary>
    /// <returns>The exit code and the standard output.</returns>
    public async Task<(int ExitCode, string Output)> RunAsync(string command, string? token = null)
    {
        string tool = typeof(DevTool.ToolException).Assembly.Location;
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"authz() {{ dotnet '{tool}' \"$@\"; }}\n{command}"])
        {
            WorkingDirectory = _folder.FullName,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["TOKEN"] = token;
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);
}
