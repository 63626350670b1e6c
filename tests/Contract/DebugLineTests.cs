using System;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace Contract;

/// <summary>The second log line of a decision at level DEBUG: its content, and the secrets that it never contains.</summary>
public abstract class DebugLineTests(IAuthorizerHost host) : ContractTests(host)
{
    private const string Subject = "6f1c0d5e-0001-4b2a-9c3d-aaaaaaaaaaaa";

    [Theory]
    [InlineData("INFO")]
    [InlineData("WARN")]
    [InlineData(null)]
    public async Task The_debug_line_is_written_only_at_level_DEBUG(string? level)
    {
        IAuthorizer authorizer = await StartAsync(("AWS_LAMBDA_LOG_LEVEL", level));

        await authorizer.AnswerAsync(Encoding.UTF8.GetBytes(RequestWith(TestTokens.Access()).ToJsonString()));

        await authorizer.EndAsync();
        Assert.DoesNotContain(authorizer.LogLines, line => line.Contains("\"DEBUG\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_debug_line_follows_the_decision_line_and_has_the_same_ids()
    {
        (JsonObject first, JsonObject line) = await DecideAsync(RequestWith(TestTokens.Access()));

        Assert.Equal(("INFO", "allow"), (Text(first["level"]), Text(first["decision"])));
        Assert.Equal("DEBUG", Text(line["level"]));
        Assert.Equal((Text(first["requestId"]), Text(first["apiRequestId"])), (Text(line["requestId"]), Text(line["apiRequestId"])));
        Assert.Null(line["decision"]);
        Assert.Null(line["_aws"]);
    }

    [Fact]
    public async Task The_debug_line_shows_the_event_the_token_the_checks_and_the_response()
    {
        JsonObject line = (await DecideAsync(RequestWith(TestTokens.Access(c => c["custom:plan"] = "gold")))).Debug;

        Assert.Equal(("rest-request", "header:authorization"), (Text(line["event"]), Text(line["tokenSource"])));
        Assert.Equal(("RS256", SigningKey.Default.KeyId), (Text(line["alg"]), Text(line["kid"])));
        Assert.Equal((Subject, TestTokens.Issuer), (Text(line["claims"]!["sub"]), Text(line["claims"]!["iss"])));
        Assert.Equal("readers", Text(line["claims"]!["cognito:groups"]![0]));
        Assert.True(line["claims"]!["exp"]!.GetValue<double>() > 0);
        Assert.Equal("string", Text(line["otherClaims"]!["custom:plan"]));
        Assert.All(
            (string[])["event", "token", "tokenForm", "issuer", "key", "signature", "exp", "revocations", "agreement", "path"],
            check => Assert.Contains(check, line["passed"]!.AsArray().Select(Text)));
        Assert.Null(line["failed"]);
        Assert.Equal("Allow", Text(line["response"]!["policyDocument"]!["Statement"]![0]!["Effect"]));
        Assert.Contains("sub", line["response"]!["context"]!.AsArray().Select(Text));
    }

    [Fact]
    public async Task Each_rule_is_listed_with_its_unmet_condition()
    {
        JsonObject line = (await DecideAsync(TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access()), "GET", "/admin/x"))).Debug;

        Assert.Equal(
            ["""{"id":"admin","effect":"allow","matches":false,"unmet":"allGroups"}""", """{"id":"suspended","effect":"deny","matches":false,"unmet":"anyGroup"}"""],
            line["rules"]!.AsArray().Select(rule => rule!.ToJsonString()));
        Assert.Equal(["read-pets", "own-tenant", "own-path", "machines", "connect"], line["rulesOfOtherRoutes"]!.AsArray().Select(Text));
        Assert.Equal("Deny", Text(line["response"]!["policyDocument"]!["Statement"]![0]!["Effect"]));
    }

    [Theory]
    [InlineData("""{"exp":1700000000}""", "exp")]
    [InlineData("""{"token_use":"id"}""", "token_use")]
    [InlineData("""{"iss":"https://issuer.example.com"}""", "issuer")]
    public async Task The_failed_check_is_named(string claims, string failed)
    {
        JsonObject line = (await DecideAsync(RequestWith(TestTokens.Access(c => Change(c, claims))))).Debug;

        Assert.Equal(failed, Text(line["failed"]));
        Assert.Equal("Unauthorized", Text(line["response"]!["errorType"]));
        Assert.Null(line["rules"]);
    }

    [Fact]
    public async Task The_context_of_a_simple_response_is_shown_without_values()
    {
        JsonObject line = (await DecideAsync(TestEvents.HttpV2(TestEvents.Bearer(TestTokens.Access())))).Debug;

        Assert.True(line["response"]!["isAuthorized"]!.GetValue<bool>());
        Assert.Contains("username", line["response"]!["context"]!.AsArray().Select(Text));
    }

    [Fact]
    public async Task The_claims_of_a_token_with_an_invalid_signature_are_not_shown()
    {
        string token = TestTokens.Access(c => c["custom:plan"] = "gold");
        string forged = token[..token.LastIndexOf('.')] + "." + new string('A', 342);

        JsonObject line = (await DecideAsync(RequestWith(forged))).Debug;

        Assert.Equal("signature", Text(line["failed"]));
        Assert.Equal("RS256", Text(line["alg"]));
        Assert.Null(line["claims"]);
        Assert.Null(line["otherClaims"]);
    }

    public static TheoryData<string> Personal =>
    [
        "email", "phone_number", "name", "given_name", "family_name", "middle_name", "nickname", "preferred_username", "address", "birthdate", "picture",
        "profile", "website", "identities", "nonce", "at_hash", "custom:secret", "cognito:username2",
    ];

    [Theory]
    [MemberData(nameof(Personal))]
    public async Task Personal_and_unknown_claims_are_shown_by_type_without_values(string claim)
    {
        using var options = new AuthorizerOptions(("AWS_LAMBDA_LOG_LEVEL", "DEBUG"), ("AUTHORIZER_CONTEXT_CLAIMS", claim), ("AUTHORIZER_USAGE_KEY_CLAIM", claim));
        IAuthorizer authorizer = await StartAsync(options);

        (await authorizer.InvokeAsync(RequestWith(TestTokens.Access(c => c[claim] = "do-not-log-0123456789")))).IsAllowed();

        string last = await LastLineAsync(authorizer);
        Assert.DoesNotContain(authorizer.LogLines, line => line.Contains("do-not-log", StringComparison.Ordinal));
        Assert.Equal("string", Text(JsonNode.Parse(last)!["otherClaims"]![claim]));
    }

    [Theory]
    [InlineData("hash")]
    [InlineData("none")]
    public async Task If_the_log_hides_subjects_the_debug_line_does_not_name_the_caller(string form)
    {
        using AuthorizerOptions options = new AuthorizerOptions(
            ("AWS_LAMBDA_LOG_LEVEL", "DEBUG"), ("AUTHORIZER_LOG_SUBJECT", form), ("AUTHORIZER_LOG_SUBJECT_KEY", new string('k', 32)), ("AUTHORIZER_POLICY_SCOPE", "principal"))
            .Permissions("""{"version":1,"rules":[{"id":"own","effect":"allow","routes":["* /users/{claim:username}/**","* /users/{claim:sub}/**","GET /pets"]}]}""");
        IAuthorizer authorizer = await StartAsync(options);

        (await authorizer.InvokeAsync(RequestWith(TestTokens.Access(c => c["username"] = "alice-do-not-log")))).IsAllowed();

        string last = await LastLineAsync(authorizer);
        JsonNode line = JsonNode.Parse(last)!;
        Assert.Equal("DEBUG", Text(line["level"]));
        Assert.DoesNotContain("alice-do-not-log", last, StringComparison.Ordinal);
        Assert.DoesNotContain(Subject, last, StringComparison.Ordinal);
        Assert.True(line["response"]!["policyBytes"]!.GetValue<int>() > 0);
    }

    [Fact]
    public async Task Tokens_cookies_and_query_values_are_never_logged()
    {
        using var options = new AuthorizerOptions(
            ("AWS_LAMBDA_LOG_LEVEL", "DEBUG"), ("AUTHORIZER_TOKEN_SOURCES", "cookie:session,query:token,header:Authorization"), ("AUTHORIZER_REQUIRED_HEADERS", "x-secret"));
        IAuthorizer authorizer = await StartAsync(options);
        string token = TestTokens.Access();
        string[] parts = token.Split('.');
        foreach (string sent in new[] { token, $"{parts[0]}.{parts[1]}.{new string('A', 342)}", token + "x", parts[1], "Basic c2VjcmV0OnNlY3JldA==" })
        {
            JsonObject request = RequestWith(sent);
            request["headers"]!["Cookie"] = $"session={sent}; other=cookie-value";
            request["headers"]!["x-secret"] = "header-value";
            request["queryStringParameters"] = new JsonObject { ["token"] = sent, ["other"] = "query-value" };

            _ = await authorizer.InvokeAsync(request);
        }

        _ = await LastLineAsync(authorizer);
        string log = string.Join('\n', authorizer.LogLines);
        Assert.All([.. parts, "cookie-value", "header-value", "query-value", "c2VjcmV0", new string('A', 100)], secret =>
            Assert.DoesNotContain(secret, log, StringComparison.Ordinal));
        Assert.Contains("cookie:session", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hostile_claims_cannot_forge_break_or_flood_the_debug_line()
    {
        const string Hostile = "\"}\n{\"level\":\"FATAL\"\u0000\u2028\u001b[31m";
        var claims = TestTokens.AccessClaims();
        claims["cognito:groups"] = new JsonArray([.. Enumerable.Range(0, 300).Select(i => JsonValue.Create(Hostile + i)), JsonValue.Create("readers")]);
        claims["scope"] = new string('\u0001', 500);
        for (int i = 0; i < 100; i++)
        {
            claims[Hostile + i] = new JsonObject { [Hostile] = new JsonArray(Hostile) };
        }

        IAuthorizer authorizer = await StartAsync(("AWS_LAMBDA_LOG_LEVEL", "DEBUG"), ("AUTHORIZER_MAX_TOKEN_BYTES", "1048576"));
        (await authorizer.InvokeAsync(RequestWith(TestTokens.WithPayload(claims.ToJsonString())))).IsAllowed();

        string text = await LastLineAsync(authorizer);
        JsonNode line = JsonNode.Parse(text)!;
        Assert.True(Encoding.UTF8.GetByteCount(text) < 65_536, $"{text.Length}");
        Assert.DoesNotContain(text, c => char.IsControl(c) || c == '\u2028');
        Assert.Equal("DEBUG", Text(line["level"]));
        Assert.Equal(32, line["claims"]!["cognito:groups"]!.AsArray().Count);
        Assert.Equal(64, line["otherClaims"]!.AsObject().Count);
    }

    [Fact]
    public async Task Many_rules_and_a_large_policy_are_truncated_and_counted()
    {
        string rules = string.Join(',', Enumerable.Range(0, 300).Select(i => $$"""{"id":"rule-{{i}}","effect":"allow","routes":["GET /pets","GET /other/{{new string('x', 100)}}/{{i}}"]}"""));
        using AuthorizerOptions options = new AuthorizerOptions(("AWS_LAMBDA_LOG_LEVEL", "DEBUG"), ("AUTHORIZER_POLICY_SCOPE", "principal"))
            .Permissions($$"""{"version":1,"rules":[{{rules}}]}""");
        IAuthorizer authorizer = await StartAsync(options);

        (await authorizer.InvokeAsync(RequestWith(TestTokens.Access()))).IsAllowed();

        string last = await LastLineAsync(authorizer);
        JsonNode line = JsonNode.Parse(last)!;
        Assert.True(last.Length < 65_536);
        Assert.Equal((64, 236), (line["rules"]!.AsArray().Count, line["rulesOmitted"]!.GetValue<int>()));
        Assert.True(line["response"]!["policyBytes"]!.GetValue<int>() > 30_000);
        Assert.NotNull(line["response"]!["policyBeginning"]);
    }

    [Fact]
    public async Task A_cached_token_is_shown_and_does_not_appear_in_the_next_debug_line()
    {
        IAuthorizer authorizer = await StartAsync(("AWS_LAMBDA_LOG_LEVEL", "DEBUG"));
        string token = TestTokens.Access();
        _ = await authorizer.InvokeAsync(RequestWith(token));

        _ = await authorizer.InvokeAsync(RequestWith(token));
        JsonNode remembered = JsonNode.Parse(await LastLineAsync(authorizer))!;
        _ = await authorizer.InvokeAsync(RequestWith("nonsense"));
        JsonNode next = JsonNode.Parse(await LastLineAsync(authorizer))!;

        Assert.Contains("tokenCache", remembered["passed"]!.AsArray().Select(Text));
        Assert.Equal(Subject, Text(remembered["claims"]!["sub"]));
        Assert.Null(next["claims"]);
        Assert.Null(next["rules"]);
    }

    private static JsonObject RequestWith(string token) => TestEvents.RestRequest(TestEvents.Bearer(token));

    private static string Text(JsonNode? value) => value!.GetValue<string>();

    private static void Change(JsonObject claims, string changes)
    {
        foreach ((string name, JsonNode? value) in JsonNode.Parse(changes)!.AsObject())
        {
            claims[name] = value?.DeepClone();
        }
    }

    private async Task<(JsonObject Decision, JsonObject Debug)> DecideAsync(JsonObject request)
    {
        IAuthorizer authorizer = await StartAsync(("AWS_LAMBDA_LOG_LEVEL", "DEBUG"));
        _ = await authorizer.InvokeAsync(request);
        string debug = await LastLineAsync(authorizer);
        return (JsonNode.Parse(authorizer.LogLines[^2])!.AsObject(), JsonNode.Parse(debug)!.AsObject());
    }

    // Waits for the debug line of the last call. A process writes its lines to a pipe, so the line can arrive after the answer.
    private static async Task<string> LastLineAsync(IAuthorizer authorizer)
    {
        int decisions = authorizer.LogLines.Count(line => line.Contains("\"decision\":", StringComparison.Ordinal));
        for (int attempt = 0; attempt < 500; attempt++)
        {
            if (authorizer.LogLines.Count(line => line.Contains("\"level\":\"DEBUG\"", StringComparison.Ordinal)) >= decisions)
            {
                break;
            }

            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        return authorizer.LogLines[^1];
    }
}
