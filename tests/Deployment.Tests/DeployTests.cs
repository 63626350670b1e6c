using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Contract;
using Xunit;

namespace Deployment.Tests;

/// <summary><c>make deploy</c>: its requests to AWS, and its messages if AWS refuses.</summary>
public sealed class DeployTests : IDisposable
{
    private const string Bucket = "authorizer-artifacts-123456789012-eu-central-1";
    private const string NoBucket = "An error occurred (404) when calling the HeadBucket operation: Not Found";
    private const string NoStack = "An error occurred (ValidationError) when calling the DescribeStacks operation: Stack with id authorizer does not exist";

    // The call that checks whether the change set removes the user pool. The name of a change set varies, so the pattern matches the query.
    private const string RemovedPool = "aws cloudformation describe-change-set *UserPool";
    private const string OwnPool = "aws cloudformation describe-stack-resource";

    private readonly Workshop _workshop = new();

    public DeployTests() => _workshop
        .Set("ARCH", "arm64")
        .When("aws sts get-caller-identity", "123456789012\n")
        .When("aws cloudformation describe-stacks", error: NoStack)
        .When("aws apigateway get-account", "None\n")
        .When("aws s3api head-bucket", "eu-central-1\n")
        .Do("make", "for name in authorizer sample-api; do echo \"$name $*\" >\"artifacts/$name-linux-${3#ARCH=}.zip\"; done; exit 0")
        .Do("aws s3api put-object", Keep("--body", "uploaded"))
        .Do("aws cloudformation create-change-set", Keep("--parameters", "parameters"))
        .When("aws cloudformation describe-change-set", "CREATE_COMPLETE\tNone\n")
        .When(RemovedPool)
        .When("aws cloudformation delete-change-set")
        .When("aws cloudformation execute-change-set")
        .When("aws cloudformation wait stack-create-complete")
        .When("aws cloudformation wait stack-update-complete")
        .When("aws cloudformation describe-stacks --stack-name authorizer --output text --query Stacks[0].Outputs", "RestApiUrl\thttps://r.example/demo\nHttpApiUrl\thttps://h.example\n")
        .When("aws cloudformation describe-stack-resource", error: "An error occurred (ValidationError) when calling the DescribeStackResource operation: Resource UserPool does not exist for stack authorizer")
        .When("aws cloudformation describe-stack-events", "UserPool\tInvalid attribute\nRestApi\tResource creation cancelled\n");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _workshop.Dispose();

    [Theory]
    [InlineData("arm64", "arm64")]
    [InlineData("x64", "x86_64")]
    public async Task A_new_stack_is_built_and_deployed_for_the_selected_architecture(string arch, string architecture)
    {
        ScriptResult result = await _workshop.Set("ARCH", arch).Set("PARAMS", "CacheSeconds=60 AllowedOrigin=*").RunAsync("deploy.sh", Cancellation);

        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.Contains("https://r.example/demo", result.Output, StringComparison.Ordinal);
        Assert.Contains($"make --no-print-directory package ARCH={arch}", _workshop.Calls);
        string[] keys = [.. Calls("aws s3api put-object").Select(call => Word(call, "--key"))];
        string template = _workshop.Read("uploaded");
        Assert.Contains($"      CodeUri: s3://{Bucket}/{keys[0]}\n", template, StringComparison.Ordinal);
        Assert.Contains($"      CodeUri: s3://{Bucket}/{keys[1]}\n", template, StringComparison.Ordinal);
        Assert.NotEqual(keys[0], keys[1]);
        Assert.DoesNotContain("CodeUri: .\n", template, StringComparison.Ordinal);
        string create = Calls("aws cloudformation create-change-set").Single();
        Assert.Equal("CREATE", Word(create, "--change-set-type"));
        Assert.Equal($"https://s3.eu-central-1.amazonaws.com/{Bucket}/{keys[2]}", Word(create, "--template-url"));
        Assert.Equal(architecture, Parameters()["Architecture"]);
        Assert.Equal("60", Parameters()["CacheSeconds"]);
        Assert.Equal("*", Parameters()["AllowedOrigin"]);
        Assert.DoesNotContain("TokenUse", Parameters().Keys);
    }

