using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace Contract;

/// <summary>The decisions of rules, the accepted paths, and the header requirements.</summary>
public abstract class PermissionTests(IAuthorizerHost host) : ContractTests(host)
{
    [Fact]
    public async Task A_call_without_a_matching_rule_is_denied()
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
    public async Task The_answer_to_an_allowed_call_names_the_rule(string method, string path, string rule)
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
    public async Task A_route_without_permission_is_denied(string method, string path) =>
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
    public async Task A_path_that_is_not_canonical_is_refused(string path) =>
        (await InvokeAsync(Request("GET", path))).IsDenied("path_not_canonical");

    [Theory]
    [InlineData("%4Z")]
    [InlineData("%4_")]
    [InlineData("%4G")]
    [InlineData("%4g")]
    [InlineData("%4@")]
    [InlineData("%4`")]
    [InlineData("%4:")]
    [InlineData("%4 ")]
    [InlineData("%G4")]
    [InlineData("%g4")]
    [InlineData("%@4")]
    [InlineData("%`4")]
    [InlineData("%:4")]
    [InlineData("%Z4")]
    public async Task An_escape_without_two_hexadecimal_digits_is_refused(string escape) =>
        (await InvokeAsync(Request("GET", "/users/ann/" + escape))).IsDenied("path_not_canonical");

    [Theory]
    [InlineData("%09", false)]
    [InlineData("%40", true)]
    [InlineData("%49", true)]
    [InlineData("%4A", true)]
    [InlineData("%4F", true)]
    [InlineData("%4a", true)]
    [InlineData("%4f", true)]
    [InlineData("%C3%A9", true)]
    [InlineData("%F0%9F%90%B1", true)]
    public async Task Every_hexadecimal_digit_is_accepted_in_escapes(string escape, bool canonical)
    {
        Answer answer = await InvokeAsync(Request("GET", "/users/ann/" + escape));

        Assert.Equal(canonical ? null : "path_not_canonical", answer.Reason);
    }

    [Theory]
    [InlineData("GET", "/a", "allow-1", true)]
    [InlineData("GET", "/b", "allow-2", true)]
    [InlineData("GET", "/c", "deny-1", false)]
    [InlineData("GET", "/d", "deny-2", false)]
    public async Task If_several_rules_match_the_answer_names_the_first_rule_in_the_file(string method, string path, string rule, bool allowed)
    {
        // The authorizer finds each rule in a different way: by a star as method, a subtree, a placeholder, or a literal path.
        const string Permissions = """
            {"version":1,"rules":[
              {"id":"allow-1","effect":"allow","routes":["GET /a"]},
              {"id":"allow-2","effect":"allow","routes":["* /{x}"]},
              {"id":"allow-3","effect":"allow","routes":["GET /**","GET /b","GET /d"]},
              {"id":"deny-1","effect":"deny","routes":["* /c"]},
              {"id":"deny-2","effect":"deny","routes":["GET /c/**","GET /d/**"]},
              {"id":"deny-3","effect":"deny","routes":["GET /c","GET /d"]}]}
            """;
        using AuthorizerOptions options = new AuthorizerOptions().Permissions(Permissions);

        Answer answer = await (await StartAsync(options)).InvokeAsync(Request(method, path));

        Assert.Equal(rule, answer.RuleId);
        Assert.Equal(allowed, answer.Effect == "Allow");
    }

    [Fact]
    public async Task Characters_next_to_the_control_characters_are_accepted()
    {
        using AuthorizerOptions options = new AuthorizerOptions().Permissions("""{"version":1,"rules":[{"id":"all","effect":"allow","routes":["GET /**"]}]}""");
        IAuthorizer authorizer = await StartAsync(options);

        foreach (string path in new[] { "/\u00A0", "/%C2%A0", "/\u00FF\u0100", "/~", "/%20", "/:=,@!$&'()+" })
        {
            (await authorizer.InvokeAsync(Request("GET", path))).IsAllowed();
        }
    }

