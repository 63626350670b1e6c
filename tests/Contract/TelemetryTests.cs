using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace Contract;

/// <summary>Log lines and their metrics, and the variables for the token age and for usage keys.</summary>
public abstract class TelemetryTests(IAuthorizerHost host) : ContractTests(host)
{
    // The size up to which a write to a pipe is atomic (PIPE_BUF on Linux).
    private const int MaxLineBytes = 4096;

    // The function name is a dimension of every metric. It has at most 64 characters (AWS Lambda API reference: "CreateFunction").
    private static readonly string LongestFunctionName = new('f', 64);

    private static string Valid => TestTokens.Access();

    [Fact]
    public async Task A_log_line_contains_the_caller_the_request_and_the_decision()
    {
        JsonObject line = (await CallAsync(Valid)).LogLine!;

        Assert.Equal(
            [
                "timestamp", "level", "message", "requestId", "apiRequestId", "decision", "sub", "clientId", "issuer", "kid", "method",
                "path", "ruleId", "durationUs", "coldStart", "cacheHit",
            ],
            line.Select(member => member.Key).TakeWhile(name => name != "_aws"));
        Assert.Equal("INFO", line["level"]!.GetValue<string>());
        Assert.Equal("gateway-request-1", line["apiRequestId"]!.GetValue<string>());
        Assert.Equal("GET", line["method"]!.GetValue<string>());
        Assert.Equal("/pets", line["path"]!.GetValue<string>());
        Assert.Equal("read-pets", line["ruleId"]!.GetValue<string>());

        // The line and its metrics have the same time. The metric format requires milliseconds.
        double metrics = line["_aws"]!["Timestamp"]!.GetValue<long>() / 1000.0;
        Assert.InRange(metrics - (line["timestamp"]!.GetValue<DateTimeOffset>().ToUnixTimeMilliseconds() / 1000.0), 0, 1);
    }

    [Fact]
    public async Task An_allowed_call_is_counted_by_function_and_decision()
    {
        string token = Valid;
        _ = await CallAsync(token);
        JsonObject line = (await CallAsync(token)).LogLine!;

        IReadOnlyList<Metric> metrics = MetricFormat.Check(line);

        Assert.Equal(
            ["CacheHits by FunctionName", "ColdStarts by FunctionName", "Decisions by FunctionName", "Decisions by FunctionName, Decision", "DurationUs by FunctionName"],
            metrics.Select(Name).Order(StringComparer.Ordinal));
        Assert.Equal("allow", metrics.Single(metric => metric.Dimensions.Count == 2).Dimensions["Decision"]);
        Assert.All(metrics, metric => Assert.NotEmpty(metric.Dimensions["FunctionName"]));
        Assert.All(metrics, metric => Assert.Equal(metric.Name == "DurationUs" ? "Microseconds" : "Count", metric.Unit));
        Assert.Equal(line["durationUs"]!.GetValue<long>(), Value(metrics, "DurationUs"));
        Assert.Equal(1, Value(metrics, "Decisions"));
        Assert.Equal(0, Value(metrics, "ColdStarts"));
        Assert.Equal(1, Value(metrics, "CacheHits"));
    }

    [Fact]
    public async Task The_first_call_is_a_cold_start_and_no_cache_hit()
    {
        string token = Valid;
        foreach ((long coldStarts, long cacheHits) in new[] { (1L, 0L), (0L, 1L) })
        {
            JsonObject line = (await CallAsync(token)).LogLine!;

            IReadOnlyList<Metric> metrics = MetricFormat.Check(line);
            Assert.Equal((coldStarts, cacheHits), (Value(metrics, "ColdStarts"), Value(metrics, "CacheHits")));
            Assert.Equal((coldStarts == 1, cacheHits == 1), (line["coldStart"]!.GetValue<bool>(), line["cacheHit"]!.GetValue<bool>()));
        }
    }

