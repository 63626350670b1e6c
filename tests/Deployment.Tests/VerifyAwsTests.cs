using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Contract;
using Xunit;

namespace Deployment.Tests;

/// <summary>
/// <c>make verify-aws</c> with the real AWS CLI and an emulator of AWS. The CLI accepts every call. The report has an answer or a reason for
/// each question. No resource remains, even after a failure. The answers of the real AWS are not tested.
/// </summary>
public sealed class VerifyAwsTests(AwsMock aws) : IClassFixture<AwsMock>
{
    private const string Settings = "CreateWebSocketApi=false";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_question_gets_an_answer_or_a_reason_and_all_scratch_resources_are_removed()
    {
        using Workshop workshop = await DeployAsync("verified");
        workshop.Do("curl", Curl("""
            case "$*" in
              *" OPTIONS "*) status=401 ;;
              *"Authorization: unauthorized"*) status=401 ;;
              *"Authorization: deny"*) status=403; printf 'X-Word: from-the-authorizer\r\n' >>"$head" ;;
              *size-600000*) status=500; printf 'x-amzn-ErrorType: AuthorizerConfigurationException\r\n' >>"$head" ;;
              *"/exact"*) case "$*" in *" DELETE "*) status=403 ;; *) status=200 ;; esac ;;
              *"/echo/"*) status=200; printf '{"path":"/echo/a b"}' >"$body" ;;
              *) status=200 ;;
            esac
            case "$*" in *"Origin: "*) printf 'Access-Control-Allow-Origin: *\r\n' >>"$head" ;; esac
            """));
        string before = await InventoryAsync(workshop);

        ScriptResult result = await workshop.RunAsync("verify-aws.sh", Cancellation);

        Assert.True(result.ExitCode == 0, result.Output + result.Errors);
        AssertAnswer(result, "HTTP API: which status does a preflight of an ANY route get?", "401 with CORS headers");
        AssertAnswer(result, "REST API: does {proxy+} receive a call", "GET /exact: 200; DELETE /exact: 403 (200 means yes)");
        AssertAnswer(result, "REST API: which statuses do the error Unauthorized", "Unauthorized: 401; Deny: 403");
        AssertAnswer(result, "REST API: can a gateway response copy", "X-Word: from-the-authorizer");
        AssertAnswer(result, "REST API: which status does a policy of about 9000 bytes", "200");
        AssertAnswer(result, "REST API: which status does a policy of about 600000 bytes", "500 (AuthorizerConfigurationException)");
        AssertAnswer(result, "HTTP API: which routeArn and rawPath does the authorizer receive for /echo/a%20b?", """200 {"path":"/echo/a b"}""");
        AssertAnswer(result, "Throttled authorizer", "REST API: ");
        AssertAnswer(result, "API Gateway is not permitted to invoke the authorizer", "HTTP API: ");
        // moto does not support TestInvokeAuthorizer, and writes no logs.
        AssertAnswer(result, "REST API: which status does TestInvokeAuthorizer report", "NOT ANSWERED: ");
        AssertAnswer(result, "Authorizer: which status does the log line platform.report have", "NOT ANSWERED: ");
        AssertAnswer(result, "Live documents: after ten idle minutes", "NOT ANSWERED: the stack has LiveData=false");
        Assert.Empty(result.Errors);
        Assert.Equal(before, await InventoryAsync(workshop));
        Assert.Contains(workshop.Calls, call => call.StartsWith("aws lambda delete-function --function-name verified-verify-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_interrupted_run_removes_its_resources()
    {
        using Workshop workshop = await DeployAsync("interrupted");
        string before = await InventoryAsync(workshop);

        // The interrupt arrives during a call to a scratch API. `env --default-signal` is required if the tests run in the background, because
        // background processes ignore SIGINT, and a shell cannot change this.
        workshop.Do("curl", Curl("case \"$*\" in *size-9000*) kill -INT \"$(cat \"$0.pid\")\" ;; esac; status=200"));
        ScriptResult result = await workshop.RunToolAsync(
            "env", ["--default-signal=INT", "sh", "-c", "echo $$ >tools/curl.pid; exec sh build/verify-aws.sh"], Cancellation);

        Assert.Equal(130, result.ExitCode);
        Assert.Contains("REST API: which statuses do the error Unauthorized", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Questions answered", result.Output, StringComparison.Ordinal);
        Assert.Equal(before, await InventoryAsync(workshop));
    }

    private static string Curl(string commands) => $"""
        all=$*
        while [ $# -gt 1 ]; do
          case $1 in --dump-header) head=$2 ;; --output) body=$2 ;; esac
          shift
        done
        set -- "$all"
        {commands}
        printf '%s' $status
        exit 0
        """;

    private static void AssertAnswer(ScriptResult result, string question, string answer)
    {
        string[] lines = result.Output.Split('\n');
        int at = Array.FindIndex(lines, line => line.StartsWith($"- {question}", StringComparison.Ordinal));
        Assert.True(at >= 0, $"{question} is not in the report:\n{result.Output}");
        Assert.Contains(answer, lines[at + 1], StringComparison.Ordinal);
    }

    private static async Task<string> InventoryAsync(Workshop workshop)
    {
        string[][] questions =
        [
            ["lambda", "list-functions", "--query", "Functions[].FunctionName"],
            ["apigateway", "get-rest-apis", "--query", "items[].name"],
            ["apigatewayv2", "get-apis", "--query", "Items[].Name"],
            ["cognito-idp", "list-users", "--user-pool-id", await PoolAsync(workshop), "--query", "Users[].Username"],
        ];
        string[] answers = new string[questions.Length];
        for (int i = 0; i < questions.Length; i++)
        {
            answers[i] = (await workshop.RunToolAsync("aws", [.. questions[i], "--output", "text"], Cancellation)).Output;
        }

        return string.Concat(answers.Select(answer => string.Join(' ', answer.Split((char[])['\t', '\n']).Order()) + '\n'));
    }

    private static async Task<string> PoolAsync(Workshop workshop) => (await workshop.RunToolAsync(
        "aws", ["cognito-idp", "list-user-pools", "--max-results", "60", "--query", "UserPools[-1].Id", "--output", "text"], Cancellation)).Output.Trim();

    private async Task<Workshop> DeployAsync(string stack)
    {
        Workshop workshop = aws.Open(stack).Set("PARAMS", Settings).When("sleep").Set("AWS_MAX_ATTEMPTS", "1");
        workshop.Link("zip");
        ScriptResult result = await workshop.RunAsync("deploy.sh", Cancellation);
        Assert.True(result.ExitCode == 0, result.Output + result.Errors);
        return workshop;
    }
}
