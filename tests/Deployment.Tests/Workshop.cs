using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Contract;

namespace Deployment.Tests;

/// <summary>
/// A copy of the scripts and the template with a separate PATH. The PATH contains the system's small tools. Tools that call AWS or are slow are
/// fake commands. A fake command records its calls and gives the configured answers.
/// </summary>
public sealed class Workshop : IDisposable
{
    private static readonly string[] SmallTools =
    [
        "sh", "awk", "base64", "basename", "cat", "chmod", "cksum", "cmp", "cp", "cut", "date", "dirname", "expand", "grep", "head", "mkdir", "mktemp", "mv", "od", "printf", "rm",
        "sed", "seq", "sha256sum", "sleep", "sort", "tail", "tr", "env",
    ];

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("deployment-tests-");
    private readonly Dictionary<string, string> _environment = new() { ["AWS_REGION"] = "eu-central-1", ["HOME"] = "/nonexistent" };
    private readonly Dictionary<string, List<string>> _branches = [];
    private int _answers;

    /// <summary>Copies the scripts.</summary>
    public Workshop()
    {
        Directory.CreateDirectory(Tools);
        Directory.CreateDirectory(Path.Combine(_root.FullName, "build"));
        Directory.CreateDirectory(Path.Combine(_root.FullName, "artifacts"));
        foreach (string script in (string[])["build/aws.sh", "build/calls.sh", "build/container.sh", "build/reproduce.sh", "build/deploy.sh", "build/destroy.sh", "build/nearest.sh", "build/setup.sh", "build/smoke.sh", "build/verify-aws.sh", "template.yaml"])
        {
            File.Copy(Path.Combine(Repository.Root, script), Path.Combine(_root.FullName, script));
        }

        foreach (string tool in SmallTools)
        {
            Link(tool);
        }
    }

    /// <summary>Every call of a fake command, as a command line, in order.</summary>
    public IReadOnlyList<string> Calls => File.Exists(CallLog) ? File.ReadAllLines(CallLog) : [];

    private string Tools => Path.Combine(_root.FullName, "tools");

    private string CallLog => Path.Combine(_root.FullName, "calls");

    /// <summary>Finds one of the system's tools.</summary>
    /// <param name="tool">The name of the tool.</param>
    public static string Find(string tool) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(folder => Path.Combine(folder, tool)).First(File.Exists);

    /// <inheritdoc/>
    public void Dispose() => _root.Delete(recursive: true);

    /// <summary>Adds one of the system's tools to the PATH.</summary>
    /// <param name="tool">The name of the tool.</param>
    public void Link(string tool) => File.CreateSymbolicLink(Path.Combine(Tools, tool), Find(tool));

    /// <summary>Sets an environment variable of the scripts, or removes it if the value is missing.</summary>
    /// <returns>This workshop.</returns>
    public Workshop Set(string name, string? value)
    {
        _environment.Remove(name);
        if (value is not null)
        {
            _environment[name] = value;
        }

        return this;
    }

    /// <summary>Configures a fake command's answer to calls with a certain beginning. Later answers take precedence.</summary>
    /// <param name="call">The beginning of the command line: the command, then its arguments. A star after a space matches any text.</param>
    /// <param name="output">The output.</param>
    /// <param name="error">The standard error. With this text, the command fails.</param>
    /// <returns>This workshop.</returns>
    public Workshop When(string call, string output = "", string? error = null)
    {
        string answer = Path.Combine(_root.FullName, $"answer-{_answers++}");
        File.WriteAllText(answer, error ?? output);
        return Do(call, error is null ? $"cat '{answer}'; exit 0" : $"cat '{answer}' >&2; exit 254");
    }

    /// <summary>Configures shell commands that answer calls of a fake command.</summary>
    /// <param name="call">The beginning of the command line.</param>
    /// <param name="commands">The shell commands.</param>
    /// <returns>This workshop.</returns>
    public Workshop Do(string call, string commands)
    {
        string[] words = call.Split(' ', 2);
        if (!_branches.TryGetValue(words[0], out List<string>? branches))
        {
            _branches[words[0]] = branches = [];
        }

        branches.Insert(0, $"  '{(words.Length > 1 ? words[1].Replace(" *", "'*'", StringComparison.Ordinal) : string.Empty)}'*) {commands} ;;");
        return this;
    }

    /// <summary>Runs a script.</summary>
    /// <param name="script">The name of the script.</param>
    /// <returns>The exit code and the output.</returns>
    public Task<ScriptResult> RunAsync(string script, CancellationToken cancellation, params string[] arguments) =>
        RunAsync("/bin/sh", [Script(script), .. arguments], input: null, cancellation);

    /// <summary>Runs a tool of the workshop in its root.</summary>
    /// <param name="tool">The name of the tool.</param>
    /// <returns>The exit code and the output.</returns>
    public Task<ScriptResult> RunToolAsync(string tool, string[] arguments, CancellationToken cancellation) =>
        RunAsync("/bin/sh", ["-c", "cd \"$0\" && exec \"$@\"", _root.FullName, tool, .. arguments], input: null, cancellation);

    /// <summary>Runs a script on a terminal, which mixes standard output and standard error.</summary>
    /// <param name="script">The name of the script.</param>
    /// <param name="typed">The input.</param>
    /// <returns>The exit code and the output.</returns>
    public Task<ScriptResult> RunOnTerminalAsync(string script, string typed, CancellationToken cancellation, params string[] arguments) =>
        RunAsync(Find("script"), ["--quiet", "--return", "--command", $"/bin/sh '{Script(script)}' {string.Join(' ', arguments)}", "/dev/null"], typed, cancellation);

    /// <summary>Writes a file for a script.</summary>
    /// <param name="path">The path from the root of the copy.</param>
    public void Write(string path, string text)
    {
        string full = Path.Combine(_root.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    /// <summary>Reads a file that a script wrote.</summary>
    /// <param name="path">The path from the root of the copy.</param>
    public string Read(string path) => File.ReadAllText(Path.Combine(_root.FullName, path));

    private string Script(string name) => Path.Combine(_root.FullName, "build", name);

    private async Task<ScriptResult> RunAsync(string program, string[] arguments, string? input, CancellationToken cancellation)
    {
        foreach ((string command, List<string> branches) in _branches)
        {
            string path = Path.Combine(Tools, command);

            // If the path is a link to a system tool, the link must be deleted first, because writing to the link would overwrite the tool.
            File.Delete(path);
            await File.WriteAllLinesAsync(
                path,
                [
                    "#!/bin/sh", $"printf '%s\\n' \"{command} $*\" >>'{CallLog}'", "case \"$*\" in", .. branches,
                    $"  *) echo \"the test configures no answer for: {command} $*\" >&2; exit 99 ;;", "esac",
                ],
                cancellation);
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        start.Environment.Clear();
        foreach ((string name, string value) in _environment)
        {
            start.Environment[name] = value;
        }

        start.Environment["PATH"] = Tools;
        using Process process = Process.Start(start)!;
        if (input is not null)
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), cancellation);
            await process.StandardInput.FlushAsync(cancellation);
        }
        else
        {
            process.StandardInput.Close();
        }

        Task<string> errors = process.StandardError.ReadToEndAsync(cancellation);
        string output = await process.StandardOutput.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return new ScriptResult(process.ExitCode, output, await errors);
    }
}
