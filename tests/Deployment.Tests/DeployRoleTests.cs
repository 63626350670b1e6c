using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Contract;
using Xunit;

namespace Deployment.Tests;

/// <summary>
/// The role of the pipeline. DeployRoleCheck.py evaluates the role for the calls that the AWS CLI records while the workflow's script runs, for
/// the calls that create the stack, and for calls of an attacker.
/// </summary>
/// <param name="aws">The AWS emulator.</param>
public sealed class DeployRoleTests(AwsMock aws) : IClassFixture<AwsMock>, IDisposable
{
    // Each entry is a mistake in the template with a part of the expected problem.
    private static readonly (string Original, string Mistake, string Named)[] Mistakes =
    [
        ("role/${StackName}-AuthorizerRole-*", "role/${StackName}-*", "allows iam:CreateRole on arn:aws:iam::123456789012:role/pets-api-"),
        ("iam:DeleteRolePolicy, iam:PutRolePermissionsBoundary, iam:PutRolePolicy]", "iam:DeleteRolePolicy]", "does not allow iam:PutRolePolicy"),
        ("            Condition:\n              StringEquals: { \"iam:PermissionsBoundary\": !Ref Boundary }\n", "", "allows iam:CreateRole on arn:aws:iam::123456789012:role/pets-AuthorizerRole-1A2B3C4D5E6F {'iam:PermissionsBoundary': None"),
        ("              ArnEquals: { \"iam:PolicyARN\"", "              ArnEquals: { \"aws:ResourceAccount\": \"123456789012\" } # ", "policy/AdministratorAccess"),
        ("              StringEquals: { \"iam:PassedToService\": lambda.amazonaws.com }", "              StringEquals: {}", "'iam:PassedToService': 'ec2.amazonaws.com'"),
        ("              StringEquals: { \"aws:ResourceAccount\": !Ref AWS::AccountId }", "              StringEquals: {}", "111111111111"),
        ("            Action: [s3:GetObject, s3:PutObject]", "            Action: s3:GetObject", "does not allow s3:PutObject"),
        ("              - cloudformation:ExecuteChangeSet\n", "", "does not allow cloudformation:ExecuteChangeSet"),
        ("              - lambda:PublishVersion\n", "", "does not allow lambda:PublishVersion"),
        ("              - xray:PutTraceSegments\n", "", "the boundary does not allow xray:PutTraceSegments"),
        ("log-group:/aws/lambda/${StackName}-authorizer:*\n          # None", "log-group:/aws/lambda/*\n          # None", "the boundary allows logs:PutLogEvents"),
    ];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("deploy-role-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_role_allows_a_deployment_and_no_privilege_escalation()
    {
        string history = Path.Combine(_folder.FullName, "history.db");
        await DeployAsync(history);
        string template = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "build", "samples", "pipeline", "deploy-role.yaml"), Cancellation);
        await CfnLint.AssertCleanAsync(template);

        List<string> copies = [await WriteAsync("role.yaml", template)];
        foreach ((string original, string mistake, string _) in Mistakes)
        {
            Assert.Contains(original, template, StringComparison.Ordinal);
            int at = template.IndexOf(original, StringComparison.Ordinal);
            copies.Add(await WriteAsync($"{copies.Count}.yaml", template[..at] + mistake + template[(at + original.Length)..]));
        }

        JsonObject problems = await CheckAsync(history, copies);

        Assert.Empty(problems[copies[0]]!.AsArray());
        Assert.All(Mistakes.Zip(copies.Skip(1)), broken =>
            Assert.Contains(problems[broken.Second]!.AsArray(), problem => ((string)problem!).Contains(broken.First.Named, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Only_one_environment_of_one_repository_can_assume_the_role()
    {
        string template = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "build", "samples", "pipeline", "deploy-role.yaml"), Cancellation);

        Assert.Contains("token.actions.githubusercontent.com:sub: !Sub repo:${Repository}:environment:${Environment}\n", template, StringComparison.Ordinal);
        Assert.Contains("token.actions.githubusercontent.com:aud: sts.amazonaws.com\n", template, StringComparison.Ordinal);
        Assert.DoesNotContain("StringLike", template, StringComparison.Ordinal);
    }

    // Runs the deployment step of the workflow with the emulator. The AWS CLI records its calls.
    private async Task DeployAsync(string history)
    {
        using Workshop workshop = aws.Open("pets");
        foreach (string name in (string[])["authorizer-linux-arm64.zip", "permissions.zip"])
        {
            workshop.Write(name, name);
        }

        workshop.Write("function-only.yaml", await File.ReadAllTextAsync(Path.Combine(Repository.Root, "build", "function-only.yaml"), Cancellation));
        await ShellAsync(workshop, "aws s3api create-bucket --bucket my-artifacts --create-bucket-configuration LocationConstraint=eu-central-1");

        workshop.Write("config", "[default]\ncli_history = enabled\n");
        workshop.Set("AWS_CONFIG_FILE", "config").Set("AWS_CLI_HISTORY_FILE", history)
            .Set("BUCKET", "my-artifacts").Set("STACK", "pets").Set("BOUNDARY", "arn:aws:iam::123456789012:policy/pipeline/pets-deploy-Boundary-1A2B3C4D5E6F")
            .Set("PARAMETERS", "UserPoolIds=eu-central-1_AbC123DeF ClientIds=client1 ApiIds=a1b2c3d4e5")
            .Set("AUTHORIZER_TOKEN_USE", "access").Set("AUTHORIZER_POLICY_SCOPE", "route");
        await ShellAsync(workshop, PipelineSteps.Script("Deploy the same packages, a tenth of the calls first"));
    }

    private static async Task ShellAsync(Workshop workshop, string commands)
    {
        ScriptResult result = await workshop.RunToolAsync("sh", ["-euc", commands], Cancellation);
        Assert.True(result.ExitCode == 0, result.Output + result.Errors);
    }

    private async Task<string> WriteAsync(string name, string text)
    {
        string path = Path.Combine(_folder.FullName, name);
        await File.WriteAllTextAsync(path, text, Cancellation);
        return path;
    }

    private static Task<JsonObject> CheckAsync(string history, IEnumerable<string> templates) =>
        PythonCheck.RunAsync("DeployRoleCheck.py", [Path.Combine(Repository.Root, "build", "function-only.yaml"), history, .. templates], Cancellation);
}
