using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Contract;
using Xunit;

namespace Deployment.Tests;

/// <summary>The steps of build/samples/pipeline/deploy.yml that decide whether a change is deployed.</summary>
public sealed class PipelineTests
{
    private const string Report = "Report who gains or loses what";
    private const string Newest = "Stop if this is not the newest commit of the branch";
    private const string Rules = """{"version": 1, "rules": [{"id": "all", "effect": "allow", "routes": ["GET /"]}]}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, "false", "--no-new-access before.json permissions.json")]
    [InlineData(true, "false", "--no-new-access before.json permissions.json")]
    [InlineData(true, "true", "before.json permissions.json")]
    public async Task The_report_compares_with_the_rules_of_the_base_branch_or_with_no_rules(bool hasRules, string mayWiden, string arguments)
    {
        using Workshop workshop = PullRequest(hasRules).Set("MAY_WIDEN", mayWiden);

        ScriptResult result = await RunAsync(workshop, Report);

        Assert.True(result.ExitCode == 0, result.Output + result.Errors);
        Assert.Equal($"diff {arguments}\n", result.Output);
        Assert.Equal(hasRules ? Rules : """{"version": 1, "rules": []}""", workshop.Read("before.json").Trim());
    }

    [Theory]
    [InlineData("aaaa", 0)]
    [InlineData("bbbb", 1)]
    public async Task A_run_of_an_older_commit_does_not_deploy(string sha, int exitCode)
    {
        using var workshop = new Workshop();
        workshop.When("gh api repos/example/pets/commits/main --jq .sha", "aaaa\n").Set("GITHUB_REPOSITORY", "example/pets").Set("GITHUB_REF_NAME", "main").Set("GITHUB_SHA", sha);

        ScriptResult result = await RunAsync(workshop, Newest);

        Assert.Equal(exitCode, result.ExitCode);
        Assert.Equal(exitCode == 0 ? string.Empty : "::error::main is at aaaa; approve the run of that commit. To go back to older rules, revert the commit.\n", result.Output);
    }

    [Theory]
    [InlineData("Install authz of the release, and verify who built it", "tool/authz.1.0.0.nupkg")]
    [InlineData("Take the release, and verify who built it", "release/function-only.yaml")]
    public async Task No_file_of_a_release_is_used_before_its_attestation_is_verified(string step, string forged)
    {
        using var workshop = new Workshop();
        workshop.Do("gh release download v1.0.0 --repo example/authorizer --pattern *.nupkg", "mkdir tool && echo x >tool/authz.1.0.0.nupkg; exit 0");
        workshop.Do("gh release download v1.0.0 --repo example/authorizer --pattern authorizer-linux-arm64.zip", "mkdir release && echo x >release/authorizer-linux-arm64.zip && echo x >release/function-only.yaml; exit 0");
        workshop.When("gh attestation verify").When($"gh attestation verify {forged} --repo example/authorizer --signer-workflow example/authorizer/.github/workflows/release.yml", error: "no attestation");
        workshop.When("dotnet", "installed").When("zip", "zipped").Set("RELEASE", "v1.0.0").Set("RELEASE_REPOSITORY", "example/authorizer");

        ScriptResult result = await RunAsync(workshop, step);

        Assert.Equal(254, result.ExitCode);
        Assert.Equal("no attestation", result.Errors);
        Assert.Empty(result.Output);
    }

    [Theory]
    [InlineData("UserPoolIds=eu-central-1_AbC TokenUse=any")]
    [InlineData("PolicyScope=principal")]
    public async Task Settings_that_the_report_needs_are_refused_as_parameters_of_a_stage(string parameters)
    {
        using var workshop = new Workshop();
        workshop.Set("PARAMETERS", parameters).When("aws");

        ScriptResult result = await RunAsync(workshop, "Deploy the same packages, a tenth of the calls first");

        Assert.Equal((1, string.Empty), (result.ExitCode, string.Concat(workshop.Calls)));
    }

    [Fact]
    public async Task The_workflow_starts_on_labels_and_checks_the_rules_strictly()
    {
        string workflow = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "build", "samples", "pipeline", "deploy.yml"), Cancellation);

        Assert.Contains("types: [opened, synchronize, reopened, labeled, unlabeled]\n", workflow, StringComparison.Ordinal);
        Assert.Contains("bin/authz check --strict permissions.json\n", workflow, StringComparison.Ordinal);
        Assert.Contains("\n  AUTHORIZER_TOKEN_USE: access\n", workflow, StringComparison.Ordinal);
        Assert.Contains("cancel-in-progress: ${{ github.event_name == 'pull_request' }}\n", workflow, StringComparison.Ordinal);
    }

    // A clone of a repository whose base branch has rules or no rules.
    private static Workshop PullRequest(bool hasRules)
    {
        var workshop = new Workshop();
        workshop.Link("git");
        workshop.Link("ln");
        workshop.Write("rules.json", Rules);
        workshop.Write("authz", "#!/bin/sh\necho \"$@\"\n");
        string add = hasRules ? "cp rules.json permissions.json && git add permissions.json && " : string.Empty;
        workshop.Write("prepare", $"git init -q . && git config user.email a@example.com && git config user.name a && {add}git commit -q --allow-empty -m base && git update-ref refs/remotes/origin/main HEAD\nmkdir bin && cp authz bin/authz && chmod +x bin/authz\n");
        return workshop.Set("BASE", "main").Set("PREPARE", "prepare");
    }

    private static Task<ScriptResult> RunAsync(Workshop workshop, string step) =>
        workshop.RunToolAsync("sh", ["-euc", "if [ -n \"${PREPARE:-}\" ]; then . ./prepare; fi\n" + PipelineSteps.Script(step)], Cancellation);
}
