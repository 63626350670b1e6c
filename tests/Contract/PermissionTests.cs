using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace Contract;

/// <summary>Section 4: what rules allow, and which paths count at all.</summary>
public abstract class PermissionTests(IAuthorizerHost host) : ContractTests(host)
{
    [Fact]
    public async Task What_no_rule_allows_is_denied()
    {
        IAuthorizer authorizer = await StartAsync(new AuthorizerOptions().Permissions("""{"version":1,"rules":[]}"""));

        (await authorizer.InvokeAsync(Request("GET", "/pets"))).IsDenied("route_not_permitted");
        (await authorizer.InvokeAsync(Request("GET", "/"))).IsDenied("route_not_permitted");
    }

    [Theory]
    [InlineData("GET", "/pets", "read-pets")]
    [InlineData("GET", "/pets/1", "read-pets")]
    [InlineData("GET", "/pets/%C3%A4", "read-pets")]
    [InlineData("PUT", "/users/ann", "own-path")]
    [InlineData("PUT", "/users/ann/a/b/c", "own-path")]
    [InlineData("PUT", "/users/%61nn/x", "own-path")]
    public async Task An_allowed_route_names_its_rule(string method, string path, string rule)
    {
        Answer answer = await InvokeAsync(Request(method, path));

        answer.IsAllowed();
        Assert.Equal(rule, answer.RuleId);
        Assert.Equal(rule, answer.Context["ruleId"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("POST", "/pets")]
    [InlineData("get", "/pets")]
    [InlineData("GET", "/Pets")]
    [InlineData("GET", "/pets/1/2")]
    [InlineData("GET", "/")]
    [InlineData("GET", "/admin")]
    [InlineData("GET", "/users/bob")]
    [InlineData("GET", "/users/ANN")]
    [InlineData("GET", "/users/annx")]
    [InlineData("GET", "/users")]
    [InlineData("GET", "/tenants/acme")]
    [InlineData("POST", "/orders")]
    public async Task Any_other_route_is_denied(string method, string path) =>
        (await InvokeAsync(Request(method, path))).IsDenied("route_not_permitted");

    [Theory]
    [InlineData("/pets/")]
    [InlineData("//pets")]
    [InlineData("/pets//1")]
    [InlineData("/./pets")]
    [InlineData("/admin/../pets")]
    [InlineData("/pets/..")]
    [InlineData("/pets/.")]
    [InlineData("/pets\\1")]
    [InlineData("/pets/*")]
    [InlineData("/pets/?")]
    [InlineData("/pets/%")]
    [InlineData("/pets/%4")]
    [InlineData("/pets/%zz")]
    [InlineData("/pets/%2f")]
    [InlineData("/users/ann%2Fx")]
    [InlineData("/users/ann/a%5Cb")]
    [InlineData("/users/ann/a%2Eb")]
    [InlineData("/users/ann/a%25b")]
    [InlineData("/pets/%2F..")]
    [InlineData("/pets/%5c")]
    [InlineData("/pets/%2e%2e")]
    [InlineData("/pets/%25")]
    [InlineData("/pets/%2541")]
    [InlineData("/pets/%00")]
    [InlineData("/pets/%0a")]
    [InlineData("/pets/%7f")]
    [InlineData("/pets/%2a")]
    [InlineData("/pets/%3f")]
    [InlineData("/pets/\u0001")]
    [InlineData("/pets/%ff")]
    [InlineData("/pets;x=1")]
    [InlineData("/pets/..;/admin")]
    [InlineData("/pets/..%3B/admin")]
    [InlineData("/pets/..%3b/admin")]
    [InlineData("/pets/\u0080")]
    [InlineData("/pets/\u0085/x")]
    [InlineData("/pets/\u009f")]
    [InlineData("/pets/%C2%85")]
    [InlineData("/pets/a%C2%A0%c2%80")]
    public async Task A_path_with_more_than_one_spelling_is_refused(string path) =>
        (await InvokeAsync(Request("GET", path))).IsDenied("path_not_canonical");

    [Fact]
    public async Task A_character_next_to_the_control_characters_is_an_ordinary_one()
    {
        using AuthorizerOptions options = new AuthorizerOptions().Permissions("""{"version":1,"rules":[{"id":"all","effect":"allow","routes":["GET /**"]}]}""");
        IAuthorizer authorizer = await StartAsync(options);

        foreach (string path in new[] { "/\u00A0", "/%C2%A0", "/\u00FF\u0100", "/~", "/%20", "/:=,@!$&'()+" })
        {
            (await authorizer.InvokeAsync(Request("GET", path))).IsAllowed();
        }
    }

    [Fact]
    public async Task A_deny_rule_beats_every_allow_rule()
    {
        string token = TestTokens.Access(c => c["cognito:groups"] = new JsonArray("readers", "admins", "suspended"));

        Answer answer = await InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(token)));

        answer.IsDenied("route_not_permitted");
        Assert.Equal("suspended", answer.RuleId);
        (await InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(token), "GET", "/admin/x"))).IsDenied("route_not_permitted");
    }

    [Fact]
    public async Task The_websocket_route_is_its_own_route()
    {
        IAuthorizer authorizer = await StartAsync(("AUTHORIZER_TOKEN_SOURCES", "query:token"));

        (await authorizer.InvokeAsync(TestEvents.WebSocketConnect(TestTokens.Access()))).IsAllowed();
        (await authorizer.InvokeAsync(TestEvents.WebSocketConnect(TestTokens.Access(c => c["cognito:groups"] = new JsonArray("suspended")))))
            .IsDenied("route_not_permitted");

        using AuthorizerOptions everyPath = new AuthorizerOptions(("AUTHORIZER_TOKEN_SOURCES", "query:token"))
            .Permissions("""{"version":1,"rules":[{"id":"r","effect":"allow","routes":["* /**"]}]}""");
        (await (await StartAsync(everyPath)).InvokeAsync(TestEvents.WebSocketConnect(TestTokens.Access()))).IsDenied("route_not_permitted");
    }

    public static TheoryData<string, string, bool> Conditions => new()
    {
        { """{"anyGroup":["a","readers"]}""", "{}", true },
        { """{"anyGroup":["a","b"]}""", "{}", false },
        { """{"anyGroup":["readers"]}""", """{"cognito:groups":null}""", false },
        { """{"allGroups":["readers","b"]}""", "{}", false },
        { """{"allGroups":["readers","b"]}""", """{"cognito:groups":["b","c","readers"]}""", true },
        { """{"anyGroup":["a,b"]}""", """{"cognito:groups":["a","b"]}""", false },
        { """{"anyScope":["orders/read"]}""", "{}", true },
        { """{"anyScope":["orders"]}""", "{}", false },
        { """{"allScopes":["orders/read","aws.cognito.signin.user.admin"]}""", "{}", true },
        { """{"allScopes":["orders/read","x"]}""", "{}", false },
        { """{"clientIds":["3n4b5exampleclient"]}""", "{}", true },
        { """{"tokenUse":"access"}""", "{}", true },
        { """{"claims":{"level":3}}""", """{"level":3.0}""", true },
        { """{"claims":{"level":3}}""", """{"level":"3"}""", false },
        { """{"claims":{"level":9007199254740993}}""", """{"level":9007199254740992}""", false },
        { """{"claims":{"mfa":true}}""", """{"mfa":true}""", true },
        { """{"claims":{"mfa":true}}""", """{"mfa":false}""", false },
        { """{"claims":{"mfa":true}}""", """{"mfa":"true"}""", false },
        { """{"claims":{"mfa":true}}""", "{}", false },
        { """{"claims":{"dept":["x","y"]}}""", """{"dept":"y"}""", true },
        { """{"claims":{"dept":["x","y"]}}""", """{"dept":["z","y"]}""", true },
        { """{"claims":{"dept":["x","y"]}}""", """{"dept":["z",["y"]]}""", false },
        { """{"claims":{"dept":"x","level":1}}""", """{"dept":"x"}""", false },
        { """{"anyGroup":["readers"],"anyScope":["nope"]}""", "{}", false },
    };

    [Theory]
    [MemberData(nameof(Conditions))]
    public async Task A_rule_matches_where_every_condition_holds(string when, string claims, bool matches)
    {
        string permissions = """{"version":1,"rules":[{"id":"r","effect":"allow","routes":["GET /pets"],"when":""" + when + "}]}";
        using AuthorizerOptions options = new AuthorizerOptions().Permissions(permissions);
        IAuthorizer authorizer = await StartAsync(options);
        string token = TestTokens.Access(c =>
        {
            foreach ((string name, JsonNode? value) in JsonNode.Parse(claims)!.AsObject())
            {
                _ = c.Remove(name);
                if (value is not null)
                {
                    c[name] = value.DeepClone();
                }
            }
        });

        Answer answer = await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(token)));

        if (matches)
        {
            answer.IsAllowed();
        }
        else
        {
            answer.IsDenied("route_not_permitted");
        }
    }

    [Theory]
    [InlineData("""{"anyGroup":["readers"]}""", "cognito:groups")]
    [InlineData("""{"anyScope":["orders/read"]}""", "scope")]
    [InlineData("""{"claims":{"dept":["a","b"]}}""", "dept")]
    public async Task What_one_caller_has_does_not_serve_the_next(string when, string claim)
    {
        string permissions = """{"version":1,"rules":[{"id":"r","effect":"allow","routes":["GET /pets"],"when":""" + when + "}]}";
        using AuthorizerOptions options = new AuthorizerOptions().Permissions(permissions);
        IAuthorizer authorizer = await StartAsync(options);
        JsonObject first = TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access(c => c["dept"] = "b")));
        JsonObject second = TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access(c => c.Remove(claim))));

        (await authorizer.InvokeAsync(first)).IsAllowed();
        (await authorizer.InvokeAsync(second)).IsDenied("route_not_permitted");
        (await authorizer.InvokeAsync(first)).IsAllowed();
    }

    [Theory]
    [InlineData("7", "number")]
    [InlineData("\"7\"", "text")]
    [InlineData("true", "truth")]
    [InlineData("\"true\"", null)]
    [InlineData("[null,[7],{\"a\":7},7]", "number")]
    public async Task Values_of_different_types_are_different_values(string value, string? rule)
    {
        const string Permissions = """
            {"version":1,"rules":[
              {"id":"text","effect":"allow","routes":["GET /pets"],"when":{"claims":{"level":"7"}}},
              {"id":"number","effect":"allow","routes":["GET /pets"],"when":{"claims":{"level":7}}},
              {"id":"truth","effect":"allow","routes":["GET /pets"],"when":{"claims":{"level":true}}}]}
            """;
        using AuthorizerOptions options = new AuthorizerOptions().Permissions(Permissions);
        string token = TestTokens.Access(c => c["level"] = JsonNode.Parse(value));

        Answer answer = await (await StartAsync(options)).InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(token)));

        Assert.Equal(rule, answer.RuleId);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("*")]
    [InlineData("%61cme")]
    [InlineData("ACME")]
    public async Task A_claim_in_a_path_is_compared_byte_for_byte(string tenant)
    {
        string token = TestTokens.Access(c => c["custom:tenant"] = tenant);

        (await InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(token), "GET", "/tenants/acme"))).IsDenied("route_not_permitted");
        (await InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(token), "GET", "/tenants/acme/x"))).IsDenied("route_not_permitted");
    }

    [Fact]
    public async Task A_claim_in_a_path_matches_its_own_segment_alone()
    {
        string token = TestTokens.Access(c => c["custom:tenant"] = "köln gmbh");

        (await InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(token), "GET", "/tenants/k%C3%B6ln%20gmbh/orders"))).IsAllowed();
        (await InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(token), "GET", "/tenants/other/k%C3%B6ln%20gmbh"))).IsDenied("route_not_permitted");
    }

    [Theory]
    [InlineData("AUTHORIZER_REQUIRED_HEADERS", "X-Api-Version", "header_missing")]
    [InlineData("AUTHORIZER_MAX_CONTENT_LENGTH", "10", "request_too_large")]
    [InlineData("AUTHORIZER_CONTENT_TYPES", "application/json", "content_type_not_allowed")]
    public async Task Demands_on_headers_are_checked_after_the_token(string variable, string value, string code)
    {
        IAuthorizer authorizer = await StartAsync((variable, value));
        JsonObject request = Request("PUT", "/users/ann").With(e =>
        {
            e["headers"]!["Content-Type"] = "text/plain";
            e["headers"]!["Content-Length"] = "11";
        });

        (await authorizer.InvokeAsync(request)).IsDenied(code);
        (await authorizer.InvokeAsync(TestEvents.RestRequest(null))).IsUnauthorized("token_missing");
        (await authorizer.InvokeAsync(request.With(e =>
        {
            e["headers"]!["Content-Type"] = "Application/JSON; charset=utf-8";
            e["headers"]!["Content-Length"] = "10";
            e["headers"]!["x-api-version"] = "1";
        }))).IsAllowed();
    }

    private static JsonObject Request(string method, string path) => TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access()), method, path);
}
