using System;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Contract;
using Xunit;

namespace Deployment.Tests;

/// <summary><c>build/prose.sh</c> reports forbidden phrases with file, line and a better form, and accepts plain text.</summary>
public sealed class ProseTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("prose-tests-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("page.md", "The operator is told.", "is told")]
    [InlineData("page.md", "A member stands twice.", "stands twice")]
    [InlineData("page.md", "| a | the keys are not at hand |", "at hand")]
    [InlineData("page.md", "What is asked of headers holds.", "What is asked of headers holds.")]
    [InlineData("page.md", "Where a header is missing, the call fails.", "Where a header is missing,")]
    [InlineData("Some.cs", "    // A bug is mended by a release.", "mended")]
    [InlineData("Some.cs", "        \"routes is no array\"", "is no array")]
    [InlineData("some.ts", "/** It has to be short. */", "has to be")]
    [InlineData("some.sh", "echo 'nobody may call' # whoever it is", "nobody")]
    public async Task A_forbidden_phrase_is_reported_with_its_line_and_a_better_form(string name, string text, string phrase)
    {
        string file = Write(name, $"The first line is plain.\n{text}\n");

        ScriptResult result = await ProseAsync(_folder, file);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"{file}:2: \"", result.Output, StringComparison.Ordinal);
        Assert.Contains($"{phrase}\"; write: ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plain_text_is_accepted()
    {
        string file = Write("page.md", """
            # What is checked

            The operator receives a message. If a header is missing, the call fails. What does the client see? A duplicate member is refused.
            Z3 would have to be installed. `"$default"` is used if there is none.
            """);

        ScriptResult result = await ProseAsync(_folder, file);

        Assert.Equal((0, string.Empty, string.Empty), (result.ExitCode, result.Output, result.Errors));
    }

    [Fact]
    public async Task Only_commits_that_the_upstream_does_not_have_are_checked()
    {
        const string Longest = "Write a subject that has exactly as many characters as there may be, 72.";
        DirectoryInfo upstream = _folder.CreateSubdirectory("upstream");
        string build = upstream.CreateSubdirectory("build").FullName;
        File.Copy(Path.Combine(Repository.Root, "build/prose.sh"), Path.Combine(build, "prose.sh"));
        File.Copy(Path.Combine(Repository.Root, "build/prose.txt"), Path.Combine(build, "prose.txt"));
        await File.WriteAllTextAsync(Path.Combine(upstream.FullName, "README.md"), "A page.\n", Cancellation);
        await GitAsync(upstream, "init", "--quiet", "--initial-branch=main");
        await GitAsync(upstream, "add", "--all");
        await GitAsync(upstream, "commit", "--quiet", "--message=Mend what nobody needs");
        Assert.Matches("commit-[0-9a-f]+:1: \"nobody\"; write: ", (await ProseAsync(upstream)).Output);

        var clone = new DirectoryInfo(Path.Combine(_folder.FullName, "clone"));
        await GitAsync(_folder, "clone", "--quiet", upstream.FullName, clone.FullName);
        await GitAsync(clone, "commit", "--quiet", "--allow-empty", "--message=" + Longest);
        ScriptResult longest = await ProseAsync(clone);
        Assert.True(longest.ExitCode == 0, longest.Output);

        await GitAsync(clone, "commit", "--quiet", "--allow-empty", $"--message={Longest}.");
        ScriptResult longer = await ProseAsync(clone);
        Assert.Equal(1, longer.ExitCode);
        Assert.Matches("^commit-[0-9a-f]+:1: 73 characters; write: a subject of at most 72\n$", longer.Output);
    }

    private static Task<ScriptResult> ProseAsync(DirectoryInfo folder, params string[] files)
    {
        string copy = Path.Combine(folder.FullName, "build/prose.sh");
        return RunAsync(folder, "/bin/sh", [File.Exists(copy) ? copy : Path.Combine(Repository.Root, "build/prose.sh"), .. files]);
    }

    private static async Task GitAsync(DirectoryInfo folder, params string[] arguments)
    {
        ScriptResult result = await RunAsync(folder, "git", ["-c", "user.name=Test", "-c", "user.email=test@example.com", .. arguments]);
        Assert.True(result.ExitCode == 0, result.Errors);
    }

    private static Task<ScriptResult> RunAsync(DirectoryInfo folder, string program, string[] arguments) =>
        ScriptResult.OfAsync(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder.FullName }, Cancellation);

    private string Write(string name, string text)
    {
        string file = Path.Combine(_folder.FullName, name);
        File.WriteAllText(file, text);
        return file;
    }
}
