using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Contract;
using DevTool.Templates;
using DevTool.Tests.Permissions;
using Xunit;

namespace DevTool.Tests.Comparing;

/// <summary>The page "Review a change": its output, its commands and its workflow. The steps of the workflow run in a temporary repository.</summary>
public sealed partial class ReviewPageTests : IDisposable
{
    private const string Rules = "src/Authorizer/permissions.json";
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "src", "DevTool", "REVIEWING.md"));
    private static readonly string Sample = File.ReadAllText(Path.Combine(Repository.Root, "src", "Authorizer", "permissions.json"));

    private readonly ToolProcess _tool = new();

    [Fact]
    public async Task The_page_shows_the_actual_output()
    {
        _ = _tool.Write("permissions.json", Sample);
        _ = _tool.Write("new.json", Fenced().Match(Page[Page.IndexOf("```json", StringComparison.Ordinal)..]).Groups[1].Value);
        Match[] shown = [.. Shown().Matches(Page).Cast<Match>()];

        Assert.Equal(["diff", "who"], shown.Select(match => match.Groups[1].Value.Split(' ')[0]));
        foreach (Match match in shown)
        {
            (_, string output, string errors) = await _tool.ShellAsync("authz " + match.Groups[1].Value);
            Assert.Empty(errors);
            Assert.Equal(match.Groups[2].Value, output);
        }
    }

    [Fact]
    public async Task The_commands_on_the_page_confirm_an_example()
    {
        _ = _tool.Write("permissions.json", Sample);
        _ = _tool.Write("new.json", Fenced().Match(Page[Page.IndexOf("```json", StringComparison.Ordinal)..]).Groups[1].Value);
        if ((await _tool.ShellAsync("command -v jq")).Code != 0 && Environment.GetEnvironmentVariable("CI") != "true")
        {
            Assert.Skip("jq is not installed");
        }

        (int code, string output, string errors) = await _tool.ShellAsync(Commands().Matches(Page)[1].Groups[1].Value);

        Assert.True(code == 0, errors);
        Assert.Contains("denied before", output, StringComparison.Ordinal);
        Assert.EndsWith("allowed now\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_edit_is_compared_with_the_last_commit()
    {
        await CreateRepositoryAsync();
        _ = _tool.Write("work/" + Rules, Sample.Replace("\"readers\", \"admins\"", "\"readers\"", StringComparison.Ordinal));

        (int code, string output, string errors) = await _tool.ShellAsync("cd work\n" + Commands().Matches(Page)[0].Groups[1].Value);

        Assert.True(code == 0, errors);
        Assert.Contains("- callers in group admins lose ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_workflow_accepts_narrower_access_and_rejects_wider_access()
    {
        await CreateRepositoryAsync();

        _ = _tool.Write("work/" + Rules, Sample.Replace("\"readers\", \"admins\"", "\"readers\"", StringComparison.Ordinal));
        Assert.Equal((0, 0, 0), await RunWorkflowAsync("Test the rules", "Compare with the main branch", "Refuse new access"));
        Assert.Contains("- callers in group admins lose ", _tool.Read("summary.md"), StringComparison.Ordinal);

        _ = _tool.Write("work/" + Rules, Sample.Replace("{ \"id\": \"connect\"", "{ \"id\": \"ops\", \"effect\": \"allow\", \"routes\": [\"DELETE /orders/**\"], \"when\": { \"anyGroup\": [\"ops\"] } },\n    { \"id\": \"connect\"", StringComparison.Ordinal));
        Assert.Equal((0, 0, 1), await RunWorkflowAsync("Test the rules", "Compare with the main branch", "Refuse new access"));
        Assert.Contains("+ callers in group ops gain DELETE /orders/**", _tool.Read("summary.md"), StringComparison.Ordinal);

        _ = _tool.Write("work/" + Rules, Sample.Replace("\"allow\"", "\"permit\"", StringComparison.Ordinal));
        Assert.Equal((1, 78, 78), await RunWorkflowAsync("Test the rules", "Compare with the main branch", "Refuse new access"));

        _ = _tool.Write("work/" + Rules, Sample);
        Assert.Equal((0, 0, 0), await RunWorkflowAsync("Test the rules", "Compare with the main branch", "Refuse new access"));
    }

    public void Dispose() => _tool.Dispose();

    // The main branch is in a remote repository. The pull request is checked out without history, as actions/checkout does.
    private async Task CreateRepositoryAsync()
    {
        _ = Directory.CreateDirectory(Path.GetDirectoryName(_tool["origin/" + Rules])!);
        File.Copy(Path.Combine(Repository.Root, Rules), _tool["origin/" + Rules]);
        File.Copy(Path.Combine(Repository.Root, "src", "Authorizer", "permissions.test.json"), _tool["origin/src/Authorizer/permissions.test.json"]);
        (int code, _, string errors) = await _tool.ShellAsync(
            """
            export GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.com GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.com
            git init --quiet --initial-branch=main origin
            git -C origin add . && git -C origin commit --quiet --message="Add rules"
            git -C origin branch change
            git clone --quiet --depth=1 --branch=change "file://$PWD/origin" work
            """);
        Assert.True(code == 0, errors);
    }

    private async Task<(int Tested, int Compared, int Refused)> RunWorkflowAsync(string test, string compare, string refuse)
    {
        File.Delete(_tool["summary.md"]);
        var errors = new TemplateErrors("workflow");
        TemplateMap workflow = YamlTemplate.Read(Yaml().Match(Page).Groups[1].Value, errors)!;
        Assert.Empty(errors.All);
        Dictionary<string, string> steps = Steps(workflow);
        Assert.Equal(["Build the tool", test, compare, refuse], steps.Keys);
        return (await RunAsync(steps[test]), await RunAsync(steps[compare]), await RunAsync(steps[refuse]));

        async Task<int> RunAsync(string script) => (await _tool.ShellAsync(
            $"cd work\nexport GITHUB_BASE_REF=main GITHUB_STEP_SUMMARY=../summary.md GIT_CONFIG_GLOBAL=/dev/null\n{script}")).Code;
    }

    private static Dictionary<string, string> Steps(TemplateMap workflow)
    {
        TemplateMap Map(TemplateMap map, string name) => (TemplateMap)map.Find(name)!.Value;
        string Text(TemplateMap map, string name) => ((TemplateText)map.Find(name)!.Value).Text;
        TemplateMap job = Map(Map(workflow, "jobs"), "review");
        Assert.Equal("bash", Text(Map(Map(job, "defaults"), "run"), "shell"));
        return ((TemplateList)job.Find("steps")!.Value).Items.Cast<TemplateMap>().Where(step => step.Find("run") is not null)
            .ToDictionary(step => Text(step, "name"), step => Text(step, "run"));
    }

    [GeneratedRegex("```(?:json)?\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Fenced();

    [GeneratedRegex(@"^```\n\$ authz (.*)\n((?:(?!```).*\n)*)```$", RegexOptions.Multiline)]
    private static partial Regex Shown();

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Commands();

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Yaml();
}