    [Fact]
    public async Task The_longest_path_is_logged_in_full()
    {
        string path = "/" + new string('p', 1500);

        Assert.Equal(path, (await InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(Valid), "GET", path))).LogLine!["path"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("/u/TOKEN", "/u/")]
    [InlineData("/pets?access_token=TOKEN", "/pets?")]
    [InlineData("/pets%3Faccess_token=TOKEN", "/pets%3F")]
    [InlineData("/pets%3fkey=opaque-query-value", "/pets%3f")]
    [InlineData("/xTOKEN/y", "/x")]
    [InlineData("/eyJeyJ/TOKEN", "/eyJeyJ/")]
    [InlineData("/eyJ/eyJhbGciOiJSUzI1N/short", "/eyJ/eyJhbGciOiJSUzI1N/short")]
    public async Task A_token_or_query_in_a_path_is_not_logged(string path, string logged)
    {
        IAuthorizer authorizer = await StartAsync(("AWS_LAMBDA_LOG_LEVEL", "DEBUG"));
        string token = TestTokens.Access();
        string sent = path.Replace("TOKEN", token, StringComparison.Ordinal);
        foreach (JsonObject request in new[] { TestEvents.RestRequest(TestEvents.Bearer(token), "GET", sent), TestEvents.HttpV2(TestEvents.Bearer(token), "GET", sent) })
        {
            request["requestContext"]!["requestId"] = $"id {token}";

            JsonObject line = (await authorizer.InvokeAsync(request)).LogLine!;

            Assert.Equal((logged, "id "), (line["path"]!.GetValue<string>(), line["apiRequestId"]!.GetValue<string>()));
        }

        string log = string.Join('\n', authorizer.LogLines);
        Assert.All([.. token.Split('.'), "opaque-query-value"], secret => Assert.DoesNotContain(secret, log, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("unauthorized", "unauthorized", "token_malformed")]
    [InlineData("deny", "unauthorized", "token_malformed")]
    public async Task A_call_without_a_valid_token_is_counted_as_unauthorized(string response, string decision, string reason)
    {
        IAuthorizer authorizer = await StartAsync(("AUTHORIZER_INVALID_TOKEN_RESPONSE", response));

        JsonObject line = (await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer("a.b.c")))).LogLine!;

        IsCountedAs(line, decision, reason);
        Assert.Equal("INFO", line["level"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_refusal_is_counted_by_its_reason()
    {
        JsonObject line = (await InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(Valid), "GET", "/admin/x"))).LogLine!;

        IsCountedAs(line, "deny", "route_not_permitted");
    }

    [Fact]
    public async Task A_call_that_cannot_be_decided_is_counted_as_an_error()
    {
        JsonObject line = (await (await DefaultAsync()).InvokeAsync("nonsense"u8.ToArray())).LogLine!;

        IsCountedAs(line, "error", "event_unsupported");
        Assert.Equal("ERROR", line["level"]!.GetValue<string>());
    }

    [Fact]
    public async Task Key_fetches_and_failed_key_fetches_are_counted()
    {
        await using var server = new JwksServer(JwksServer.Ok(SigningKey.Jwks(SigningKey.Default.Jwk())));
        using AuthorizerOptions good = new AuthorizerOptions(("AUTHORIZER_JWKS_URIS", $"{TestTokens.Issuer}={server.Uri()}")).Jwks(null);
        using AuthorizerOptions bad = new AuthorizerOptions().Jwks(null);
        IAuthorizer lucky = await StartAsync(good);
        IAuthorizer unlucky = await StartAsync(bad);
        (await lucky.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(Valid)))).IsAllowed();
        (await unlucky.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(Valid)))).IsServerError("Authorizer.KeysUnavailable", "keys_unavailable");

        JsonObject fetched = JsonNode.Parse(lucky.LogLines[0])!.AsObject();
        JsonObject failed = JsonNode.Parse(unlucky.LogLines[0])!.AsObject();

        Assert.Equal("INFO", fetched["level"]!.GetValue<string>());
        Assert.Equal(TestTokens.Issuer, fetched["issuer"]!.GetValue<string>());
        Assert.Equal([("KeyFetches by FunctionName", 1L), ("KeyFetchFailures by FunctionName", 0L)], MetricFormat.Check(fetched).Select(metric => (Name(metric), metric.Value)));
        Assert.Equal("WARN", failed["level"]!.GetValue<string>());
        Assert.NotEmpty(failed["problem"]!.GetValue<string>());
        Assert.Equal([("KeyFetches by FunctionName", 1L), ("KeyFetchFailures by FunctionName", 1L)], MetricFormat.Check(failed).Select(metric => (Name(metric), metric.Value)));
    }

    [Theory]
    [InlineData("TRACE", 6)]
    [InlineData("DEBUG", 6)]
    [InlineData("INFO", 3)]
    [InlineData("info", 3)]
    [InlineData("LOUD", 3)]
    [InlineData("", 3)]
    [InlineData("WARN", 1)]
    [InlineData("ERROR", 1)]
    [InlineData("FATAL", 0)]
    public async Task Decisions_are_logged_at_level_INFO_and_failures_at_level_ERROR(string level, int lines)
    {
        IAuthorizer authorizer = await StartAsync(("AWS_LAMBDA_LOG_LEVEL", level));
        byte[] allowed = Encoding.UTF8.GetBytes(TestEvents.RestRequest(TestEvents.Bearer(Valid)).ToJsonString());
        byte[] refused = Encoding.UTF8.GetBytes(TestEvents.RestRequest(authorization: null).ToJsonString());

        await authorizer.AnswerAsync(allowed);
        await authorizer.AnswerAsync(refused);
        await authorizer.AnswerAsync("nonsense"u8.ToArray());
        await authorizer.EndAsync();

        Assert.Equal(lines, authorizer.LogLines.Count);
    }

    [Fact]
    public async Task The_subject_is_logged_only_if_the_signature_is_valid()
    {
        string forged = Valid[..^8] + "AAAAAAAA";
        Answer answer = await CallAsync(forged);

        answer.IsUnauthorized("signature_invalid");
        Assert.Null(answer.LogLine!["sub"]);
        Assert.Null(answer.LogLine["clientId"]);
        Assert.Equal(Subject, (await CallAsync(TestTokens.Access(c => c["exp"] = 1))).LogLine!["sub"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_refusal_logs_no_personal_claim_except_the_subject()
    {
        IAuthorizer authorizer = await StartAsync(("AUTHORIZER_TOKEN_USE", "id"), ("AUTHORIZER_CONTEXT_CLAIMS", "email"));
        string[] tokens = [TestTokens.Id(), TestTokens.Id(c => c["exp"] = 1), TestTokens.Id(c => c["aud"] = "other"), TestTokens.Access(), TestTokens.Id(c => c["cognito:groups"] = "x")];

        foreach (string token in tokens)
        {
            Answer answer = await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(token), "GET", "/admin/x"));

            Assert.NotNull(answer.Reason);
        }

        Assert.DoesNotContain(authorizer.LogLines, line => line.Contains("ann", StringComparison.Ordinal) || line.Contains("acme", StringComparison.Ordinal) || line.Contains("192.0.2.1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_subject_can_be_omitted_from_the_log()
    {
        IAuthorizer authorizer = await StartAsync(("AUTHORIZER_LOG_SUBJECT", "none"));

        JsonObject line = (await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(Valid)))).LogLine!;

        Assert.Null(line["sub"]);
        Assert.Equal(TestTokens.ClientId, line["clientId"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_subject_can_be_logged_as_a_keyed_hash()
    {
        IAuthorizer authorizer = await StartAsync(("AUTHORIZER_LOG_SUBJECT", "hash"), ("AUTHORIZER_LOG_SUBJECT_KEY", "0123456789abcdef0123456789abcdef"));

        Answer answer = await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(Valid)));

        // Computed with:
        // printf 6f1c0d5e-0001-4b2a-9c3d-aaaaaaaaaaaa | openssl dgst -sha256 -hmac 0123456789abcdef0123456789abcdef | cut -c 1-32
        Assert.Equal("2b8f7d476d49e90f1f6b5897d9d0eef7", answer.LogLine!["sub"]!.GetValue<string>());
        Assert.Equal(Subject, answer.Context["sub"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("hash", null)]
    [InlineData("hash", "short")]
    [InlineData("sha256", null)]
    public async Task The_start_fails_if_the_form_or_the_key_of_the_pseudonym_is_invalid(string form, string? key)
    {
        StartFailedException failure = await Assert.ThrowsAsync<StartFailedException>(
            () => StartAsync(("AUTHORIZER_LOG_SUBJECT", form), ("AUTHORIZER_LOG_SUBJECT_KEY", key)));

        Assert.StartsWith("AUTHORIZER_LOG_SUBJECT", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("short", failure.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string> HostileTexts =>
    [
        "\",\"decision\":\"allow\"}\n{\"level\":\"INFO\"}",
        "\r\n\t\b\f\0",
        "\u2028\u2029\u0085\u000b",
        "\u001b[2J\u001b]0;owned\u0007\u009b31m\u007f",
        "\\u0022\\\\\"\\",
        "\ud83d\ude00é字",
        new string('\u0001', 1500),
        new string('"', 1500),
        new string('字', 500),
        new string('x', 1500),
        new string('\u0001', 5000),
        new string('"', 5000),
        new string('字', 5000),
        new string('x', 50_000),
    ];

    [Theory]
    [MemberData(nameof(HostileTexts))]
    public async Task Hostile_text_cannot_forge_break_or_inflate_a_log_line(string text)
    {
        IAuthorizer authorizer = await StartAsync(("AWS_LAMBDA_FUNCTION_NAME", LongestFunctionName));
        string token = TestTokens.WithHeader(header => header["kid"] = text[..Math.Min(text.Length, 256)]);
        string[] tokens = [token, text, TestTokens.Access(c => c["sub"] = text[..Math.Min(text.Length, 1500)])];
        foreach (string path in new[] { "/pets", "/" + text })
        {
            foreach (string each in tokens)
            {
                JsonObject request = TestEvents.RestRequest(TestEvents.Bearer(each), "GET", path).With(e => e["requestContext"]!["requestId"] = text);
                JsonObject http = TestEvents.HttpV2(TestEvents.Bearer(each), text.Length < 100 ? text : "GET", path);
                Assert.NotNull((await authorizer.InvokeAsync(request)).LogLine);
                Assert.NotNull((await authorizer.InvokeAsync(http)).LogLine);
            }
        }

        foreach (string line in authorizer.LogLines)
        {
            Assert.True(Encoding.UTF8.GetByteCount(line) < MaxLineBytes, line);
            Assert.DoesNotContain(line, c => char.IsControl(c) || c is '\u2028' or '\u2029');
            JsonObject members = JsonNode.Parse(line)!.AsObject();
            Assert.Distinct(members.Select(member => member.Key));
            if (members["decision"] is not null)
            {
                _ = MetricFormat.Check(members);
            }
        }

        Assert.Equal(12, authorizer.LogLines.Count(line => line.Contains("\"Decisions\":1", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Invalid_UTF8_is_replaced_in_the_log()
    {
        byte[] request = Encoding.UTF8.GetBytes(TestEvents.RestRequest(TestEvents.Bearer("a.b.c"), "GET", "/X").ToJsonString());
        while (request.AsSpan().IndexOf("/X\""u8) is var at and >= 0)
        {
            request[at + 1] = 0xFF;
        }

        Answer answer = await (await DefaultAsync()).InvokeAsync(request);

        Assert.NotNull(answer.LogLine);
        Assert.DoesNotContain(answer.LogLine.ToJsonString(), c => char.IsControl(c));
    }

    [Theory]
    [InlineData("1e400")]
    [InlineData("-1")]
    [InlineData("0")]
    [InlineData("\"1\"")]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("[]")]
    [InlineData("1e-400")]
    public async Task A_token_with_a_meaningless_sign_in_time_is_refused(string authTime)
    {
        IAuthorizer authorizer = await StartAsync(("AUTHORIZER_MAX_TOKEN_AGE_SECONDS", "600"));
        string token = TestTokens.WithPayload(TestTokens.AccessClaims().With(c => c.Remove("auth_time")).ToJsonString()[..^1] + ",\"auth_time\":" + authTime + "}");

        Answer answer = await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(token)));

        Assert.True(answer.Reason is "claim_invalid" or "token_too_old", answer.Reason);
    }

    [Fact]
    public async Task A_token_without_auth_time_and_iat_is_refused_if_the_token_age_is_limited()
    {
        IAuthorizer authorizer = await StartAsync(("AUTHORIZER_MAX_TOKEN_AGE_SECONDS", "600"));

        Answer answer = await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access(c =>
        {
            _ = c.Remove("auth_time");
            _ = c.Remove("iat");
        }))));

        answer.IsUnauthorized("claim_invalid");
    }

    [Fact]
    public async Task A_cached_token_can_become_too_old()
    {
        IAuthorizer authorizer = await StartAsync(("AUTHORIZER_MAX_TOKEN_AGE_SECONDS", "600"));
        byte[] request = Encoding.UTF8.GetBytes(TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access(c => c["auth_time"] = TestTokens.Now - 597))).ToJsonString());
        (await authorizer.InvokeAsync(request)).IsAllowed();

        await Task.Delay(TimeSpan.FromSeconds(4), TestContext.Current.CancellationToken);

        (await authorizer.InvokeAsync(request)).IsUnauthorized("token_too_old");
    }

    [Theory]
    [InlineData("5")]
    [InlineData("true")]
    [InlineData("null")]
    [InlineData("[\"gold\"]")]
    [InlineData("{\"a\":\"gold\"}")]
    public async Task A_claim_that_is_not_a_string_gives_no_usage_key(string claim)
    {
        IAuthorizer authorizer = await StartAsync(("AUTHORIZER_USAGE_KEY_CLAIM", "plan_key"));
        string token = TestTokens.WithPayload(TestTokens.AccessClaims().ToJsonString()[..^1] + ",\"plan_key\":" + claim + "}");

        Answer answer = await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(token)));

        answer.IsAllowed();
        Assert.Null(answer.Json["usageIdentifierKey"]);
    }

    [Fact]
    public async Task A_usage_key_cannot_forge_an_answer()
    {
        IAuthorizer authorizer = await StartAsync(("AUTHORIZER_USAGE_KEY_CLAIM", "plan_key"));
        const string Hostile = "x\",\"principalId\":\"root\n\u0000\u2028";

        Answer answer = await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access(c => c["plan_key"] = Hostile))));

        Assert.Equal(Hostile, answer.Json["usageIdentifierKey"]!.GetValue<string>());
        Assert.Equal(Subject, answer.Json["principalId"]!.GetValue<string>());
        Assert.DoesNotContain("principalId", answer.LogLine!.ToJsonString(), StringComparison.Ordinal);
    }

    private static string Subject => TestTokens.AccessClaims()["sub"]!.GetValue<string>();

    private static string Name(Metric metric) => $"{metric.Name} by {string.Join(", ", metric.Dimensions.Keys)}";

    private static long Value(IReadOnlyList<Metric> metrics, string name) => metrics.First(metric => metric.Name == name).Value;

    private static void IsCountedAs(JsonObject line, string decision, string reason)
    {
        List<Metric> counts = [.. MetricFormat.Check(line).Where(metric => metric.Name == "Decisions")];
        Assert.All(counts, count => Assert.Equal(1, count.Value));
        Assert.Equal([[], [decision], [reason]], counts.Select(count => count.Dimensions.Where(d => d.Key != "FunctionName").Select(d => d.Value)));
    }
}
