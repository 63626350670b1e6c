using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Contract;
using Xunit;

namespace Deployment.Tests;

/// <summary><c>make destroy</c>: the removed and the kept resources, and its messages if AWS refuses.</summary>
public sealed class DestroyTests : IDisposable
{
    private const string Resources = "UserPool\tAWS::Cognito::UserPool\teu-central-1_Own\nAuthorizerLogGroup\tAWS::Logs::LogGroup\t/aws/lambda/pets-authorizer\n" +
        "AuthorizerFunction\tAWS::Lambda::Function\tpets-authorizer\nApiGatewayAccount\tAWS::ApiGateway::Account\taccount\n";

    private const string LiveData = "LiveApplication\tAWS::AppConfig::Application\tapp1\nLiveEnvironment\tAWS::AppConfig::Environment\tapp1|env1\n" +
        "PermissionsProfile\tAWS::AppConfig::ConfigurationProfile\tprofile1\nRevocationsProfile\tAWS::AppConfig::ConfigurationProfile\tapp1|profile2\n";

    private const string Template = "Resources:\n  UserPool:\n    Type: AWS::Cognito::UserPool\n    DeletionPolicy: Retain\n  AuthorizerLogGroup:\n" +
        "    Type: AWS::Logs::LogGroup\n    DeletionPolicy: Delete\n  ApiGatewayAccount:\n    Type: AWS::ApiGateway::Account\n    DeletionPolicy: Retain\n";

    private readonly Workshop _workshop = new();

    public DestroyTests() => _workshop
        .Set("STACK", "pets")
        .When("aws sts get-caller-identity", "123456789012\n")
        .When("aws cloudformation describe-stacks", "ROLLBACK_COMPLETE\n")
        .When("aws cloudformation list-stack-resources", Resources)
        .When("aws cloudformation get-template", Template)
        .When("aws cognito-idp describe-user-pool", "12\n")
        .When("aws cloudformation delete-stack")
        .When("aws cloudformation wait stack-delete-complete");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _workshop.Dispose();

    [Theory]
    [InlineData("ROLLBACK_COMPLETE")]
    [InlineData("CREATE_COMPLETE")]
    [InlineData("DELETE_FAILED")]
    [InlineData("DELETE_IN_PROGRESS")]
    [InlineData("REVIEW_IN_PROGRESS")]
    [InlineData("ROLLBACK_FAILED")]
    [InlineData("UPDATE_ROLLBACK_FAILED")]
    public async Task A_stack_in_any_completed_or_failed_state_is_removed(string status)
    {
        ScriptResult result = await _workshop.When("aws cloudformation describe-stacks", $"{status}\n").RunAsync("destroy.sh", Cancellation);

        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.Contains("aws cloudformation delete-stack --stack-name pets", _workshop.Calls);
        Assert.Contains("aws cloudformation wait stack-delete-complete --stack-name pets", _workshop.Calls);
    }

    [Fact]
    public async Task Without_STACK_no_stack_is_removed() => await AssertStoppedAsync(_workshop.Set("STACK", null), "make destroy STACK=");

    [Fact]
    public async Task The_message_about_a_missing_stack_has_the_Region() => await AssertStoppedAsync(
        _workshop.When("aws cloudformation describe-stacks", error: "Stack with id pets does not exist"), "no stack pets in eu-central-1");

    [Fact]
    public async Task A_stack_with_a_deployment_in_progress_is_not_removed() => await AssertStoppedAsync(
        _workshop.When("aws cloudformation describe-stacks", "UPDATE_IN_PROGRESS\n"), "another deployment is running");

    [Theory]
    [MemberData(nameof(AwsFaults.Complaints), MemberType = typeof(AwsFaults))]
    public async Task The_message_about_a_failed_first_call_to_AWS_has_advice(string complaint, string advice) =>
        await AssertStoppedAsync(_workshop.When("aws sts get-caller-identity", error: complaint), advice);

