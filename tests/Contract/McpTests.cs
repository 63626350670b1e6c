using System;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace Contract;

/// <summary>Decisions about MCP requests. The authorizer receives only their headers.</summary>
public abstract class McpTests(IAuthorizerHost host) : ContractTests(host)
{
    private const string Rules = """
        {"version":1,"rules":[
          {"id":"list","effect":"allow","routes":["MCP /mcp tools/list","MCP /mcp server/discover"]},
          {"id":"read","effect":"allow","routes":["MCP /mcp tools/call get_*"],"when":{"anyGroup":["readers"]}},
          {"id":"cancel","effect":"allow","routes":["MCP /mcp tools/call cancel_order"],"when":{"anyScope":["orders/cancel"]}},
          {"id":"own","effect":"allow","routes":["MCP /mcp resources/read {claim:username}"]},
          {"id":"prompts","effect":"allow","routes":["MCP /mcp prompts/get"]},
          {"id":"words","effect":"allow","routes":["MCP /mcp tools/call two words, or three","MCP /mcp tools/call wörk","MCP /mcp tools/call =?base64?x"]},
          {"id":"tenant","effect":"allow","routes":["MCP /tenants/{claim:tenant}/** * *"]},
          {"id":"post","effect":"allow","routes":["POST /both","GET /mcp","POST /elsewhere"]},
          {"id":"both","effect":"allow","routes":["MCP /both tools/list"]},
          {"id":"secret","effect":"deny","routes":["MCP /mcp * get_secret","MCP /both * get_secret"]}]}
        """;

    public static TheoryData<string, string, string?, string> Allowed => Shapes(
        ("tools/list", null, "list"),
        ("tools/list", "ignored", "list"),
        ("server/discover", null, "list"),
        ("tools/call", "get_order", "read"),
        ("tools/call", "get_", "read"),
        ("tools/call", Encoded("get_order"), "read"),
        ("tools/call", Encoded("get_\nö"), "read"),
        ("resources/read", "ann", "own"),
        ("resources/read", Encoded("ann"), "own"),
        ("prompts/get", "anything at all", "prompts"),
        ("prompts/get", Encoded(Encoded("x")), "prompts"),
        ("tools/call", Encoded("wörk"), "words"),
        ("tools/call", "=?base64?x", "words"),
        ("prompts/get", new string('x', 8000), "prompts"));

    public static TheoryData<string, string, string?, string> Denied => Shapes(
        ("tools/call", "cancel_order", string.Empty),
        ("tools/call", "cancel_order2", string.Empty),
        ("tools/call", "Get_order", string.Empty),
        ("tools/call", "get", string.Empty),
        ("tools/call", "get_secret", "secret"),
        ("tools/call", Encoded("get_secret"), "secret"),
        ("tools/call", Encoded(Encoded("get_order")), string.Empty),
        ("tools/call", "=?BASE64?Z2V0X29yZGVy?=", string.Empty),
        ("resources/read", "bob", string.Empty),
        ("resources/read", "get_order", string.Empty),
        ("tools/List", null, string.Empty),
        ("tools/list2", null, string.Empty),
        ("initialize", null, string.Empty),
        ("*", null, string.Empty));

    [Theory]
    [MemberData(nameof(Allowed))]
    public async Task A_request_that_matches_a_rule_is_allowed(string shape, string method, string? name, string rule)
    {
        Answer answer = await AskAsync(Request(shape, method, name));

        answer.IsAllowed();
        Assert.Equal(rule, answer.RuleId);
    }

    [Theory]
    [MemberData(nameof(Denied))]
    public async Task A_request_without_permission_is_denied(string shape, string method, string? name, string rule)
    {
        Answer answer = await AskAsync(Request(shape, method, name));

        answer.IsDenied("route_not_permitted");
        Assert.Equal(rule.Length == 0 ? null : rule, answer.RuleId);
    }

