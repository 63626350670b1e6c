using System;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace Contract;

/// <summary><c>context.challenge</c>: the value for the <c>WWW-Authenticate</c> header of a refusal.</summary>
public abstract class ChallengeTests(IAuthorizerHost host) : ContractTests(host)
{
    private const string Url = "https://api.example.com/.well-known/oauth-protected-resource/mcp";
    private const string Metadata = "resource_metadata=\"" + Url + "\"";

    private const string Rules = """
        {"version":1,"rules":[
          {"id":"group-and-scope","effect":"allow","routes":["MCP /mcp tools/call cancel_order"],"when":{"anyGroup":["admins"],"anyScope":["a/wrong"]}},
          {"id":"many","effect":"allow","routes":["MCP /mcp tools/call *"],"when":{"allScopes":["a/1","a/2","a/3"]}},
          {"id":"few","effect":"allow","routes":["MCP /mcp tools/call cancel_*"],"when":{"anyScope":["orders/cancel","orders/admin"]}},
          {"id":"both","effect":"allow","routes":["POST /both"],"when":{"anyScope":["b/1","b/2"],"allScopes":["b/2","b/3"]}},
          {"id":"held","effect":"allow","routes":["POST /held"],"when":{"anyScope":["orders/read","x"],"allScopes":["orders/read","c/1"]}},
          {"id":"group","effect":"allow","routes":["POST /group"],"when":{"anyGroup":["admins"]}},
          {"id":"quoted","effect":"allow","routes":["POST /quoted"],"when":{"anyScope":["a\"\\","ö","\r\nX:y"]}},
          {"id":"mixed","effect":"allow","routes":["POST /mixed"],"when":{"anyScope":["a\"b","d/1"]}},
          {"id":"all-quoted","effect":"allow","routes":["POST /all-quoted"],"when":{"allScopes":["a\"b","d/1"]}},
          {"id":"blocked","effect":"allow","routes":["POST /blocked"],"when":{"anyScope":["d/1"]}},
          {"id":"recent","effect":"allow","routes":["POST /recent","POST /choice","MCP /mcp tools/call drop_table"],"when":{"signedInWithin":300}},
          {"id":"recent-scope","effect":"allow","routes":["POST /recent-scope"],"when":{"signedInWithin":60,"anyScope":["e/1"]}},
          {"id":"recent-group","effect":"allow","routes":["POST /recent-group"],"when":{"signedInWithin":60,"anyGroup":["admins"]}},
          {"id":"recent-blocked","effect":"allow","routes":["POST /blocked"],"when":{"signedInWithin":60}},
          {"id":"choice","effect":"allow","routes":["POST /choice"],"when":{"allScopes":["f/1","f/2"]}},
          {"id":"connect","effect":"allow","routes":["$connect"],"when":{"anyScope":["ws/open"]}},
          {"id":"deny","effect":"deny","routes":["POST /blocked"],"when":{"anyGroup":["readers"]}}]}
        """;

    [Theory]
    [InlineData("/both", "Bearer error=\"insufficient_scope\", scope=\"b/1 b/2 b/3\", " + Metadata)]
    [InlineData("/held", "Bearer error=\"insufficient_scope\", scope=\"orders/read c/1\", " + Metadata)]
    [InlineData("/mixed", "Bearer error=\"insufficient_scope\", scope=\"d/1\", " + Metadata)]
    [InlineData("/group", "Bearer " + Metadata)]
    [InlineData("/quoted", "Bearer " + Metadata)]
    [InlineData("/all-quoted", "Bearer " + Metadata)]
    [InlineData("/blocked", "Bearer " + Metadata)]
    [InlineData("/unknown", "Bearer " + Metadata)]
    [InlineData("/not/canonical/", "Bearer " + Metadata)]
    public async Task The_challenge_lists_the_scopes_that_would_allow_the_call(string path, string challenge)
    {
        IAuthorizer authorizer = await StartAsync(Options());
        string token = TestEvents.Bearer(TestTokens.Access());

        foreach (JsonObject request in new[] { TestEvents.RestRequest(token, "POST", path), TestEvents.HttpV1(token, "POST", path), TestEvents.HttpV2(token, "POST", path) })
        {
            IsDenied(await authorizer.InvokeAsync(request), challenge);
        }
    }

