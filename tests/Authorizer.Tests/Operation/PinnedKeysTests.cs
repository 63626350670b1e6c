using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Authorizer.Tests.Documentation;
using Contract;
using Xunit;

namespace Authorizer.Tests.Operation;

/// <summary>
/// Pinned keys are packaged from the function's folder. The pages name this folder. A build with keys in the library's folder fails.
/// </summary>
public sealed partial class PinnedKeysTests : IDisposable
{
    private const string Keys = "jwks.json";

    private readonly string _directory = Directory.CreateTempSubdirectory("pinned-keys-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData("src/Authorizer.Lambda/Authorizer.Lambda.csproj")]
    [InlineData("src/Authorizer.Static/Authorizer.Static.csproj")]
    public async Task Keys_in_the_folder_of_the_function_are_published(string project)
    {
        Copy("src/NativeLambda.props");
        Copy(project);
        Write("src/Authorizer.Lambda/" + Keys);

        ScriptResult result = await BuildAsync(project, "-getItem:None");

        JsonNode file = JsonNode.Parse(result.Output)!["Items"]!["None"]!.AsArray().Single(item => (string?)item!["Filename"] == "jwks")!;
        Assert.Equal("PreserveNewest", (string?)file["CopyToPublishDirectory"]);
    }

    [Fact]
    public async Task Keys_in_the_folder_of_the_library_fail_the_build()
    {
        const string Project = "src/Authorizer/Authorizer.csproj";
        Copy(Project);
        Assert.Equal(0, (await BuildAsync(Project, "-target:RefuseMisplacedKeys")).ExitCode);

        Write("src/Authorizer/" + Keys);
        ScriptResult result = await BuildAsync(Project, "-target:RefuseMisplacedKeys");

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("src/Authorizer/jwks.json is not packaged; move it to src/Authorizer.Lambda/jwks.json", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_pages_name_the_folder_whose_keys_are_published()
    {
        IEnumerable<string> pages = new RepositoryFiles().Files.Where(file => file.EndsWith(".md", StringComparison.Ordinal));
        string[] outputs = [.. pages.SelectMany(page => Output().Matches(File.ReadAllText(Path.Combine(Repository.Root, page)))).Select(match => match.Groups["file"].Value)];

        Assert.NotEmpty(outputs);
        Assert.All(outputs, file => Assert.Equal("src/Authorizer.Lambda/" + Keys, file));
    }

    private Task<ScriptResult> BuildAsync(string project, string option) => ScriptResult.OfAsync(
        new ProcessStartInfo("dotnet", ["msbuild", "-nologo", Path.Combine(_directory, project), option]), TestContext.Current.CancellationToken);

    private void Copy(string path)
    {
        string copy = Path.Combine(_directory, path);
        _ = Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
        File.Copy(Path.Combine(Repository.Root, path), copy);
    }

    private void Write(string path)
    {
        string file = Path.Combine(_directory, path);
        _ = Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, """{"keys":[]}""");
    }

    [GeneratedRegex(@"OUTPUT=(?<file>[\w./]+\.json)", RegexOptions.ExplicitCapture)]
    private static partial Regex Output();
}