    [Fact]
    public async Task MCP_rules_can_have_conditions()
    {
        (await AskAsync(Request("rest", "tools/call", "cancel_order", claims => claims["scope"] = "orders/cancel"))).IsAllowed();
        (await AskAsync(Request("rest", "tools/call", "get_order", claims => claims["cognito:groups"] = new JsonArray("others")))).IsDenied("route_not_permitted");
        (await AskAsync(Request("rest", "resources/read", "ann", claims => claims.Remove("username")))).IsDenied("route_not_permitted");
    }

    // A claim is compared with the name in the same way as with a path segment.
    [Theory]
    [InlineData("[\"acme\",\"globex\"]", "globex", true)]
    [InlineData("[\"acme\",\"globex\"]", "acme,globex", false)]
    [InlineData("[1,true,null,{\"a\":\"x\"},[\"x\"],\"wörk\"]", "wörk", true)]
    [InlineData("[1,true,null,{\"a\":\"x\"},[\"x\"],\"wörk\"]", "1", true)]
    [InlineData("[1,true,null,{\"a\":\"x\"},[\"x\"],\"wörk\"]", "x", false)]
    [InlineData("[]", "[]", false)]
    [InlineData("true", "true", false)]
    [InlineData("42.0", "42", true)]
    [InlineData("42", "42.0", false)]
    [InlineData("-0", "0", true)]
    [InlineData("1e3", "1000", true)]
    [InlineData("9007199254740993", "9007199254740992", false)]
    public async Task A_name_must_equal_a_value_of_the_claim(string claim, string name, bool matches)
    {
        IAuthorizer authorizer = await StartAsync(new AuthorizerOptions().Permissions(OneRule("MCP /mcp resources/read {claim:files}")));
        JsonObject request = Request("rest", "resources/read", Encoded(name), claims => claims["files"] = JsonNode.Parse(claim));

        Assert.Equal(matches ? null : "route_not_permitted", (await authorizer.InvokeAsync(request)).Reason);
        Assert.Equal(matches ? null : "route_not_permitted", (await authorizer.InvokeAsync(request)).Reason);
    }

    [Fact]
    public async Task The_path_of_an_MCP_route_can_have_placeholders()
    {
        (await AskAsync(Request("rest", "tools/call", "any", claims => claims["tenant"] = "acme", path: "/tenants/acme/a/b"))).IsAllowed();

        // A route with a star for the name matches only requests with a name.
        (await AskAsync(Request("rest", "tools/list", "any", claims => claims["tenant"] = "acme", path: "/tenants/acme"))).IsDenied("route_not_permitted");
        (await AskAsync(Request("rest", "tools/call", "any", claims => claims["tenant"] = "other", path: "/tenants/acme"))).IsDenied("route_not_permitted");
    }

    [Theory]
    [InlineData("rest")]
    [InlineData("http1")]
    public async Task A_name_can_contain_spaces_and_commas(string shape)
    {
        (await AskAsync(Request(shape, "tools/call", "two words, or three"))).IsAllowed();
        (await AskAsync(Request(shape, "tools/call", "  two words, or three\t"))).IsAllowed();
        (await AskAsync(Request(shape, "tools/call", "two  words, or three"))).IsDenied("route_not_permitted");
    }

    // In payload 2.0, an HTTP API joins repeated headers with commas. The authorizer cannot know which value the backend uses.
    [Fact]
    public async Task Commas_in_MCP_headers_are_refused_in_payload_2_0()
    {
        (await AskAsync(Request("http2", "tools/call", "two words, or three"))).IsDenied("mcp_header_invalid");
        (await AskAsync(Request("http2", "tools/call", Encoded("two words, or three")))).IsAllowed();
        (await AskAsync(Request("http2", "tools/call", "get_order,get_order"))).IsDenied("mcp_header_invalid");
        (await AskAsync(Request("http2", "tools/list,tools/list", null))).IsDenied("mcp_header_invalid");
        (await AskAsync(Request("http2", "tools/list", null, revision: "2026-07-28,2026-07-28"))).IsDenied("mcp_header_invalid");
        (await AskAsync(Request("http2", "tools/list", "a,b"))).IsDenied("mcp_header_invalid");
    }

