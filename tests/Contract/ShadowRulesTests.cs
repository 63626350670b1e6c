using System;
using System.Diagnostics;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace Contract;

/// <summary>The shadow rules of <c>AUTHORIZER_SHADOW_PERMISSIONS_URI</c>. They are evaluated and reported but change no answer.</summary>
public abstract class ShadowRulesTests(IAuthorizerHost host) : ContractTests(host)
{
    private const string Variable = "AUTHORIZER_SHADOW_PERMISSIONS_URI";
    private const string AllowsNone = """{"version":1,"rules":[]}""";
    private const string AllowsAll = """{"version":1,"rules":[{"id":"all","effect":"allow","routes":["* /**","$connect"]}]}""";
    private const string Sales = """{"version":1,"rules":[{"id":"sales","effect":"allow","routes":["* /**"],"when":{"claims":{"department":"sales"}}}]}""";

    [Theory]
    [InlineData(AllowsNone, "/pets", "allow", "deny", null)]
    [InlineData(AllowsAll, "/admin/x", "deny", "allow", "all")]
    [InlineData("""{"version":1,"rules":[{"id":"all","effect":"allow","routes":["* /**"]},{"id":"closed","effect":"deny","routes":["* /pets"]}]}""", "/pets", "allow", "deny", "closed")]
    public async Task A_different_shadow_decision_is_logged_and_counted_but_not_enforced(
        string document, string path, string decision, string shadow, string? rule)
    {
        await using var server = new DocumentServer(document);
        IAuthorizer authorizer = await StartAsync((Variable, server.Uri));

        JsonObject line = await UntilEvaluatedAsync(authorizer, TestTokens.Access(), path);

        Assert.Equal((decision, shadow, rule), (Text(line["decision"]), Text(line["shadowDecision"]), (string?)line["shadowRuleId"]));
        Assert.Equal(1, line["ShadowDifferences"]!.GetValue<int>());
        Assert.Contains("ShadowDifferences by FunctionName", MetricFormat.Check(line).Select(metric => $"{metric.Name} by {string.Join(", ", metric.Dimensions.Keys)}"));
        Answer answer = await authorizer.InvokeAsync(RequestWith(TestTokens.Access(), path));
        Assert.Equal(decision == "allow" ? "Allow" : "Deny", (string?)JsonNode.Parse(answer.Text)!["policyDocument"]!["Statement"]![0]!["Effect"]);
        Assert.DoesNotContain("shadow", answer.Text, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(AllowsAll, "/pets")]
    [InlineData(AllowsNone, "/admin/x")]
    public async Task An_equal_shadow_decision_is_counted_as_no_difference(string document, string path)
    {
        await using var server = new DocumentServer(document);
        IAuthorizer authorizer = await StartAsync((Variable, server.Uri));

        JsonObject line = await UntilEvaluatedAsync(authorizer, TestTokens.Access(), path);

        Assert.Null(line["shadowDecision"]);
        Assert.Null(line["shadowRuleId"]);
        Assert.Equal(0, line["ShadowDifferences"]!.GetValue<int>());
    }

    [Fact]
    public async Task Shadow_rules_can_use_claims_that_the_rules_in_force_do_not_use()
    {
        await using var server = new DocumentServer(Sales);
        IAuthorizer authorizer = await StartAsync((Variable, server.Uri));
        string sales = TestTokens.Access(c => c["department"] = "sales");
        Assert.Null((await UntilEvaluatedAsync(authorizer, sales, "/pets"))["shadowDecision"]);

        foreach (string? expected in new[] { "deny", "deny" })
        {
            JsonObject line = (await authorizer.InvokeAsync(RequestWith(Other, "/pets"))).LogLine!;
            Assert.Equal(("allow", expected), (Text(line["decision"]), (string?)line["shadowDecision"]));
        }

        Assert.Null((await authorizer.InvokeAsync(RequestWith(sales, "/pets"))).LogLine!["shadowDecision"]);
    }

    [Fact]
    public async Task Shadow_rules_are_not_evaluated_for_an_invalid_token()
    {
        await using var server = new DocumentServer(AllowsAll);
        IAuthorizer authorizer = await StartAsync((Variable, server.Uri));
        _ = await UntilEvaluatedAsync(authorizer, TestTokens.Access(), "/pets");

        foreach (string token in new[] { "nonsense", TestTokens.Access(c => c["exp"] = 1_700_000_000) })
        {
            Answer answer = await authorizer.InvokeAsync(RequestWith(token, "/pets"));
            Assert.True(answer.IsError);
            Assert.Null(answer.LogLine!["shadowDecision"]);
            Assert.Null(answer.LogLine!["ShadowDifferences"]);
        }

        _ = await authorizer.InvokeAsync("nonsense"u8.ToArray());
    }

    [Fact]
    public async Task Shadow_rules_are_not_evaluated_for_a_revoked_token()
    {
        await using var server = new DocumentServer(AllowsAll);
        await using var revocations = new DocumentServer("""{"version":1,"clientId":["3n4b5exampleclient"]}""");
        IAuthorizer authorizer = await StartAsync((Variable, server.Uri), ("AUTHORIZER_REVOCATIONS_URI", revocations.Uri));

        Answer answer = await authorizer.InvokeAsync(RequestWith(TestTokens.Access(), "/pets"));

        answer.IsUnauthorized("token_revoked");
        Assert.Null(answer.LogLine!["shadowDecision"]);
    }

    public static TheoryData<string?, int> BadDocuments => new()
    {
        { null, 200 },
        { "", 200 },
        { "nonsense", 200 },
        { AllowsAll, 500 },
        { AllowsAll, 304 },
        { """{"version":2,"rules":[]}""", 200 },
        { """{"version":1,"rules":[{"id":"r","effect":"allow","routes":["get /"]}]}""", 200 },
        { new string('[', 100_000), 200 },
        { """{"version":1,"rules":[""" + new string(' ', 3 * 1024 * 1024) + "]}", 200 },
    };

    [Theory]
    [MemberData(nameof(BadDocuments))]
    public async Task An_unusable_document_is_logged_and_changes_no_answer(string? document, int status)
    {
        await using var server = new DocumentServer(document) { Status = status, Tagged = false };
        IAuthorizer authorizer = await StartAsync((Variable, server.Uri));

        await UntilLoggedAsync(authorizer, "could not be used");
        Answer answer = await authorizer.InvokeAsync(RequestWith(TestTokens.Access(), "/pets"));

        answer.IsAllowed();
        Assert.Null(answer.LogLine!["ShadowDifferences"]);
        Assert.Contains(authorizer.LogLines, line => line.Contains("\"document\":\"shadow permissions\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_unusable_document_does_not_replace_the_last_good_document()
    {
        await using var server = new DocumentServer(AllowsNone);
        IAuthorizer authorizer = await StartAsync((Variable, server.Uri), ("AUTHORIZER_LIVE_MAX_AGE_SECONDS", "1"));
        _ = await UntilEvaluatedAsync(authorizer, TestTokens.Access(), "/pets");

        server.Document = "nonsense";
        await UntilLoggedAsync(authorizer, "could not be used");

        Assert.Equal("deny", Text((await authorizer.InvokeAsync(RequestWith(TestTokens.Access(), "/pets"))).LogLine!["shadowDecision"]));
    }

    [Fact]
    public async Task A_server_that_does_not_answer_delays_no_start_and_no_call()
    {
        await using var server = new JwksServer(string.Empty) { Script = async _ => await Task.Delay(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken) };
        var patience = Stopwatch.StartNew();
        IAuthorizer authorizer = await StartAsync((Variable, server.Uri()), ("AUTHORIZER_FETCH_TIMEOUT_MS", "10000"));

        (await authorizer.InvokeAsync(RequestWith(TestTokens.Access(), "/pets"))).IsAllowed();
        (await authorizer.InvokeAsync(RequestWith(TestTokens.Access(), "/pets"))).IsAllowed();

        Assert.True(patience.Elapsed < TimeSpan.FromSeconds(8), $"{patience.Elapsed}");
    }

    [Fact]
    public async Task A_very_large_set_of_shadow_rules_changes_no_answer()
    {
        var rules = new StringBuilder("""{"version":1,"rules":[""");
        for (int i = 0; rules.Length < 1_200_000; i++)
        {
            _ = rules.Append(i == 0 ? "" : ",").Append($$$"""{"id":"r{{{i}}}","effect":"allow","routes":["* /**","* /{claim:c{{{i}}}}/**"],"when":{"anyGroup":["g{{{i}}}"]}}""");
        }

        await using var server = new DocumentServer(rules.Append("]}").ToString());
        IAuthorizer authorizer = await StartAsync((Variable, server.Uri), ("AUTHORIZER_FETCH_TIMEOUT_MS", "20000"));

        JsonObject line = await UntilEvaluatedAsync(authorizer, TestTokens.Access(), "/pets");

        Assert.Equal(("allow", "deny"), (Text(line["decision"]), Text(line["shadowDecision"])));
    }

    [Fact]
    public async Task The_rules_in_force_can_also_be_a_live_document()
    {
        await using var inForce = new DocumentServer(AllowsAll);
        await using var server = new DocumentServer(AllowsNone);
        IAuthorizer authorizer = await StartAsync((Variable, server.Uri), ("AUTHORIZER_PERMISSIONS_URI", inForce.Uri));

        JsonObject line = await UntilEvaluatedAsync(authorizer, TestTokens.Access(), "/admin/x");

        Assert.Equal(("allow", "all", "deny"), (Text(line["decision"]), Text(line["ruleId"]), Text(line["shadowDecision"])));
    }

    [Fact]
    public async Task The_longest_log_line_has_room_for_the_shadow_decision()
    {
        string id = new('r', 1000);
        await using var server = new DocumentServer($$"""{"version":1,"rules":[{"id":"{{id}}","effect":"allow","routes":["* /**"]}]}""");
        IAuthorizer authorizer = await StartAsync((Variable, server.Uri), ("AWS_LAMBDA_FUNCTION_NAME", new string('f', 64)));
        _ = await UntilEvaluatedAsync(authorizer, TestTokens.Access(), "/pets");
        string path = "/" + new string('"', 1500);
        string token = SigningKey.Default.Token(TestTokens.Header().ToJsonString(), TestTokens.AccessClaims().With(c => c["sub"] = new string('s', 1500)).ToJsonString());

        _ = await authorizer.InvokeAsync(RequestWith(token, path).With(e => e["requestContext"]!["requestId"] = new string('i', 1000)));

        Assert.True(Encoding.UTF8.GetByteCount(authorizer.LogLines[^1]) < 4096, authorizer.LogLines[^1]);
        Assert.NotNull(JsonNode.Parse(authorizer.LogLines[^1])!["shadowRuleId"]);
    }

    private static string Other => TestTokens.Access(c => c["department"] = "support");

    private static JsonObject RequestWith(string token, string path) => TestEvents.RestRequest(TestEvents.Bearer(token), "GET", path);

    private static string? Text(JsonNode? value) => value?.GetValue<string>();

    // Repeats the call until the shadow rules are loaded. The start does not wait for them.
    private static async Task<JsonObject> UntilEvaluatedAsync(IAuthorizer authorizer, string token, string path)
    {
        for (var patience = Stopwatch.StartNew(); ; await Task.Delay(20, TestContext.Current.CancellationToken))
        {
            JsonObject line = (await authorizer.InvokeAsync(RequestWith(token, path))).LogLine!;
            if (line["ShadowDifferences"] is not null)
            {
                return line;
            }

            Assert.True(patience.Elapsed < TimeSpan.FromSeconds(30), string.Join('\n', authorizer.LogLines));
        }
    }

    private static async Task UntilLoggedAsync(IAuthorizer authorizer, string text)
    {
        for (var patience = Stopwatch.StartNew(); !authorizer.LogLines.Any(line => line.Contains(text, StringComparison.Ordinal));)
        {
            (await authorizer.InvokeAsync(RequestWith(TestTokens.Access(), "/pets"))).IsAllowed();
            Assert.True(patience.Elapsed < TimeSpan.FromSeconds(30), string.Join('\n', authorizer.LogLines));
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