    [Theory]
    [InlineData("UserPool\tThe user pool cannot be deleted because deletion protection is activated\n", "--user-pool-id eu-central-1_Own --deletion-protection INACTIVE")]
    [InlineData("PermissionsProfile\tThe configuration profile was read recently and has deletion protection (AppConfig)\n", "aws appconfig update-account-settings")]
    [InlineData("AuthorizerRole\tUser: x is not authorized to perform: iam:DeleteRole\n", "export AWS_PROFILE=")]
    public async Task The_message_about_a_failed_removal_has_cause_and_advice(string reason, string advice)
    {
        ScriptResult result = await HeldBy(reason).RunAsync("destroy.sh", Cancellation);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(reason.Trim(), result.Errors, StringComparison.Ordinal);
        Assert.Contains(advice, result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unrelated_advice_is_not_printed()
    {
        ScriptResult result = await HeldBy("LiveEnvironment\tsome unknown reason\n").RunAsync("destroy.sh", Cancellation);

        Assert.Equal(1, result.ExitCode);
        Assert.DoesNotContain("protection", result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("AWS_PROFILE", result.Errors, StringComparison.Ordinal);
        Assert.Contains("make destroy STACK=pets", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_output_lists_removed_and_kept_resources()
    {
        ScriptResult result = await _workshop.RunAsync("destroy.sh", Cancellation);

        Assert.True(result.ExitCode == 0, result.Errors);
        string[] parts = result.Output.Split("make destroy keeps:");
        Assert.Contains("  1  AWS::Lambda::Function\n", parts[0], StringComparison.Ordinal);
        Assert.Contains("all logs in /aws/lambda/pets-authorizer\n", parts[0], StringComparison.Ordinal);
        Assert.DoesNotContain("UserPool", parts[0], StringComparison.Ordinal);
        Assert.Contains("the user pool eu-central-1_Own with about 12 users (DELETE_POOL=true removes it)\n", parts[1], StringComparison.Ordinal);
        Assert.Contains("API Gateway writes logs", parts[1], StringComparison.Ordinal);
        Assert.Contains("bucket authorizer-artifacts-123456789012-eu-central-1", parts[1], StringComparison.Ordinal);
        Assert.DoesNotContain(_workshop.Calls, call => call.Contains("delete-user-pool", StringComparison.Ordinal));
    }

    [Fact]
    public async Task DELETE_POOL_also_removes_the_user_pool()
    {
        _workshop.Set("DELETE_POOL", "true").When("aws cognito-idp delete-user-pool");

        ScriptResult result = await _workshop.RunAsync("destroy.sh", Cancellation);

        Assert.True(result.ExitCode == 0, result.Errors);
        string[] parts = result.Output.Split("make destroy keeps:");
        Assert.Contains("then the user pool eu-central-1_Own with about 12 users", parts[0], StringComparison.Ordinal);
        Assert.DoesNotContain("eu-central-1_Own", parts[1].Split("Removing")[0], StringComparison.Ordinal);
        Assert.Equal("aws cognito-idp delete-user-pool --user-pool-id eu-central-1_Own", _workshop.Calls[^1]);
    }

    [Fact]
    public async Task Hosted_versions_of_live_documents_are_deleted_first()
    {
        _workshop.When("aws cloudformation list-stack-resources", Resources + LiveData)
            .When("aws appconfig list-deployments", "7\n")
            .When("aws appconfig stop-deployment")
            .When("aws appconfig list-hosted-configuration-versions --application-id app1 --configuration-profile-id profile1", "3\t2\t1\n")
            .When("aws appconfig list-hosted-configuration-versions --application-id app1 --configuration-profile-id profile2", "1\n")
            .When("aws appconfig delete-hosted-configuration-version")
            .When("aws appconfig delete-hosted-configuration-version *--version-number 2", error: "An error occurred (ResourceNotFoundException) when calling the DeleteHostedConfigurationVersion operation: gone");

        ScriptResult result = await _workshop.RunAsync("destroy.sh", Cancellation);

        Assert.True(result.ExitCode == 0, result.Errors);
        string[] changes = [.. _workshop.Calls.Where(call => call.Contains("appconfig stop", StringComparison.Ordinal) || call.Contains(" delete-", StringComparison.Ordinal))];
        Assert.Equal(
            [
                "aws appconfig stop-deployment --application-id app1 --environment-id env1 --deployment-number 7",
                "aws appconfig delete-hosted-configuration-version --application-id app1 --configuration-profile-id profile1 --version-number 3",
                "aws appconfig delete-hosted-configuration-version --application-id app1 --configuration-profile-id profile1 --version-number 2",
                "aws appconfig delete-hosted-configuration-version --application-id app1 --configuration-profile-id profile1 --version-number 1",
                "aws appconfig delete-hosted-configuration-version --application-id app1 --configuration-profile-id profile2 --version-number 1",
                "aws cloudformation delete-stack --stack-name pets",
            ],
            changes);
    }

    [Fact]
    public async Task A_failed_deletion_of_a_version_stops_the_removal_with_its_cause()
    {
        _workshop.When("aws cloudformation list-stack-resources", Resources + LiveData)
            .When("aws appconfig list-deployments")
            .When("aws appconfig list-hosted-configuration-versions", "1\n")
            .When("aws appconfig delete-hosted-configuration-version", error: "An error occurred (AccessDenied) when calling the DeleteHostedConfigurationVersion operation: User: x is not authorized to perform: appconfig:DeleteHostedConfigurationVersion");

        await AssertStoppedAsync(_workshop, "could not delete the version 1 of profile1");
    }

    [Theory]
    [InlineData("pets\n", null, null, true)]
    [InlineData("dogs\n", null, null, false)]
    [InlineData("\n", null, null, false)]
    [InlineData("", "1", null, true)]
    [InlineData("", null, "true", true)]
    public async Task On_a_terminal_the_user_must_type_the_name_of_the_stack(string typed, string? yes, string? ci, bool removes)
    {
        ScriptResult result = await _workshop.Set("YES", yes).Set("CI", ci).RunOnTerminalAsync("destroy.sh", typed, Cancellation);

        Assert.Equal(removes ? 0 : 1, result.ExitCode);
        Assert.Equal(typed.Length > 0, result.Output.Contains("Type the name of the stack", StringComparison.Ordinal));
        Assert.Equal(removes, _workshop.Calls.Contains("aws cloudformation delete-stack --stack-name pets"));
        Assert.Equal(!removes, result.Output.Contains("nothing was removed", StringComparison.Ordinal));
    }

    private Workshop HeldBy(string reason) => _workshop
        .When("aws cloudformation wait stack-delete-complete", error: "Waiter StackDeleteComplete failed: Waiter encountered a terminal failure state")
        .When("aws cloudformation describe-stack-events", reason);

    private static async Task AssertStoppedAsync(Workshop workshop, string told)
    {
        ScriptResult result = await workshop.RunAsync("destroy.sh", Cancellation);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(told, result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(workshop.Calls, call => call.StartsWith("aws cloudformation delete-stack", StringComparison.Ordinal));
    }
}