    // A refreshed token has the same auth_time. Therefore the client needs a new sign-in (RFC 9470).
    [Theory]
    [InlineData("/recent", "Bearer error=\"insufficient_user_authentication\", max_age=\"300\", " + Metadata)]
    [InlineData("/choice", "Bearer error=\"insufficient_user_authentication\", max_age=\"300\", " + Metadata)]
    [InlineData("/recent-scope", "Bearer error=\"insufficient_user_authentication\", max_age=\"60\", scope=\"e/1\", " + Metadata)]
    [InlineData("/recent-group", "Bearer " + Metadata)]
    [InlineData("/blocked", "Bearer " + Metadata)]
    public async Task The_challenge_requests_a_new_sign_in_if_the_sign_in_is_too_old(string path, string challenge)
    {
        IAuthorizer authorizer = await StartAsync(Options());
        string old = TestEvents.Bearer(TestTokens.Access(claims => claims["auth_time"] = TestTokens.Now - 400));

        foreach (JsonObject request in new[] { TestEvents.RestRequest(old, "POST", path), TestEvents.HttpV1(old, "POST", path), TestEvents.HttpV2(old, "POST", path) })
        {
            IsDenied(await authorizer.InvokeAsync(request), challenge);
        }
    }

    [Fact]
    public async Task The_challenge_requests_only_the_unmet_conditions()
    {
        IAuthorizer authorizer = await StartAsync(Options());
        string recent = TestEvents.Bearer(TestTokens.Access(claims => claims["auth_time"] = TestTokens.Now - 5));
        string scoped = TestEvents.Bearer(TestTokens.Access(claims =>
        {
            claims["auth_time"] = TestTokens.Now - 400;
            claims["scope"] = "e/1";
        }));

        (await authorizer.InvokeAsync(TestEvents.RestRequest(recent, "POST", "/recent"))).IsAllowed();
        IsDenied(await authorizer.InvokeAsync(TestEvents.RestRequest(recent, "POST", "/recent-scope")), $"Bearer error=\"insufficient_scope\", scope=\"e/1\", {Metadata}");
        IsDenied(
            await authorizer.InvokeAsync(TestEvents.RestRequest(scoped, "POST", "/recent-scope")),
            $"Bearer error=\"insufficient_user_authentication\", max_age=\"60\", {Metadata}");
        IsDenied(
            await authorizer.InvokeAsync(ToolCall("drop_table", claims => claims["auth_time"] = TestTokens.Now - 400)),
            $"Bearer error=\"insufficient_user_authentication\", max_age=\"300\", {Metadata}");
    }

