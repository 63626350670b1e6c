using System;
using System.Buffers.Text;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Contract;
using Xunit;

namespace Deployment.Tests;

/// <summary><c>make smoke</c>: its steps, and the detection of wrong answers from a stack.</summary>
public sealed class SmokeTests : IDisposable
{
    private const string IdToken = "header.id.signature-of-the-id-token";
    private const string RefreshedToken = "header.refreshed.signature-of-the-refreshed-token";
    private const string RefreshedIdToken = "header.refreshed-id.signature-of-the-refreshed-id-token";
    private const string AllApis = "RestApiUrl\thttps://rest.example/demo\nHttpApiUrl\thttps://http.example\nWebSocketUrl\twss://ws.example/demo\n";
    private const string NewPool = "UserPoolId\teu-central-1_New\nUserPoolClientId\tclient\n";
    private const string Settings = "AllowedOrigin\t*\nInvalidTokenResponse\tunauthorized\nTokenUse\taccess\n";

    // The token expired five seconds ago. The script allows a clock skew of five seconds, so it waits for one more second.
    private static readonly string AccessToken =
        $"header.{Payload(DateTimeOffset.UtcNow.AddSeconds(-5))}.signature-of-the-access-token";

    private readonly DeployedApis _apis = new() { GoodTokens = [AccessToken, RefreshedToken] };
    private readonly Workshop _workshop = new();

    public SmokeTests()
    {
        string curl = $"""
            for argument; do
              shift
              case $argument in https://*) argument=http://127.0.0.1:{_apis.Port}/$(echo "$argument" | cut -c9-) ;; esac
              set -- "$@" "$argument"
            done
            exec {Workshop.Find("curl")} "$@"
            """;
        string signIn = $"""
            if grep -q '"REFRESH_TOKEN":"refresh-token"' "$(echo "$*" | sed 's|.*file://||; s| .*||')"; then
              printf 'None\t{RefreshedToken}\t{RefreshedIdToken}\tNone\n'
            else
              printf 'None\t{AccessToken}\t{IdToken}\trefresh-token\n'
            fi
            exit 0
            """;
        _workshop
            .Set("STACK", "pets")
            .When("aws sts get-caller-identity", "123456789012\n")
            .When("aws cloudformation describe-stacks --stack-name pets --query Stacks[0].StackStatus", "CREATE_COMPLETE\n")
            .When("aws cognito-idp sign-up", "some-sub\n")
            .When("aws cognito-idp admin-confirm-sign-up")
            .When("aws cognito-idp admin-add-user-to-group")
            .When("aws cognito-idp admin-delete-user")
            .Do("aws cognito-idp initiate-auth", signIn)
            .Do("curl", curl);
        Stack(AllApis, NewPool, Settings);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _workshop.Dispose();
        _apis.Dispose();
    }

    [Fact]
    public async Task Every_step_runs_on_every_API()
    {
        ScriptResult result = await _workshop.RunAsync("smoke.sh", Cancellation);

        Assert.True(result.ExitCode == 0, result.Output + result.Errors);
        Assert.Contains("All 27 steps were as expected.", result.Output, StringComparison.Ordinal);
        foreach (string step in (string[])["access token", "no token", "tampered token", "the other kind of token", "refreshed token", "a route of another group", "one's own path", "another user's path", "preflight", "preflight of an ANY route", "a browser, no token", "a browser, not permitted"])
        {
            Assert.Equal(2, result.Output.Split('\n').Count(line => line.StartsWith($"  ok    {step,-26} ", StringComparison.Ordinal) && !line.EndsWith(" 101", StringComparison.Ordinal) && !line.EndsWith(" 401", StringComparison.Ordinal)));
        }

        Assert.Contains("  ok    access token               101", result.Output, StringComparison.Ordinal);
        Assert.Contains("An expired token was not tested", result.Output, StringComparison.Ordinal);
        AssertUserRemoved();
    }

