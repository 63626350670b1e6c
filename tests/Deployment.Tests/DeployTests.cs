using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace Deployment.Tests;

/// <summary><c>make deploy</c>: what it asks AWS for, and what a person is told when AWS says no.</summary>
public sealed class DeployTests : IDisposable
{
    private const string NoStack = "An error occurred (ValidationError) when calling the DescribeStacks operation: Stack with id authorizer does not exist";

    private readonly Workshop _workshop = new();

    public DeployTests() => _workshop
        .Set("ARCH", "arm64")
        .When("aws sts get-caller-identity", "123456789012\n")
        .When("aws cloudformation describe-stacks", error: NoStack)
        .When("aws apigateway get-account", "None\n")
        .When("aws s3api head-bucket")
        .Do("make", "for name in authorizer sample-api; do echo \"$*\" >\"artifacts/$name-linux-${3#ARCH=}.zip\"; done; exit 0")
        .When("aws cloudformation package")
        .When("aws cloudformation deploy")
        .When("aws cloudformation describe-stacks --stack-name authorizer --output text", "RestApiUrl\thttps://r.example/demo\nHttpApiUrl\thttps://h.example\n")
        .When("aws cloudformation describe-stack-events", "UserPool\tInvalid attribute\nRestApi\tResource creation cancelled\n");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _workshop.Dispose();