    [Fact]
    public async Task Every_call_to_S3_has_the_expected_bucket_owner()
    {
        _workshop.When("aws s3api head-bucket", error: NoBucket).When("aws s3api create-bucket").When("aws s3api put-");

        Assert.True((await _workshop.RunAsync("deploy.sh", Cancellation)).ExitCode == 0);

        string[] calls = Calls("aws s3");
        Assert.True(calls.Length >= 6, string.Join('\n', calls));
        Assert.All(
            calls.Where(call => !call.StartsWith("aws s3api create-bucket", StringComparison.Ordinal)),
            call => Assert.Contains(" --expected-bucket-owner 123456789012", call, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("WarmUpSchedule=rate(5 minutes) CacheSeconds=60", "rate(5 minutes)")]
    [InlineData("CacheSeconds=60 WarmUpSchedule='rate(5 minutes)'", "rate(5 minutes)")]
    [InlineData("CacheSeconds=60 WarmUpSchedule=\"cron(0/5 8-17 ? * MON-FRI *)\"", "cron(0/5 8-17 ? * MON-FRI *)")]
    [InlineData("'WarmUpSchedule=rate(5 minutes)' CacheSeconds=60", "rate(5 minutes)")]
    [InlineData("WarmUpSchedule=a\\b CacheSeconds=60", "a\\b")]
    public async Task A_parameter_value_may_contain_spaces(string parameters, string schedule)
    {
        ScriptResult result = await _workshop.Set("PARAMS", parameters).RunAsync("deploy.sh", Cancellation);

        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.Equal(schedule, Parameters()["WarmUpSchedule"]);
        Assert.Equal("60", Parameters()["CacheSeconds"]);
    }

    [Fact]
    public async Task An_update_keeps_other_parameters_and_new_parameters_get_their_defaults()
    {
        Stack("UPDATE_COMPLETE", "CacheSeconds\t10\nTokenUse\tid\nGoneFromTheTemplate\tx\nArchitecture\tarm64\n");

        ScriptResult result = await _workshop.Set("PARAMS", "CacheSeconds=60").RunAsync("deploy.sh", Cancellation);

        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.Equal("UPDATE", Word(Calls("aws cloudformation create-change-set").Single(), "--change-set-type"));
        Assert.Equal("60", Parameters()["CacheSeconds"]);
        Assert.Null(Parameters()["TokenUse"]);
        Assert.DoesNotContain("GoneFromTheTemplate", Parameters().Keys);
        Assert.DoesNotContain("LogLevel", Parameters().Keys);
    }

    [Theory]
    [InlineData(null, "x86_64", "x64", "x86_64")]
    [InlineData(null, "arm64", "arm64", "arm64")]
    [InlineData("arm64", "x86_64", "arm64", "arm64")]
    [InlineData(null, null, "arm64", "arm64")]
    public async Task An_update_keeps_the_architecture_unless_ARCH_is_set(string? arch, string? deployed, string built, string architecture)
    {
        _workshop.Set("ARCH", arch);
        Stack("UPDATE_COMPLETE", deployed is null ? "TokenUse\tid\n" : $"TokenUse\tid\nArchitecture\t{deployed}\n");

        ScriptResult result = await _workshop.RunAsync("deploy.sh", Cancellation);

        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.Contains($"make --no-print-directory package ARCH={built}", _workshop.Calls);
        Assert.Equal(architecture, Parameters()["Architecture"]);
    }

    [Fact]
    public async Task Packages_in_ZIPS_are_deployed_without_a_build()
    {
        _workshop.Set("ARCH", null).Set("ZIPS", "downloads");
        _workshop.Write("downloads/authorizer-linux-x64.zip", "authorizer");
        _workshop.Write("downloads/sample-api-linux-x64.zip", "sample");

        ScriptResult result = await _workshop.RunAsync("deploy.sh", Cancellation);

        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.DoesNotContain(_workshop.Calls, call => call.StartsWith("make", StringComparison.Ordinal));
        Assert.Equal("x86_64", Parameters()["Architecture"]);
        Assert.Equal(["downloads/authorizer-linux-x64.zip", "downloads/sample-api-linux-x64.zip"], Calls("aws s3api put-object").Take(2).Select(call => Word(call, "--body")));
    }

    [Fact]
    public async Task The_static_variant_is_deployed_with_the_keys_in_its_package()
    {
        _workshop.Set("ZIPS", "downloads").Set("VARIANT", "static");
        _workshop.Write("downloads/authorizer-static-linux-arm64.zip", "bootstrap jwks.json");
        _workshop.Write("downloads/sample-api-linux-arm64.zip", "sample");

        ScriptResult result = await _workshop.RunAsync("deploy.sh", Cancellation);

        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.Equal("downloads/authorizer-static-linux-arm64.zip", Word(Calls("aws s3api put-object").First(), "--body"));
    }

    [Fact]
    public async Task The_static_variant_is_not_deployed_without_keys()
    {
        _workshop.Set("ZIPS", "downloads").Set("VARIANT", "static");
        _workshop.Write("downloads/authorizer-static-linux-arm64.zip", "bootstrap");
        _workshop.Write("downloads/sample-api-linux-arm64.zip", "sample");

        AssertStopped(
            await _workshop.RunAsync("deploy.sh", Cancellation),
            "has no jwks.json, but the static variant cannot fetch keys",
            "make pin USER_POOL_ID=… OUTPUT=src/Authorizer.Lambda/jwks.json");
    }

    [Fact]
    public async Task A_missing_package_is_reported()
    {
        _workshop.Set("ZIPS", "downloads").Write("downloads/authorizer-linux-arm64.zip", "authorizer");

        AssertStopped(await _workshop.RunAsync("deploy.sh", Cancellation), "ZIPS=downloads", "no sample-api-linux-arm64.zip", "make container ARCH=arm64");
    }

    [Fact]
    public async Task The_revision_changes_only_if_a_parameter_changes()
    {
        const string Defaults = "TokenUse\taccess\nArchitecture\tarm64\nRevision\twhatever\nCreateApiGatewayLogsRole\ttrue\n";
        string first = await RevisionAsync();
        Stack("CREATE_COMPLETE", Defaults);
        string second = await RevisionAsync();
        _workshop.Set("PARAMS", "TokenUse=id");
        string third = await RevisionAsync();
        _workshop.Set("PARAMS", null);
        Stack("UPDATE_COMPLETE", Defaults.Replace("access", "id", StringComparison.Ordinal));
        string fourth = await RevisionAsync();

        Assert.Equal(first, second);
        Assert.NotEqual(second, third);
        Assert.Equal(third, fourth);

        async Task<string> RevisionAsync()
        {
            ScriptResult result = await _workshop.RunAsync("deploy.sh", Cancellation);
            Assert.True(result.ExitCode == 0, result.Errors);
            return Parameters()["Revision"]!;
        }
    }

    [Fact]
    public async Task The_deployment_of_an_unchanged_stack_succeeds()
    {
        Stack("UPDATE_COMPLETE");
        _workshop.When("aws cloudformation describe-change-set", "FAILED\tThe submitted information didn't contain changes. Submit different information to create a change set.\n");

        ScriptResult result = await _workshop.RunAsync("deploy.sh", Cancellation);

        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.Contains("No changes.", result.Output, StringComparison.Ordinal);
        Assert.Empty(Calls("aws cloudformation execute-change-set"));
    }

    [Fact]
    public async Task A_change_that_CloudFormation_refuses_is_reported_and_not_executed()
    {
        _workshop.When("aws cloudformation describe-change-set", "FAILED\tTransform AWS::Serverless-2016-10-31 failed with: Invalid Serverless Application Specification document\n");

        ScriptResult result = await _workshop.RunAsync("deploy.sh", Cancellation);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("Invalid Serverless Application", result.Errors, StringComparison.Ordinal);
        Assert.Contains("refuses template.yaml", result.Errors, StringComparison.Ordinal);
        Assert.Single(Calls("aws cloudformation delete-change-set"));
        Assert.Empty(Calls("aws cloudformation execute-change-set"));
    }

    [Theory]
    [InlineData("true", 0)]
    [InlineData(null, 1)]
    public async Task An_update_that_removes_the_user_pool_requires_REPLACE_POOL(string? word, int exitCode)
    {
        Stack("UPDATE_COMPLETE");
        _workshop.Set("REPLACE_POOL", word).When(RemovedPool, "eu-central-1_Own\n");

        ScriptResult result = await _workshop.RunAsync("deploy.sh", Cancellation);

        Assert.Equal(exitCode, result.ExitCode);
        Assert.Equal(exitCode == 1, result.Errors.Contains("remove the user pool eu-central-1_Own", StringComparison.Ordinal));
        Assert.Equal(1 - exitCode, Calls("aws cloudformation execute-change-set").Length);
        Assert.Equal(exitCode, Calls("aws cloudformation delete-change-set").Length);
    }

    [Theory]
    [InlineData("UPDATE_COMPLETE")]
    [InlineData("CREATE_COMPLETE")]
    public async Task An_update_keeps_the_parameter_for_the_logs_role(string status)
    {
        Stack(status);
        ScriptResult result = await _workshop.When("aws apigateway get-account", "arn:aws:iam::123456789012:role/logs\n").RunAsync("deploy.sh", Cancellation);

        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.DoesNotContain("CreateApiGatewayLogsRole", Parameters().Keys);
    }

    [Theory]
    [InlineData("None\n", null, "true")]
    [InlineData("arn:aws:iam::123456789012:role/logs\n", null, "false")]
    [InlineData("arn:aws:iam::123456789012:role/logs\n", "CreateApiGatewayLogsRole=true", "true")]
    public async Task The_logs_role_is_created_only_if_the_account_has_no_logs_role(string role, string? parameters, string created)
    {
        await _workshop.Set("PARAMS", parameters).When("aws apigateway get-account", role).RunAsync("deploy.sh", Cancellation);

        Assert.Equal(created, Parameters()["CreateApiGatewayLogsRole"]);
    }

    [Theory]
    [InlineData("eu-central-1", " --create-bucket-configuration LocationConstraint=eu-central-1")]
    [InlineData("us-east-1", "")]
    public async Task A_missing_bucket_is_created_as_a_private_and_encrypted_bucket(string region, string where)
    {
        _workshop.Set("AWS_REGION", region).When("aws s3api head-bucket", error: NoBucket).When("aws s3api create-bucket").When("aws s3api put-public-access-block").When("aws s3api put-bucket-encryption");

        ScriptResult result = await _workshop.RunAsync("deploy.sh", Cancellation);

        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.Contains($"aws s3api create-bucket --bucket authorizer-artifacts-123456789012-{region}{where}", _workshop.Calls);
        Assert.Contains("BlockPublicPolicy=true", Calls("aws s3api put-public-access-block").Single(), StringComparison.Ordinal);
        Assert.Contains("AES256", Calls("aws s3api put-bucket-encryption").Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("eu-west-1\n", null)]
    [InlineData("None\n", "eu-west-1\n")]
    [InlineData("None\n", "EU\n")]
    [InlineData("None\n", "None\n")]
    public async Task A_bucket_of_another_Region_is_detected_before_the_build(string region, string? location)
    {
        _workshop.Set("BUCKET", "mine").When("aws s3api head-bucket", region).When("aws s3api get-bucket-location", location ?? "not asked\n");

        AssertStopped(
            await _workshop.RunAsync("deploy.sh", Cancellation),
            $"BUCKET=mine is in the Region {(location == "None\n" ? "us-east-1" : "eu-west-1")}", "only from a bucket in eu-central-1");
    }

    [Theory]
    [InlineData("An error occurred (403) when calling the HeadBucket operation: Forbidden", "does not belong to the account 123456789012")]
    [InlineData("An error occurred (301) when calling the HeadBucket operation: Moved Permanently", "another Region")]
    [InlineData("Some unknown error", "could not check the bucket")]
    public async Task An_unusable_bucket_is_reported(string complaint, string told)
    {
        ScriptResult result = await _workshop.When("aws s3api head-bucket", error: complaint).RunAsync("deploy.sh", Cancellation);

        AssertStopped(result, told);
    }

    [Fact]
    public async Task A_failed_creation_of_the_bucket_is_reported()
    {
        _workshop.When("aws s3api head-bucket", error: NoBucket)
            .When("aws s3api create-bucket", error: "An error occurred (AccessDenied) when calling the CreateBucket operation: Access Denied");

        AssertStopped(await _workshop.RunAsync("deploy.sh", Cancellation), "create the bucket");
    }

    [Theory]
    [MemberData(nameof(AwsFaults.Complaints), MemberType = typeof(AwsFaults))]
    public async Task The_message_about_a_failed_first_call_to_AWS_has_advice(string complaint, string advice)
    {
        AssertStopped(await _workshop.When("aws sts get-caller-identity", error: complaint).RunAsync("deploy.sh", Cancellation), advice);
    }

    [Fact]
    public async Task The_message_about_a_missing_Region_has_advice()
    {
        _workshop.Set("AWS_REGION", null).When("aws configure get region", error: string.Empty);

        AssertStopped(await _workshop.RunAsync("deploy.sh", Cancellation), "export AWS_REGION=");
    }

    [Fact]
    public async Task The_Region_of_the_profile_is_used()
    {
        _workshop.Set("AWS_REGION", null).When("aws configure get region", "us-west-2\n").When("aws s3api head-bucket", "us-west-2\n");

        await _workshop.RunAsync("deploy.sh", Cancellation);

        Assert.Contains("authorizer-artifacts-123456789012-us-west-2/", Calls("aws cloudformation create-change-set").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_message_about_a_missing_AWS_CLI_has_advice()
    {
        using var bare = new Workshop();

        AssertStopped(await bare.RunAsync("deploy.sh", Cancellation), "Install the AWS CLI");
    }

    [Theory]
    [InlineData("ROLLBACK_COMPLETE", "make destroy STACK=authorizer && make deploy STACK=authorizer")]
    [InlineData("ROLLBACK_FAILED", "make destroy STACK=authorizer")]
    [InlineData("DELETE_FAILED", "make destroy STACK=authorizer")]
    [InlineData("UPDATE_ROLLBACK_FAILED", "aws cloudformation continue-update-rollback --stack-name authorizer")]
    [InlineData("UPDATE_IN_PROGRESS", "describe-stack-events")]
    public async Task A_stack_that_cannot_be_updated_is_not_changed_and_advice_is_printed(string status, string advice)
    {
        Stack(status);

        AssertStopped(await _workshop.RunAsync("deploy.sh", Cancellation), status, advice);
    }

    [Fact]
    public async Task A_stack_in_review_is_created()
    {
        Stack("REVIEW_IN_PROGRESS");

        ScriptResult result = await _workshop.RunAsync("deploy.sh", Cancellation);

        Assert.True(result.ExitCode == 0, result.Errors);
    }

    [Theory]
    [InlineData("400")]
    [InlineData("404")]
    public async Task An_unknown_user_pool_is_detected_before_the_build(string status)
    {
        ForeignPool(status);

        AssertStopped(await _workshop.RunAsync("deploy.sh", Cancellation), "no user pool \"us-west-2_AbC123\"", "list-user-pools --max-results 60 --region us-west-2");
        Assert.Contains(_workshop.Calls, call => call.Contains("--user-pool-id us-west-2_AbC123 --region us-west-2", StringComparison.Ordinal));
        Assert.Contains("https://cognito-idp.us-west-2.amazonaws.com/us-west-2_AbC123/.well-known/jwks.json", Calls("curl").Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("200", "the pool's public keys are readable")]
    [InlineData("000", "could not be checked")]
    public async Task A_user_pool_of_another_account_is_accepted_with_a_note(string status, string note)
    {
        ForeignPool(status);

        ScriptResult result = await _workshop.RunAsync("deploy.sh", Cancellation);

        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.Contains(note, result.Output, StringComparison.Ordinal);
        Assert.Equal("us-west-2_AbC123", Parameters()["UserPoolId"]);
    }

    [Fact]
    public async Task An_existing_user_pool_is_used_with_its_app_clients()
    {
        _workshop.Set("PARAMS", "UserPoolId=us-west-2_AbC123 ClientIds=abc,def").When("aws cognito-idp describe-user-pool", "us-west-2_AbC123\n");

        ScriptResult result = await _workshop.RunAsync("deploy.sh", Cancellation);

        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.Equal("us-west-2_AbC123", Parameters()["UserPoolId"]);
        Assert.Equal("abc,def", Parameters()["ClientIds"]);
    }

    [Fact]
    public async Task The_user_pool_of_the_stack_is_not_replaced_without_REPLACE_POOL()
    {
        Stack("UPDATE_COMPLETE");
        _workshop.Set("PARAMS", "UserPoolId=us-west-2_AbC123 ClientIds=abc").When(OwnPool, "UPDATE_COMPLETE\teu-central-1_Own\n");

        AssertStopped(await _workshop.RunAsync("deploy.sh", Cancellation), "its own user pool eu-central-1_Own", "REPLACE_POOL=true");
    }

    [Theory]
    [InlineData("true", "UPDATE_COMPLETE\teu-central-1_Own\n")]
    [InlineData(null, "DELETE_SKIPPED\teu-central-1_Own\n")]
    public async Task The_user_pool_of_the_stack_is_replaced_with_REPLACE_POOL_or_after_its_deletion(string? word, string own)
    {
        Stack("UPDATE_COMPLETE");
        _workshop.Set("REPLACE_POOL", word).Set("PARAMS", "UserPoolId=us-west-2_AbC123 ClientIds=abc").When(OwnPool, own).When("aws cognito-idp describe-user-pool", "us-west-2_AbC123\n");

        ScriptResult result = await _workshop.RunAsync("deploy.sh", Cancellation);

        Assert.True(result.ExitCode == 0, result.Errors);
    }

    [Fact]
    public async Task Nothing_changes_if_the_user_pool_of_the_stack_cannot_be_read()
    {
        Stack("UPDATE_COMPLETE");
        _workshop.Set("PARAMS", "UserPoolId=us-west-2_AbC123 ClientIds=abc")
            .When(OwnPool, error: "An error occurred (AccessDenied) when calling the DescribeStackResource operation: User: x is not authorized to perform: cloudformation:DescribeStackResource");

        AssertStopped(await _workshop.RunAsync("deploy.sh", Cancellation), "read the user pool of the stack authorizer");
    }

    [Theory]
    [InlineData("UserPoolId=us-west-2_AbC123", "list-user-pool-clients --user-pool-id us-west-2_AbC123")]
    [InlineData("CacheSecond=60", "no parameter \"CacheSecond\"; did you mean \"CacheSeconds\"?")]
    [InlineData("warmupschedule=x", "did you mean \"WarmUpSchedule\"?")]
    [InlineData("UserPool=us-west-2_AbC123", "did you mean \"UserPoolId\"?")]
    [InlineData("RestApi=false", "no parameter \"RestApi\"")]
    [InlineData("CacheSeconds 60", "\"CacheSeconds\" is not Name=value")]
    [InlineData("TokenUse='id", "a quote is not closed")]
    [InlineData("Architecture=x86_64", "ARCH=x64")]
    public async Task Invalid_parameters_are_refused_with_advice(string parameters, string told)
    {
        AssertStopped(await _workshop.Set("PARAMS", parameters).RunAsync("deploy.sh", Cancellation), told);
    }

    [Fact]
    public async Task An_unknown_architecture_is_refused()
    {
        AssertStopped(await _workshop.Set("ARCH", "mips").RunAsync("deploy.sh", Cancellation), "neither arm64 nor x64");
    }

    [Fact]
    public async Task A_failed_upload_is_reported()
    {
        _workshop.When("aws s3api put-object", error: "An error occurred (AccessDenied) when calling the PutObject operation: Access Denied");

        ScriptResult result = await _workshop.RunAsync("deploy.sh", Cancellation);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("could not upload artifacts/authorizer-linux-arm64.zip", result.Errors, StringComparison.Ordinal);
        Assert.Contains("PutObject", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ROLLBACK_COMPLETE", "make destroy STACK=authorizer && make deploy STACK=authorizer")]
    [InlineData("UPDATE_ROLLBACK_COMPLETE", "restored the previous state")]
    [InlineData("UPDATE_ROLLBACK_FAILED", "UPDATE_ROLLBACK_FAILED")]
    public async Task The_message_about_a_failed_deployment_has_cause_and_advice(string afterwards, string advice)
    {
        // The deployment changes the state of the stack. The fake command stores the new state in a file.
        _workshop.Do("aws cloudformation wait stack-create-complete", "echo 'Waiter StackCreateComplete failed' >&2; : >\"$0.failed\"; exit 255")
            .Do(
                "aws cloudformation describe-stacks --stack-name authorizer --query Stacks[0].StackStatus",
                $"if [ -e \"$0.failed\" ]; then echo {afterwards}; exit 0; else echo 'Stack with id authorizer does not exist' >&2; exit 254; fi");

        ScriptResult result = await _workshop.RunAsync("deploy.sh", Cancellation);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("UserPool\tInvalid attribute", result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("cancelled", result.Errors, StringComparison.Ordinal);
        Assert.Contains(advice, result.Errors, StringComparison.Ordinal);
    }

    // Returns a fake command that copies the file of an option.
    private static string Keep(string option, string name) =>
        $"while [ \"$1\" != {option} ]; do shift; done; cp \"${{2#file://}}\" \"${{0%/*}}/../{name}\"; exit 0";

    private static string Word(string call, string option)
    {
        string[] words = call.Split(' ');
        return words[Array.IndexOf(words, option) + 1];
    }

    private void ForeignPool(string status) => _workshop
        .Set("PARAMS", "UserPoolId=us-west-2_AbC123 ClientIds=abc")
        .When("aws cognito-idp describe-user-pool", error: "An error occurred (ResourceNotFoundException) when calling the DescribeUserPool operation: User pool us-west-2_AbC123 does not exist.")
        .When("curl", status);

    private void Stack(string status, string parameters = "Architecture\tarm64\n") => _workshop
        .When("aws cloudformation describe-stacks --stack-name authorizer --query Stacks[0].StackStatus", $"{status}\n")
        .When("aws cloudformation describe-stacks --stack-name authorizer --output text --query Stacks[0].Parameters", parameters);

    private string[] Calls(string beginning) => [.. _workshop.Calls.Where(call => call.StartsWith(beginning, StringComparison.Ordinal))];

    // The parameters for CloudFormation. Null means that the stack keeps its value.
    private Dictionary<string, string?> Parameters() => JsonNode.Parse(_workshop.Read("parameters"))!.AsArray().ToDictionary(
        parameter => (string)parameter!["ParameterKey"]!, parameter => (string?)parameter!["ParameterValue"]);

    // Checks that the script built nothing and changed nothing on AWS.
    private void AssertStopped(ScriptResult result, params string[] told)
    {
        Assert.Equal(1, result.ExitCode);
        foreach (string words in told)
        {
            Assert.Contains(words, result.Errors, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(_workshop.Calls, call => call.StartsWith("make", StringComparison.Ordinal));
        Assert.DoesNotContain(_workshop.Calls, call => call.StartsWith("aws cloudformation execute-change-set", StringComparison.Ordinal));
    }
}