    [Fact]
    public async Task Tokens_and_passwords_are_neither_arguments_nor_output()
    {
        ScriptResult result = await _workshop.RunAsync("smoke.sh", Cancellation);

        string seen = string.Join('\n', [.. _workshop.Calls, result.Output, result.Errors]);
        Assert.DoesNotContain("signature-of", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("refresh-token", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("Aa1-", seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_EXPIRY_the_script_waits_until_a_token_expires_and_continues_with_a_new_token()
    {
        _apis.GoodTokens = [RefreshedToken];

        ScriptResult result = await _workshop.Set("EXPIRY", "true").RunAsync("smoke.sh", Cancellation);

        Assert.True(result.ExitCode == 0, result.Output + result.Errors);
        Assert.Contains("  ok    expired token              401", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("An expired token was not tested", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task If_invalid_tokens_are_denied_the_expected_status_is_403()
    {
        _apis.RefusedStatus = 403;
        Stack(AllApis, NewPool, Settings.Replace("unauthorized", "deny", StringComparison.Ordinal));

        ScriptResult result = await _workshop.RunAsync("smoke.sh", Cancellation);

        Assert.True(result.ExitCode == 0, result.Output + result.Errors);
        Assert.Contains("  ok    tampered token             403", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("id", new[] { IdToken, RefreshedIdToken }, "the other kind of token    401")]
    [InlineData("any", new[] { IdToken, RefreshedIdToken, RefreshedToken, "" }, "id token                   200")]
    public async Task The_calls_use_the_kind_of_token_that_the_stack_accepts(string tokenUse, string[] goodTokens, string step)
    {
        _apis.GoodTokens = [.. goodTokens.Select(token => token.Length > 0 ? token : AccessToken)];
        Stack(AllApis, NewPool, Settings.Replace("TokenUse\taccess", $"TokenUse\t{tokenUse}", StringComparison.Ordinal));

        ScriptResult result = await _workshop.RunAsync("smoke.sh", Cancellation);

        Assert.True(result.ExitCode == 0, result.Output + result.Errors);
        Assert.Contains(step, result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_API_that_the_stack_does_not_have_is_not_called()
    {
        Stack("HttpApiUrl\thttps://http.example\n", NewPool, Settings);

        ScriptResult result = await _workshop.RunAsync("smoke.sh", Cancellation);

        Assert.True(result.ExitCode == 0, result.Output + result.Errors);
        Assert.DoesNotContain("REST API", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("WebSocket", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stack_that_accepts_a_tampered_token_fails_and_the_user_is_removed()
    {
        _apis.AcceptsEverything = true;

        ScriptResult result = await _workshop.RunAsync("smoke.sh", Cancellation);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("  WRONG tampered token             200\n        expected 401", result.Output, StringComparison.Ordinal);
        Assert.Contains("Not as expected: ", result.Output, StringComparison.Ordinal);
        AssertUserRemoved();
    }

    [Fact]
    public async Task A_refusal_without_CORS_headers_is_detected()
    {
        _apis.ForgetsCorsOnRefusals = true;

        ScriptResult result = await _workshop.RunAsync("smoke.sh", Cancellation);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("Not as expected: 4 of 27 steps", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_preflight_that_reaches_the_authorizer_is_detected()
    {
        _apis.AuthorizesPreflights = true;

        ScriptResult result = await _workshop.RunAsync("smoke.sh", Cancellation);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("  WRONG preflight of an ANY route  401", result.Output, StringComparison.Ordinal);
        Assert.Contains("Not as expected: 2 of 27 steps", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_preflight_that_does_not_allow_the_Authorization_header_is_detected()
    {
        _apis.AllowsNoHeaders = true;

        ScriptResult result = await _workshop.RunAsync("smoke.sh", Cancellation);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("Not as expected: 4 of 27 steps", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stack_without_an_API_causes_an_error()
    {
        Stack(NewPool, Settings);

        await AssertStoppedAsync("has no API");
    }

    [Fact]
    public async Task A_stack_that_requires_a_second_factor_is_not_tested()
    {
        Stack(AllApis, NewPool, Settings, "Mfa\tON\n");

        await AssertStoppedAsync("Mfa=ON");
    }

    [Fact]
    public async Task A_challenge_does_not_count_as_a_sign_in()
    {
        _workshop.When("aws cognito-idp initiate-auth", "SOFTWARE_TOKEN_MFA\tNone\tNone\tNone\n");

        ScriptResult result = await _workshop.RunAsync("smoke.sh", Cancellation);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("the challenge SOFTWARE_TOKEN_MFA instead of tokens", result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("ok    InitiateAuth", result.Output, StringComparison.Ordinal);
        AssertUserRemoved();
    }

    [Fact]
    public async Task In_a_pool_without_sign_up_the_administrator_creates_the_user()
    {
        const string Complaint = "An error occurred (NotAuthorizedException) when calling the SignUp operation: SignUp is not permitted for this user pool";
        _workshop.When("aws cognito-idp sign-up", error: Complaint)
            .When("aws cognito-idp admin-create-user", "smoke\n")
            .When("aws cognito-idp admin-set-user-password");

        ScriptResult result = await _workshop.RunAsync("smoke.sh", Cancellation);

        Assert.True(result.ExitCode == 0, result.Output + result.Errors);
        Assert.Contains("ok    AdminCreateUser (sign-up is closed)", result.Output, StringComparison.Ordinal);
        AssertUserRemoved();
    }

    [Fact]
    public async Task With_token_rotation_the_script_calls_GetTokensFromRefreshToken()
    {
        _workshop
            .Do("aws cognito-idp initiate-auth", $"""
                if grep -q REFRESH_TOKEN_AUTH "$(echo "$*" | sed 's|.*file://||; s| .*||')"; then
                  echo 'An error occurred (InvalidParameterException) when calling the InitiateAuth operation: REFRESH_TOKEN_AUTH is not supported with refresh token rotation' >&2
                  exit 254
                fi
                printf 'None\t{AccessToken}\t{IdToken}\trefresh-token\n'
                exit 0
                """)
            .When("aws cognito-idp get-tokens-from-refresh-token", $"None\t{RefreshedToken}\t{RefreshedIdToken}\tanother-refresh-token\n");

        ScriptResult result = await _workshop.RunAsync("smoke.sh", Cancellation);

        Assert.True(result.ExitCode == 0, result.Output + result.Errors);
        Assert.Contains("ok    GetTokensFromRefreshToken", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_step_fails_if_the_stack_is_unreachable()
    {
        ScriptResult result = await _workshop.Do("curl", "echo 'curl: (6) Could not resolve host' >&2; printf 000; exit 6").RunAsync("smoke.sh", Cancellation);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("Not as expected: 27 of 27 steps", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_sign_up_stops_the_script_with_its_cause()
    {
        const string Complaint = "An error occurred (TooManyRequestsException) when calling the SignUp operation: Rate exceeded";

        ScriptResult result = await _workshop.When("aws cognito-idp sign-up", error: Complaint).RunAsync("smoke.sh", Cancellation);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("Rate exceeded", result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(_workshop.Calls, call => call.StartsWith("curl", StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_user_is_created_in_an_existing_user_pool()
    {
        Stack(AllApis, "UserPoolId\teu-central-1_Old\n", Settings);

        await AssertStoppedAsync("existing user pool eu-central-1_Old");
    }

    [Theory]
    [InlineData("ROLLBACK_COMPLETE")]
    [InlineData("UPDATE_IN_PROGRESS")]
    public async Task A_stack_that_is_not_deployed_is_not_tested(string status)
    {
        _workshop.When("aws cloudformation describe-stacks --stack-name pets --query Stacks[0].StackStatus", $"{status}\n");

        await AssertStoppedAsync("make deploy STACK=pets");
    }

    [Fact]
    public async Task The_message_about_a_missing_stack_has_the_Region()
    {
        _workshop.When("aws cloudformation describe-stacks", error: "Stack with id pets does not exist");

        await AssertStoppedAsync("no stack pets in eu-central-1");
    }

    [Fact]
    public async Task The_variable_STACK_is_required()
    {
        _workshop.Set("STACK", null);

        await AssertStoppedAsync("make smoke STACK=");
    }

    [Theory]
    [MemberData(nameof(AwsFaults.Complaints), MemberType = typeof(AwsFaults))]
    public async Task The_message_about_a_failed_first_call_to_AWS_has_advice(string complaint, string advice)
    {
        _workshop.When("aws sts get-caller-identity", error: complaint);

        await AssertStoppedAsync(advice);
    }

    private static string Payload(DateTimeOffset expiry) => Base64Url.EncodeToString(
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"sub\":\"?>~\",\"exp\":{expiry.ToUnixTimeSeconds()},\"iat\":1}}")));

    private void Stack(params string[] values) =>
        _workshop.When("aws cloudformation describe-stacks --stack-name pets --output text", string.Concat(values));

    private void AssertUserRemoved() => Assert.Contains(
        _workshop.Calls, call => call.StartsWith("aws cognito-idp admin-delete-user --user-pool-id eu-central-1_New --username smoke-", StringComparison.Ordinal));

    private async Task AssertStoppedAsync(string told)
    {
        ScriptResult result = await _workshop.RunAsync("smoke.sh", Cancellation);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(told, result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(_workshop.Calls, call => call.StartsWith("aws cognito-idp", StringComparison.Ordinal));
    }
}