    public static TheoryData<string, string?, string?, string?> InvalidHeaders
    {
        get
        {
            (string? Method, string? Name, string? Revision)[] cases =
            [
                (null, null, "2026-07-28"),
                (null, "get_order", "2026-07-28"),
                (string.Empty, null, "2026-07-28"),
                ("  ", null, "2026-07-28"),
                ("tools/call", null, "2026-07-28"),
                ("tools/call", string.Empty, "2026-07-28"),
                ("resources/read", null, "2026-07-28"),
                ("prompts/get", null, "2026-07-28"),
                ("tools/list\u0001", null, "2026-07-28"),
                ("tools/lïst", null, "2026-07-28"),
                ("tools/call", "get_ö", "2026-07-28"),
                ("tools/call", "get_\u0000x", "2026-07-28"),
                ("tools/call", "get_\nx", "2026-07-28"),
                ("tools/call", "get_\u007F", "2026-07-28"),
                ("tools/list", "ö", "2026-07-28"),
                ("tools/call", "=?base64??=", "2026-07-28"),
                ("tools/call", "=?base64?Z2V0X29yZGVy=?=", "2026-07-28"),
                ("tools/call", "=?base64?Z2V0X29yZGU?=", "2026-07-28"),
                ("tools/call", "=?base64?Z2V0X29yZGV=?=", "2026-07-28"),
                ("tools/call", "=?base64?Z2V0 X29yZGVy?=", "2026-07-28"),
                ("tools/call", "=?base64?Z2V0X29y!!!!?=", "2026-07-28"),
                ("tools/call", "=?base64?/////w==?=", "2026-07-28"),
                ("tools/call", "=?base64?7aCA?=", "2026-07-28"),
                ("tools/call", "=?base64?wK8=?=", "2026-07-28"),
                ("tools/call", new string('x', 10_241), "2026-07-28"),
                ("tools/list", null, null),
                ("tools/list", null, string.Empty),
                ("tools/list", null, "2025-11-25"),
                ("tools/list", null, "2026-07-27"),
                ("tools/list", null, "2026-07-28x"),
                ("tools/list", null, "9999"),
                ("tools/list", null, "DRAFT-2099"),
                ("tools/list", null, "2026-7-028"),
            ];
            var all = new TheoryData<string, string?, string?, string?>();
            foreach ((string? method, string? name, string? revision) in cases)
            {
                all.Add("rest", method, name, revision);
                all.Add("http2", method, name, revision);
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(InvalidHeaders))]
    public async Task A_missing_or_malformed_MCP_header_is_refused(string shape, string? method, string? name, string? revision)
    {
        (await AskAsync(Request(shape, method, name, revision: revision))).IsDenied("mcp_header_invalid");

        // The request is also denied on a path where another rule allows every POST.
        (await AskAsync(Request(shape, method, name, revision: revision, path: "/both"))).IsDenied("mcp_header_invalid");
    }

    [Theory]
    [InlineData("2026-07-28")]
    [InlineData("2026-11-30")]
    [InlineData("2027-01-01")]
    public async Task Later_protocol_versions_are_accepted(string revision) =>
        (await AskAsync(Request("rest", "tools/list", null, revision: revision))).IsAllowed();

    [Theory]
    [InlineData("Mcp-Name", "get_order", "MCP-NAME", "get_order")]
    [InlineData("Mcp-Name", "get_order", "mcp-name", "get_secret")]
    [InlineData("Mcp-Method", "tools/call", "mcp-method", "tools/call")]
    [InlineData("Mcp-Protocol-Version", "2026-07-28", "MCP-Protocol-Version", "2025-11-25")]
    public async Task A_header_in_two_spellings_is_refused(string name, string value, string otherName, string other)
    {
        JsonObject rest = Request("rest", "tools/call", "get_order").With(request =>
        {
            request["headers"]![name] = value;
            request["headers"]![otherName] = other;
        });
        (await AskAsync(rest)).IsDenied("mcp_header_invalid");

        JsonObject http = Request("http2", "tools/call", "get_order").With(request =>
        {
            _ = request["headers"]!.AsObject().Remove(name.ToLowerInvariant());
            request["headers"]![name] = value;
            request["headers"]![otherName] = other;
        });
        (await AskAsync(http)).IsDenied("mcp_header_invalid");
    }

    [Theory]
    [InlineData("""["get_order","get_order"]""")]
    [InlineData("""["get_order","get_secret"]""")]
    [InlineData("""["get_other"]""")]
    [InlineData("""[]""")]
    [InlineData("""null""")]
    [InlineData("""[1]""")]
    [InlineData("""{"a":"get_order"}""")]
    [InlineData("""[["get_order"]]""")]
    public async Task Different_values_in_the_two_header_maps_are_refused(string values)
    {
        JsonObject request = Request("rest", "tools/call", "get_order");
        request["multiValueHeaders"]!["Mcp-Name"] = JsonNode.Parse(values);

        (await AskAsync(request)).IsDenied("mcp_header_invalid");
    }

    [Fact]
    public async Task A_header_in_only_one_header_map_is_refused()
    {
        (await AskAsync(Request("rest", "tools/list", null).With(request => request["headers"]!["Mcp-Name"] = "x"))).IsDenied("mcp_header_invalid");
        (await AskAsync(Request("rest", "tools/list", null).With(request => request["multiValueHeaders"]!["Mcp-Name"] = new JsonArray("x")))).IsDenied("mcp_header_invalid");
    }

    [Fact]
    public async Task An_event_without_headers_is_refused()
    {
        (await AskAsync(TestEvents.RestToken(TestEvents.Bearer(TestTokens.Access()), "POST", "/mcp"))).IsDenied("mcp_header_invalid");
        (await AskAsync(TestEvents.RestToken(TestEvents.Bearer(TestTokens.Access()), "GET", "/mcp"))).IsAllowed();
    }

    [Fact]
    public async Task A_rule_for_the_HTTP_method_also_applies()
    {
        Answer any = await AskAsync(Request("rest", "tools/call", "anything", path: "/both"));
        any.IsAllowed();
        Assert.Equal("post", any.RuleId);
        (await AskAsync(Request("rest", "tools/call", "get_secret", path: "/both"))).IsDenied("route_not_permitted");
        (await AskAsync(Request("rest", "tools/call", Encoded("get_secret"), path: "/both"))).IsDenied("route_not_permitted");
    }

    [Fact]
    public async Task Routes_without_MCP_rules_need_no_MCP_headers()
    {
        (await AskAsync(TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access()), "POST", "/elsewhere"))).IsAllowed();
        (await AskAsync(Request("rest", "a\u0001", null, path: "/elsewhere"))).IsAllowed();
        (await AskAsync(TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access()), "GET", "/mcp"))).IsAllowed();
        (await AskAsync(TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access()), "MCP", "/mcp"))).IsDenied("route_not_permitted");
        (await AskAsync(TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access()), "DELETE", "/mcp"))).IsDenied("route_not_permitted");
    }

    [Theory]
    [InlineData("MCP /mcp", "has no MCP method; write for example")]
    [InlineData("MCP mcp tools/call", "has no path")]
    [InlineData("MCP mcp tools/call", "did you mean \"MCP /mcp tools/call\"?")]
    [InlineData("mcp /mcp/ tools/call x", "did you mean \"MCP /mcp tools/call x\"?")]
    [InlineData("MCP /mcp ", "has no MCP method")]
    [InlineData("MCP /mcp tools/*", "write one whole method such as tools/call, or * for any")]
    [InlineData("MCP /mcp tools/list x", "only tools/call, prompts/get, resources/read requests carry a name")]
    [InlineData("MCP /mcp tools/call a*b", "a * is allowed only at the end")]
    [InlineData("MCP /mcp tools/call  x", "one space between method and name")]
    [InlineData("MCP /mcp tools/call x ", "one space between method and name")]
    [InlineData("MCP /mcp tools/call {name}", "the only placeholder is {claim:NAME}, and it must be the whole name")]
    [InlineData("MCP /mcp tools/call a{claim:b}", "the only placeholder is {claim:NAME}, and it must be the whole name")]
    [InlineData("MCP /mcp tools/call {claim:}", "the only placeholder is {claim:NAME}, and it must be the whole name")]
    [InlineData("MCP /mcp tools/call =?base64?eA==?=", "write the name decoded")]
    [InlineData("MCP /a//b tools/call", "has the segment \"\", which no accepted path contains")]
    public async Task The_start_fails_if_an_MCP_route_is_invalid(string route, string message)
    {
        StartFailedException failure = await Assert.ThrowsAsync<StartFailedException>(() => StartAsync(new AuthorizerOptions().Permissions(OneRule(route))));

        Assert.Contains("permissions.json:2: rule \"r\"", failure.Message, StringComparison.Ordinal);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_start_fails_if_MCP_rules_are_used_with_policy_scope_principal()
    {
        AuthorizerOptions options = new AuthorizerOptions(("AUTHORIZER_POLICY_SCOPE", "principal")).Permissions(OneRule("MCP /mcp tools/call"));
        StartFailedException failure = await Assert.ThrowsAsync<StartFailedException>(() => StartAsync(options));

        Assert.Contains(
            "permissions.json:2: rule \"r\": the route \"MCP /mcp tools/call\" cannot be used with AUTHORIZER_POLICY_SCOPE=principal, because a policy cannot check headers; use AUTHORIZER_POLICY_SCOPE=route",
            failure.Message,
            StringComparison.Ordinal);
    }

    private static string OneRule(string route) =>
        "{\"version\":1,\"rules\":[\n" + new JsonObject { ["id"] = "r", ["effect"] = "allow", ["routes"] = new JsonArray(route) }.ToJsonString() + "]}";

    private static string Encoded(string name) => $"=?base64?{Convert.ToBase64String(Encoding.UTF8.GetBytes(name))}?=";

    private static TheoryData<string, string, string?, string> Shapes(params (string Method, string? Name, string Rule)[] cases)
    {
        var all = new TheoryData<string, string, string?, string>();
        foreach (string shape in new[] { "rest", "http1", "http2" })
        {
            foreach ((string method, string? name, string rule) in cases)
            {
                all.Add(shape, method, name, rule);
            }
        }

        return all;
    }

    private static JsonObject Request(
        string shape, string? method, string? name, Action<JsonObject>? claims = null, string? revision = "2026-07-28", string path = "/mcp")
    {
        string authorization = TestEvents.Bearer(TestTokens.Access(claims));
        JsonObject request = shape switch
        {
            "rest" => TestEvents.RestRequest(authorization, "POST", path),
            "http1" => TestEvents.HttpV1(authorization, "POST", path),
            _ => TestEvents.HttpV2(authorization, "POST", path),
        };
        foreach ((string header, string? value) in new[] { ("Mcp-Protocol-Version", revision), ("Mcp-Method", method), ("Mcp-Name", name) })
        {
            if (value is null)
            {
                continue;
            }

            request["headers"]![shape == "http2" ? header.ToLowerInvariant() : header] = value;
            if (shape != "http2")
            {
                request["multiValueHeaders"]![header] = new JsonArray(value);
            }
        }

        return request;
    }

    private async Task<Answer> AskAsync(JsonObject request) => await (await AuthorizerAsync()).InvokeAsync(request);

    private IAuthorizer? _authorizer;

    private async Task<IAuthorizer> AuthorizerAsync() => _authorizer ??= await StartAsync(new AuthorizerOptions().Permissions(Rules));
}