    [Fact]
    public async Task The_challenge_for_a_tool_lists_the_smallest_sufficient_set_of_scopes()
    {
        IAuthorizer authorizer = await StartAsync(Options());

        IsDenied(await authorizer.InvokeAsync(ToolCall("cancel_order")), $"Bearer error=\"insufficient_scope\", scope=\"orders/cancel\", {Metadata}");
        IsDenied(await authorizer.InvokeAsync(ToolCall("get_order")), $"Bearer error=\"insufficient_scope\", scope=\"a/1 a/2 a/3\", {Metadata}");
        Answer invalid = await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access()), "POST", "/mcp"));
        Assert.Equal("mcp_header_invalid", invalid.Reason);
        Assert.Equal("Bearer " + Metadata, Challenge(invalid));
    }

    [Fact]
    public async Task A_denied_WebSocket_connection_gets_a_challenge()
    {
        IAuthorizer authorizer = await StartAsync(Options(("AUTHORIZER_TOKEN_SOURCES", "query:token")));

        IsDenied(await authorizer.InvokeAsync(TestEvents.WebSocketConnect(TestTokens.Access())), $"Bearer error=\"insufficient_scope\", scope=\"ws/open\", {Metadata}");
    }

    [Fact]
    public async Task The_challenge_distinguishes_an_invalid_token_from_a_missing_token()
    {
        IAuthorizer authorizer = await StartAsync(Options(("AUTHORIZER_INVALID_TOKEN_RESPONSE", "deny"), ("AUTHORIZER_MAX_TOKEN_AGE_SECONDS", "60")));

        Assert.Equal("Bearer " + Metadata, Challenge(await authorizer.InvokeAsync(TestEvents.RestRequest(null))));
        Assert.Equal($"Bearer error=\"invalid_token\", {Metadata}", Challenge(await authorizer.InvokeAsync(TestEvents.RestRequest("Bearer a.b.c"))));
        string expired = TestTokens.Access(claims => claims["exp"] = TestTokens.Now - 100);
        Assert.Equal($"Bearer error=\"invalid_token\", {Metadata}", Challenge(await authorizer.InvokeAsync(TestEvents.HttpV2(TestEvents.Bearer(expired)))));

        // A refreshed token has the same auth_time. Therefore the error is insufficient_user_authentication (RFC 9470).
        string old = TestTokens.Access(claims => claims["auth_time"] = TestTokens.Now - 100);
        Assert.Equal(
            $"Bearer error=\"insufficient_user_authentication\", max_age=\"60\", {Metadata}",
            Challenge(await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(old)))));
    }

    [Fact]
    public async Task An_unauthorized_answer_has_no_challenge()
    {
        IAuthorizer authorizer = await StartAsync(Options());

        (await authorizer.InvokeAsync(TestEvents.RestRequest(null))).IsUnauthorized("token_missing");
        (await authorizer.InvokeAsync(TestEvents.RestRequest("Bearer a.b.c"))).IsUnauthorized("token_malformed");
    }

    [Fact]
    public async Task Allowed_calls_and_authorizers_without_a_metadata_URL_have_no_challenge()
    {
        IAuthorizer configured = await StartAsync(Options());
        Answer allowed = await configured.InvokeAsync(ToolCall("cancel_order", claims => claims["scope"] = "orders/admin"));
        allowed.IsAllowed();
        Assert.Null(allowed.Context["challenge"]);

        IAuthorizer unconfigured = await StartAsync(new AuthorizerOptions().Permissions(Rules));
        (await unconfigured.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access()), "POST", "/both"))).IsDenied("route_not_permitted");
    }

    // The cached policy also refuses other calls, which require other scopes.
    [Fact]
    public async Task With_policy_scope_principal_the_challenge_lists_no_scopes()
    {
        const string Simple = """{"version":1,"rules":[{"id":"r","effect":"allow","routes":["POST /both"],"when":{"anyScope":["b/1"]}}]}""";
        IAuthorizer authorizer = await StartAsync(Options(("AUTHORIZER_POLICY_SCOPE", "principal")).Permissions(Simple));

        Assert.Equal("Bearer " + Metadata, Challenge(await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access()), "POST", "/both"))));
    }

    [Theory]
    [InlineData("https://a.example/\"")]
    [InlineData("https://a.example/\\")]
    [InlineData("https://a.example/ b")]
    [InlineData("https://a.example/\r\nX: y")]
    [InlineData("https://a.example/ö")]
    [InlineData("http://a.example/")]
    [InlineData("/mcp")]
    public async Task The_start_fails_if_the_metadata_URL_is_invalid(string url)
    {
        StartFailedException failure = await Assert.ThrowsAsync<StartFailedException>(() => StartAsync(new AuthorizerOptions(("AUTHORIZER_RESOURCE_METADATA_URL", url))));

        Assert.StartsWith("AUTHORIZER_RESOURCE_METADATA_URL ", failure.Message, StringComparison.Ordinal);
    }

    private static AuthorizerOptions Options(params (string Name, string? Value)[] variables) =>
        new AuthorizerOptions([("AUTHORIZER_RESOURCE_METADATA_URL", Url), .. variables]).Permissions(Rules);

    private static JsonObject ToolCall(string tool, Action<JsonObject>? claims = null) =>
        TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access(claims)), "POST", "/mcp").With(request =>
        {
            foreach ((string header, string value) in new[] { ("Mcp-Protocol-Version", "2026-07-28"), ("Mcp-Method", "tools/call"), ("Mcp-Name", tool) })
            {
                request["headers"]![header] = value;
                request["multiValueHeaders"]![header] = new JsonArray(value);
            }
        });

    private static void IsDenied(Answer answer, string challenge)
    {
        Assert.Equal("deny", answer.LogLine!["decision"]!.GetValue<string>());
        Assert.Equal(challenge, Challenge(answer));

        // requiredScope is a separate member, because the JSON body of a REST API cannot contain a value with quotation marks.
        string[] parts = challenge.Split("scope=\"");
        Assert.Equal(parts.Length == 1 ? null : parts[1].Split('"')[0], answer.Context["requiredScope"]?.GetValue<string>());
    }

    private static string? Challenge(Answer answer) => answer.Context["challenge"]?.GetValue<string>();
}