    [Theory]
    [InlineData("arm64", "arm64")]
    [InlineData("x64", "x86_64")]
    public async Task A_new_stack_is_built_uploaded_and_deployed_for_its_processor(string arch, string architecture)
    {
        ScriptResult result = await _workshop.Set("ARCH", arch).Set("PARAMS", "CacheSeconds=60 AllowedOrigin=*").RunAsync("deploy.sh", Cancellation);

        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.Contains("https://r.example/demo", result.Output, StringComparison.Ordinal);
        Assert.Contains($"make --no-print-directory package ARCH={arch}", _workshop.Calls);
        string template = _workshop.Read($"artifacts/template-linux-{arch}.yaml");
        Assert.Contains($"      CodeUri: authorizer-linux-{arch}.zip\n", template, StringComparison.Ordinal);
        Assert.Contains($"      CodeUri: sample-api-linux-{arch}.zip\n", template, StringComparison.Ordinal);
        Assert.DoesNotContain("CodeUri: .\n", template, StringComparison.Ordinal);
        string deploy = Deploy();
        Assert.Contains($"--parameter-overrides Architecture={architecture} Revision=", deploy, StringComparison.Ordinal);
        Assert.EndsWith(" CacheSeconds=60 AllowedOrigin=*", deploy, StringComparison.Ordinal);
        Assert.Contains("--s3-bucket authorizer-artifacts-123456789012-eu-central-1", deploy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_setting_is_another_revision_and_the_same_is_the_same()
    {
        await _workshop.RunAsync("deploy.sh", Cancellation);
        await _workshop.RunAsync("deploy.sh", Cancellation);
        await _workshop.Set("PARAMS", "TokenUse=id").RunAsync("deploy.sh", Cancellation);

        string[] revisions = [.. _workshop.Calls
            .Where(call => call.StartsWith("aws cloudformation deploy", StringComparison.Ordinal))
            .Select(call => call.Split(' ').Single(word => word.StartsWith("Revision=", StringComparison.Ordinal)))];
        Assert.Equal(revisions[0], revisions[1]);
        Assert.NotEqual(revisions[1], revisions[2]);
    }

    [Theory]
    [InlineData("UPDATE_COMPLETE")]
    [InlineData("CREATE_COMPLETE")]
    public async Task An_update_leaves_the_accounts_logs_role_as_it_was_decided(string status)
    {
        Stack(status);
        ScriptResult result = await _workshop.When("aws apigateway get-account", "arn:aws:iam::123456789012:role/logs\n").RunAsync("deploy.sh", Cancellation);

        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.DoesNotContain("CreateApiGatewayLogsRole", Deploy(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_accounts_logs_role_is_not_replaced()
    {
        await _workshop.When("aws apigateway get-account", "arn:aws:iam::123456789012:role/logs\n").RunAsync("deploy.sh", Cancellation);

        Assert.Contains("CreateApiGatewayLogsRole=false", Deploy(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_bucket_is_made()
    {
        _workshop.When("aws s3api head-bucket", error: "An error occurred (404) when calling the HeadBucket operation: Not Found").When("aws s3 mb");

        ScriptResult result = await _workshop.RunAsync("deploy.sh", Cancellation);

        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.Contains("aws s3 mb s3://authorizer-artifacts-123456789012-eu-central-1", _workshop.Calls);
    }

    [Theory]
    [InlineData("An error occurred (403) when calling the HeadBucket operation: Forbidden", "not yours")]
    [InlineData("An error occurred (301) when calling the HeadBucket operation: Moved Permanently", "another Region")]
    [InlineData("Something nobody has thought of", "could not look at the bucket")]
    public async Task A_bucket_that_cannot_be_used_is_named(string complaint, string told)
    {
        ScriptResult result = await _workshop.When("aws s3api head-bucket", error: complaint).RunAsync("deploy.sh", Cancellation);

        AssertStopped(result, told);
    }

    [Fact]
    public async Task A_bucket_that_cannot_be_made_is_named()
    {
        _workshop.When("aws s3api head-bucket", error: "An error occurred (404) when calling the HeadBucket operation: Not Found")
            .When("aws s3 mb", error: "An error occurred (AccessDenied) when calling the CreateBucket operation: Access Denied");

        AssertStopped(await _workshop.RunAsync("deploy.sh", Cancellation), "create the bucket");
    }

    [Theory]
    [MemberData(nameof(AwsFaults.Complaints), MemberType = typeof(AwsFaults))]
    public async Task When_AWS_cannot_be_asked_a_person_is_told_what_to_do(string complaint, string advice)
    {
        AssertStopped(await _workshop.When("aws sts get-caller-identity", error: complaint).RunAsync("deploy.sh", Cancellation), advice);
    }

    [Fact]
    public async Task Without_a_region_a_person_is_told_to_set_one()
    {
        _workshop.Set("AWS_REGION", null).When("aws configure get region", error: string.Empty);

        AssertStopped(await _workshop.RunAsync("deploy.sh", Cancellation), "export AWS_REGION=");
    }

    [Fact]
    public async Task The_profiles_region_is_used()
    {
        _workshop.Set("AWS_REGION", null).When("aws configure get region", "us-west-2\n");

        await _workshop.RunAsync("deploy.sh", Cancellation);

        Assert.Contains("--s3-bucket authorizer-artifacts-123456789012-us-west-2", Deploy(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_AWS_CLI_a_person_is_told_to_install_it()
    {
        using var bare = new Workshop();

        AssertStopped(await bare.RunAsync("deploy.sh", Cancellation), "Install it");
    }

    [Theory]
    [InlineData("ROLLBACK_COMPLETE", "make destroy STACK=authorizer && make deploy STACK=authorizer")]
    [InlineData("ROLLBACK_FAILED", "make destroy STACK=authorizer")]
    [InlineData("DELETE_FAILED", "make destroy STACK=authorizer")]
    [InlineData("UPDATE_ROLLBACK_FAILED", "aws cloudformation continue-update-rollback --stack-name authorizer")]
    [InlineData("UPDATE_IN_PROGRESS", "describe-stack-events")]
    public async Task A_stack_that_cannot_be_updated_is_left_alone_and_the_way_out_is_told(string status, string advice)
    {
        Stack(status);

        AssertStopped(await _workshop.RunAsync("deploy.sh", Cancellation), status, advice);
    }

    [Fact]
    public async Task A_stack_left_in_review_is_begun_again()
    {
        Stack("REVIEW_IN_PROGRESS");

        ScriptResult result = await _workshop.RunAsync("deploy.sh", Cancellation);

        Assert.True(result.ExitCode == 0, result.Errors);
    }

    [Theory]
    [InlineData("An error occurred (ResourceNotFoundException) when calling the DescribeUserPool operation: User pool us-west-2_AbC123 does not exist.")]
    [InlineData("An error occurred (InvalidParameterException) when calling the DescribeUserPool operation: 1 validation error detected")]
    public async Task An_unknown_pool_is_found_out_before_anything_is_built(string complaint)
    {
        _workshop.Set("PARAMS", "UserPoolId=us-west-2_AbC123 ClientIds=abc").When("aws cognito-idp describe-user-pool", error: complaint);

        AssertStopped(await _workshop.RunAsync("deploy.sh", Cancellation), "no user pool us-west-2_AbC123", "list-user-pools --max-results 60 --region us-west-2");
        Assert.Contains(_workshop.Calls, call => call.Contains("--user-pool-id us-west-2_AbC123 --region us-west-2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_existing_pool_is_used_with_its_clients()
    {
        _workshop.Set("PARAMS", "UserPoolId=us-west-2_AbC123 ClientIds=abc,def").When("aws cognito-idp describe-user-pool", "us-west-2_AbC123\n");

        ScriptResult result = await _workshop.RunAsync("deploy.sh", Cancellation);

        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.EndsWith("UserPoolId=us-west-2_AbC123 ClientIds=abc,def", Deploy(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UserPoolId=us-west-2_AbC123", "list-user-pool-clients --user-pool-id us-west-2_AbC123")]
    [InlineData("CacheSecond=60", "no parameter CacheSecond")]
    [InlineData("Architecture=x86_64", "ARCH=x64")]
    public async Task Parameters_that_cannot_be_meant_are_refused(string parameters, string told)
    {
        AssertStopped(await _workshop.Set("PARAMS", parameters).RunAsync("deploy.sh", Cancellation), told);
    }

    [Fact]
    public async Task An_unknown_processor_is_refused()
    {
        AssertStopped(await _workshop.Set("ARCH", "mips").RunAsync("deploy.sh", Cancellation), "neither arm64 nor x64");
    }

    [Fact]
    public async Task An_upload_that_fails_is_told()
    {
        _workshop.When("aws cloudformation package", error: "An error occurred (AccessDenied) when calling the PutObject operation: Access Denied");

        ScriptResult result = await _workshop.RunAsync("deploy.sh", Cancellation);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("could not upload the code", result.Errors, StringComparison.Ordinal);
        Assert.Contains("PutObject", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ROLLBACK_COMPLETE", "make destroy STACK=authorizer && make deploy STACK=authorizer")]
    [InlineData("UPDATE_ROLLBACK_COMPLETE", "what ran before runs on")]
    [InlineData("UPDATE_ROLLBACK_FAILED", "UPDATE_ROLLBACK_FAILED")]
    public async Task A_deployment_that_fails_names_the_cause_and_the_way_out(string afterwards, string advice)
    {
        // The state changes with the deployment: the stand-in remembers that there was one.
        _workshop.Do("aws cloudformation deploy", "echo 'Failed to create/update the stack' >&2; : >\"$0.failed\"; exit 255")
            .Do(
                "aws cloudformation describe-stacks --stack-name authorizer --query Stacks[0].StackStatus",
                $"if [ -e \"$0.failed\" ]; then echo {afterwards}; exit 0; else echo 'Stack with id authorizer does not exist' >&2; exit 254; fi");

        ScriptResult result = await _workshop.RunAsync("deploy.sh", Cancellation);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("UserPool\tInvalid attribute", result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("cancelled", result.Errors, StringComparison.Ordinal);
        Assert.Contains(advice, result.Errors, StringComparison.Ordinal);
    }

    private void Stack(string status) =>
        _workshop.When("aws cloudformation describe-stacks --stack-name authorizer --query Stacks[0].StackStatus", $"{status}\n");

    private string Deploy() => _workshop.Calls.Last(call => call.StartsWith("aws cloudformation deploy", StringComparison.Ordinal));

    // Nothing was built and nothing was changed on AWS.
    private void AssertStopped(ScriptResult result, params string[] told)
    {
        Assert.Equal(1, result.ExitCode);
        foreach (string words in told)
        {
            Assert.Contains(words, result.Errors, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(_workshop.Calls, call => call.StartsWith("make", StringComparison.Ordinal));
        Assert.DoesNotContain(_workshop.Calls, call => call.StartsWith("aws cloudformation deploy", StringComparison.Ordinal));
    }
}
