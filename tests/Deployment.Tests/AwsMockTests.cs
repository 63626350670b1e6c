using System;
using System.Threading;
using System.Threading.Tasks;
using Contract;
using Xunit;

namespace Deployment.Tests;

/// <summary>The scripts with the real AWS CLI and an emulator of AWS. The account is empty before and after the scripts.</summary>
/// <remarks>
/// The CLI and the SAM transform are real. The emulator supports change sets, S3, IAM, Lambda, log groups, the REST API as a resource, and
/// Cognito's users and tokens. aws_mock.py lists the resources that are not emulated. smoke.sh calls <see cref="DeployedApis"/>.
/// </remarks>
public sealed class AwsMockTests(AwsMock aws) : IClassFixture<AwsMock>
{
    private const string Bucket = $"authorizer-artifacts-{AwsMock.Account}-eu-central-1";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stack_can_be_deployed_tested_updated_and_completely_removed()
    {
        using Workshop workshop = aws.Open("pets").Set("PARAMS", $"{LiveData(aws)} CreateHttpApi=false CreateWebSocketApi=false");
        string[] before = await InventoryAsync(workshop);

        string deployed = await SucceedAsync(workshop, "deploy.sh");
        Assert.Contains("RestApiUrl ", deployed, StringComparison.Ordinal);
        Assert.Contains("AES256", await AwsAsync(workshop, "s3api", "get-bucket-encryption", "--bucket", Bucket), StringComparison.Ordinal);
        Assert.Contains("\"BlockPublicPolicy\": true", await AwsAsync(workshop, "s3api", "get-public-access-block", "--bucket", Bucket), StringComparison.Ordinal);
        Assert.NotEqual(before, await InventoryAsync(workshop));
        Assert.Equal("1", await LiveAsync(workshop));

        workshop.Set("PARAMS", null);
        Assert.Contains("No changes.", await SucceedAsync(workshop, "deploy.sh"), StringComparison.Ordinal);

        workshop.Set("PARAMS", "WarmUpSchedule=rate(10 minutes) ContextClaims=email");
        await SucceedAsync(workshop, "deploy.sh");
        Assert.Equal("rate(10 minutes)", await StackAsync(workshop, "Parameters[?ParameterKey=='WarmUpSchedule'].ParameterValue | [0]"));
        Assert.Equal("false", await StackAsync(workshop, "Parameters[?ParameterKey=='CreateHttpApi'].ParameterValue | [0]"));
        Assert.Equal("2\temail", await LiveAsync(workshop));
        Assert.Equal("UPDATE_COMPLETE", await StackAsync(workshop, "StackStatus"));

        workshop.Set("PARAMS", "UserPoolId=eu-central-1_Another ClientIds=another");
        ScriptResult refused = await workshop.RunAsync("deploy.sh", Cancellation);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("would no longer contain its own user pool", refused.Errors, StringComparison.Ordinal);

        await SmokeAsync(workshop);

        // Creates a new version that is not part of the stack, as the page about live documents describes.
        workshop.Write("permissions.json", """{"version": 1, "rules": []}""");
        string application = await PhysicalAsync(workshop, "LiveApplication");
        string profile = await PhysicalAsync(workshop, "PermissionsProfile");
        await AwsAsync(workshop, "appconfig", "create-hosted-configuration-version", "--application-id", application, "--configuration-profile-id", profile, "--content-type", "application/json", "--content", "fileb://permissions.json", "/dev/null");

        string removed = await SucceedAsync(workshop.Set("DELETE_POOL", "true"), "destroy.sh");
        Assert.Contains("Removed pets.", removed, StringComparison.Ordinal);
        Assert.Equal(before, await InventoryAsync(workshop));
        ScriptResult again = await workshop.RunAsync("destroy.sh", Cancellation);
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("there is no stack pets", again.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stack_in_review_can_be_removed()
    {
        using Workshop workshop = aws.Open("reviewed");
        workshop.Write("template.json", """{"Resources": {"Role": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {}}}}}""");
        await AwsAsync(workshop, "cloudformation", "create-change-set", "--stack-name", "reviewed", "--change-set-name", "first", "--change-set-type", "CREATE", "--template-body", "file://template.json");
        Assert.Equal("REVIEW_IN_PROGRESS", await StackAsync(workshop, "StackStatus", "reviewed"));

        Assert.Contains("Removed reviewed.", await SucceedAsync(workshop, "destroy.sh"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bucket_of_another_account_with_the_expected_name_is_not_used()
    {
        await aws.CreateForeignBucketAsync($"authorizer-artifacts-{AwsMock.Account}-us-west-2");
        using Workshop workshop = aws.Open("squatted").Set("AWS_REGION", "us-west-2");

        ScriptResult result = await workshop.RunAsync("deploy.sh", Cancellation);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"does not belong to the account {AwsMock.Account}", result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(workshop.Calls, call => call.Contains("put-object", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_bucket_of_another_Region_is_not_used()
    {
        using Workshop workshop = aws.Open("elsewhere").Set("BUCKET", "made-in-ireland");
        await AwsAsync(workshop, "s3api", "create-bucket", "--bucket", "made-in-ireland", "--region", "eu-west-1", "--create-bucket-configuration", "LocationConstraint=eu-west-1");

        ScriptResult result = await workshop.RunAsync("deploy.sh", Cancellation);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("BUCKET=made-in-ireland is in the Region eu-west-1", result.Errors, StringComparison.Ordinal);
    }

    private static string LiveData(AwsMock aws)
    {
        using Workshop workshop = aws.Open("any");
        string layer = workshop.Read("template.yaml").Contains("\n  AppConfigExtensionArn:\n", StringComparison.Ordinal)
            ? " AppConfigExtensionArn=arn:aws:lambda:eu-central-1:066940009817:layer:AWS-AppConfig-Extension-Arm64:1"
            : string.Empty;
        return $"LiveData=true{layer}";
    }

    private static async Task<string> SucceedAsync(Workshop workshop, string script)
    {
        ScriptResult result = await workshop.RunAsync(script, Cancellation);
        Assert.True(result.ExitCode == 0, result.Output + result.Errors);
        return result.Output;
    }

    private static async Task<string> AwsAsync(Workshop workshop, params string[] arguments)
    {
        ScriptResult result = await workshop.RunToolAsync("aws", arguments, Cancellation);
        Assert.True(result.ExitCode == 0, result.Errors);
        return result.Output.Trim();
    }

    private static Task<string> StackAsync(Workshop workshop, string query, string stack = "pets") =>
        AwsAsync(workshop, "cloudformation", "describe-stacks", "--stack-name", stack, "--query", $"Stacks[0].{query}", "--output", "text");

    private static Task<string> PhysicalAsync(Workshop workshop, string resource) => AwsAsync(
        workshop, "cloudformation", "describe-stack-resource", "--stack-name", "pets", "--logical-resource-id", resource, "--query", "StackResourceDetail.PhysicalResourceId", "--output", "text");

    // Returns the version of the alias that the APIs call, and one variable of this version.
    private static async Task<string> LiveAsync(Workshop workshop) => await AwsAsync(
        workshop, "lambda", "get-function-configuration", "--function-name", await PhysicalAsync(workshop, "AuthorizerFunction"), "--qualifier", "live", "--query", "[Version, Environment.Variables.AUTHORIZER_CONTEXT_CLAIMS]", "--output", "text");

    // Returns the resources of the account that a removed stack could leave behind.
    private static async Task<string[]> InventoryAsync(Workshop workshop) =>
    [
        await AwsAsync(workshop, "lambda", "list-functions", "--query", "Functions[].FunctionName", "--output", "text"),
        await AwsAsync(workshop, "logs", "describe-log-groups", "--query", "logGroups[].logGroupName", "--output", "text"),
        await AwsAsync(workshop, "iam", "list-roles", "--query", "Roles[?!contains(RoleName, 'ApiGatewayLogsRole')].RoleName", "--output", "text"),
        await AwsAsync(workshop, "apigateway", "get-rest-apis", "--query", "items[].id", "--output", "text"),
        await AwsAsync(workshop, "events", "list-rules", "--query", "Rules[].Name", "--output", "text"),
        await AwsAsync(workshop, "cloudwatch", "list-dashboards", "--query", "DashboardEntries[].DashboardName", "--output", "text"),
        await AwsAsync(workshop, "cognito-idp", "list-user-pools", "--max-results", "60", "--query", "UserPools[].Id", "--output", "text"),
    ];

    // moto signs the user in, and the API accepts tokens that moto's keys verify.
    private async Task SmokeAsync(Workshop workshop)
    {
        using var apis = new DeployedApis { Verify = aws.Verify };
        workshop.Do("curl", $"""
            for argument; do
              shift
              case $argument in https://*) argument=http://127.0.0.1:{apis.Port}/rest.example/$(echo "$argument" | cut -d / -f 4-) ;; esac
              set -- "$@" "$argument"
            done
            exec {Workshop.Find("curl")} "$@"
            """);
        string smoke = await SucceedAsync(workshop, "smoke.sh");
        Assert.Contains("All 12 steps were as expected.", smoke, StringComparison.Ordinal);
        string users = await AwsAsync(workshop, "cognito-idp", "list-users", "--user-pool-id", await PhysicalAsync(workshop, "UserPool"), "--query", "Users[].Username", "--output", "text");
        Assert.Empty(users);
    }
}