    [Fact]
    public async Task A_deny_rule_overrides_every_allow_rule()
    {
        string token = TestTokens.Access(c => c["cognito:groups"] = new JsonArray("readers", "admins", "suspended"));

        Answer answer = await InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(token)));

        answer.IsDenied("route_not_permitted");
        Assert.Equal("suspended", answer.RuleId);
        (await InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(token), "GET", "/admin/x"))).IsDenied("route_not_permitted");
    }

    [Fact]
    public async Task A_WebSocket_connection_matches_only_the_connect_route()
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
        { """{"anyScope":["x","orders/read"]}""", "{}", true },
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
        { """{"claims":{"dept":["x","ü"]}}""", """{"dept":["a","ü"]}""", true },
        { """{"claims":{"dept":"x"}}""", """{"dept":{"x":"x"}}""", false },
        { """{"claims":{"dept":"x"}}""", """{"dept":[{"x":"x"},"y"]}""", false },
        { """{"claims":{"dept":"x"}}""", """{"dept":[{"x":"y"},"x"]}""", true },
        { """{"claims":{"mfa":false}}""", """{"mfa":false}""", true },
        { """{"claims":{"mfa":false}}""", """{"mfa":[true]}""", false },
        { """{"claims":{"mfa":false}}""", """{"mfa":[true,false]}""", true },
        { """{"claims":{"mfa":false}}""", "{}", false },
        { """{"claims":{"level":[1,2]}}""", """{"level":[3,2e0]}""", true },
        { """{"claims":{"level":12345678901234567890123456789012345678901234567890123456789012345678901234567890}}""", """{"level":12345678901234567890123456789012345678901234567890123456789012345678901234567890}""", true },
        { """{"claims":{"level":12345678901234567890123456789012345678901234567890123456789012345678901234567890}}""", """{"level":12345678901234567890123456789012345678901234567890123456789012345678901234567891}""", false },
        { """{"claims":{"dept":"x","level":1}}""", """{"dept":"x"}""", false },
        { """{"anyGroup":["readers"],"anyScope":["nope"]}""", "{}", false },
    };

    [Theory]
    [MemberData(nameof(Conditions))]
    public async Task A_rule_matches_if_all_its_conditions_are_met(string when, string claims, bool matches)
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
    public async Task The_claims_of_one_caller_do_not_apply_to_the_next_caller(string when, string claim)
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

    [Fact]
    public async Task A_number_does_not_equal_its_negative_after_earlier_comparisons()
    {
        const string Permissions = """
            {"version":1,"rules":[{"id":"r","effect":"allow","routes":["GET /pets"],"when":{"claims":{"level":[-3,4]}}}]}
            """;
        using AuthorizerOptions options = new AuthorizerOptions().Permissions(Permissions);
        IAuthorizer authorizer = await StartAsync(options);
        foreach ((double level, bool allowed) in new[] { (-3.0, true), (3, false), (-3, true), (4, true), (-4, false), (4, true) })
        {
            Answer answer = await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access(c => c["level"] = level))));

            Assert.True(answer.Effect == (allowed ? "Allow" : "Deny"), $"{level}: {answer.Text}");
        }
    }

    [Theory]
    [InlineData("7", "number")]
    [InlineData("\"7\"", "text")]
    [InlineData("true", "truth")]
    [InlineData("\"true\"", null)]
    [InlineData("[null,[7],{\"a\":7},7]", "number")]
    public async Task Values_of_different_types_are_not_equal(string value, string? rule)
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
    public async Task A_claim_in_a_path_matches_only_its_own_segment()
    {
        string token = TestTokens.Access(c => c["custom:tenant"] = "köln gmbh");

        (await InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(token), "GET", "/tenants/k%C3%B6ln%20gmbh/orders"))).IsAllowed();
        (await InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(token), "GET", "/tenants/other/k%C3%B6ln%20gmbh"))).IsDenied("route_not_permitted");
    }

    [Theory]
    [InlineData("AUTHORIZER_REQUIRED_HEADERS", "X-Api-Version", "header_missing")]
    [InlineData("AUTHORIZER_MAX_CONTENT_LENGTH", "10", "request_too_large")]
    [InlineData("AUTHORIZER_CONTENT_TYPES", "application/json", "content_type_not_allowed")]
    public async Task Header_requirements_are_checked_after_the_token(string variable, string value, string code)
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

    [Theory]
    [InlineData("POST", null, false)]
    [InlineData("PUT", null, false)]
    [InlineData("PATCH", null, false)]
    [InlineData("DELETE", null, true)]
    [InlineData("GET", "text/plain", true)]
    [InlineData("PATCH", "text/plain", false)]
    [InlineData("POST", "application/json2", false)]
    [InlineData("POST", "", false)]
    [InlineData("POST", " application/json ;charset=utf-8", true)]
    [InlineData("POST", "text/xml", true)]
    public async Task The_media_type_is_checked_on_methods_with_a_body(string method, string? mediaType, bool allowed)
    {
        IAuthorizer authorizer = await StartAsync(("AUTHORIZER_CONTENT_TYPES", "application/json,text/xml"));
        JsonObject request = Request(method, "/users/ann").With(e => SetHeader(e, "Content-Type", mediaType));

        Assert.Equal(allowed ? null : "content_type_not_allowed", (await authorizer.InvokeAsync(request)).Reason);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("0", true)]
    [InlineData("10", true)]
    [InlineData("0010", true)]
    [InlineData("11", false)]
    [InlineData("-1", false)]
    [InlineData("+1", false)]
    [InlineData("5x", false)]
    [InlineData("x5", false)]
    [InlineData("5/", false)]
    [InlineData("5:", false)]
    [InlineData("", false)]
    [InlineData("1e1", false)]
    [InlineData("99999999999999999999", false)]
    public async Task The_content_length_must_be_a_number_within_the_limit(string? length, bool allowed)
    {
        IAuthorizer authorizer = await StartAsync(("AUTHORIZER_MAX_CONTENT_LENGTH", "10"));
        JsonObject request = Request("PUT", "/users/ann").With(e => SetHeader(e, "Content-Length", length));

        Assert.Equal(allowed ? null : "request_too_large", (await authorizer.InvokeAsync(request)).Reason);
    }

    [Theory]
    [InlineData("AUTHORIZER_MAX_CONTENT_LENGTH", "10", "Content-Length", "5", "6", "request_too_large")]
    [InlineData("AUTHORIZER_CONTENT_TYPES", "a/b,c/d", "Content-Type", "a/b", "c/d", "content_type_not_allowed")]
    public async Task Two_values_of_a_checked_header_are_refused(
        string variable, string setting, string header, string one, string other, string code)
    {
        IAuthorizer authorizer = await StartAsync((variable, setting));
        JsonObject request = Request("PUT", "/users/ann").With(e =>
        {
            SetHeader(e, header, one);
            e["multiValueHeaders"]![header] = new JsonArray(one, other);
        });

        (await authorizer.InvokeAsync(request)).IsDenied(code);
    }

    private static void SetHeader(JsonObject request, string name, string? value)
    {
        if (value is not null)
        {
            request["headers"]![name] = value;
            request["multiValueHeaders"]![name] = new JsonArray(value);
        }
    }

    private static JsonObject Request(string method, string path) => TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access()), method, path);
}
