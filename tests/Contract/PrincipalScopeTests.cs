using System;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace Contract;

/// <summary>Policy scope <c>principal</c>: the policy for all routes of the caller, and the fallback to a policy for the requested ARN.</summary>
public abstract class PrincipalScopeTests(IAuthorizerHost host) : ContractTests(host)
{
    private const string Rules = """
        {
          "version": 1,
          "rules": [
            { "id": "read", "effect": "allow", "routes": ["GET /pets"], "when": { "anyGroup": ["readers"] } },
            { "id": "own", "effect": "allow", "routes": ["GET /users/{claim:username}/**", "GET /tenants/{claim:custom:tenant}"] },
            { "id": "admin", "effect": "allow", "routes": ["* /admin/**"], "when": { "anyGroup": ["admins"] } },
            { "id": "connect", "effect": "allow", "routes": ["$connect"] },
            { "id": "closed", "effect": "deny", "routes": ["GET /users/ann/secret"] }
          ]
        }
        """;

    [Fact]
    public async Task The_policy_lists_all_permissions_of_the_caller_regardless_of_the_request()
    {
        IAuthorizer authorizer = await PrincipalAsync(Rules);

        Answer allowed = await AskAsync(authorizer, "GET", "/pets");
        Answer refused = await AskAsync(authorizer, "GET", "/admin");

        Assert.Equal(allowed.Json["policyDocument"]!.ToJsonString(), refused.Json["policyDocument"]!.ToJsonString());
        Assert.Equal(["GET/pets", "GET/users/ann", "GET/users/ann/*", "$connect"], Resources(allowed, "Allow"));
        Assert.Equal("GET/users/ann/secret", Resources(allowed, "Deny")[0]);
        Assert.Contains("arn:aws:execute-api:*:*:*//*", Resources(allowed, "Deny"));
        Assert.Contains("arn:aws:execute-api:*:*:*%*", Resources(allowed, "Deny"));
        Assert.Equal("allow", allowed.LogLine!["decision"]!.GetValue<string>());
        Assert.Equal("deny", refused.LogLine!["decision"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_cached_context_names_the_caller_and_no_rule()
    {
        IAuthorizer authorizer = await PrincipalAsync(Rules);

        JsonObject allowed = (await AskAsync(authorizer, "GET", "/pets")).Context;
        JsonObject refused = (await AskAsync(authorizer, "GET", "/admin")).Context;

        Assert.Equal("ann", allowed["username"]!.GetValue<string>());
        Assert.False(allowed.ContainsKey("ruleId"));
        Assert.False(allowed.ContainsKey("errorCode"));
        Assert.Equal("ann", refused["username"]!.GetValue<string>());
        Assert.Equal("route_not_permitted", refused["errorCode"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_call_does_not_change_the_policy_of_another_caller()
    {
        IAuthorizer authorizer = await PrincipalAsync("""
            {"version":1,"rules":[
              {"id":"read","effect":"allow","routes":["GET /pets"]},
              {"id":"admin","effect":"allow","routes":["* /admin/**"],"when":{"anyGroup":["admins"]} },
              {"id":"closed","effect":"deny","routes":["GET /pets/secret"],"when":{"anyGroup":["admins"]} }]}
            """);
        string admin = TestTokens.Access(c => c["cognito:groups"] = new JsonArray("admins"));

        Answer before = await AskAsync(authorizer, "GET", "/pets");
        Answer between = await AskAsync(authorizer, "GET", "/pets", admin);
        Answer after = await AskAsync(authorizer, "GET", "/pets");

        Assert.Equal(["GET/pets"], Resources(before, "Allow"));
        Assert.Empty(Resources(before, "Deny"));
        Assert.Contains("GET/admin/*", Resources(between, "Allow"));
        Assert.Contains("GET/pets/secret", Resources(between, "Deny"));
        Assert.Equal(before.Text, after.Text);
    }

    [Fact]
    public async Task Resources_that_several_rules_share_are_in_the_policy_once()
    {
        IAuthorizer authorizer = await PrincipalAsync("""
            {"version":1,"rules":[
              {"id":"one","effect":"allow","routes":["GET /a", "GET /b"]},
              {"id":"two","effect":"allow","routes":["GET /b", "GET /a", "GET /c"]}]}
            """);

        Assert.Equal(["GET/a", "GET/b", "GET/c"], Resources(await AskAsync(authorizer, "GET", "/a"), "Allow"));
    }

    [Fact]
    public async Task A_star_as_method_covers_exactly_the_methods_of_API_Gateway_and_of_the_rules()
    {
        IAuthorizer authorizer = await PrincipalAsync("""
            {"version":1,"rules":[
              {"id":"any","effect":"allow","routes":["* /a"]},
              {"id":"purge","effect":"allow","routes":["PURGE /b", "GET /b"]}]}
            """);

        Answer answer = await AskAsync(authorizer, "PURGE", "/a");

        answer.IsAllowed();
        Assert.Equal(
            ["GET/a", "HEAD/a", "POST/a", "PUT/a", "PATCH/a", "DELETE/a", "OPTIONS/a", "PURGE/a", "PURGE/b", "GET/b"], Resources(answer, "Allow"));
        (await AskAsync(authorizer, "OPTIONS", "/a")).IsAllowed();
        (await AskAsync(authorizer, "TRACE", "/a")).IsRefused("route_not_permitted");
    }

    [Fact]
    public async Task The_policy_of_a_caller_without_permissions_denies_the_whole_stage()
    {
        IAuthorizer authorizer = await PrincipalAsync("""{"version":1,"rules":[{"id":"r","effect":"allow","routes":["GET /a"],"when":{"anyGroup":["x"]}}]}""");

        Assert.Equal(["*"], Resources(await AskAsync(authorizer, "GET", "/a"), "Deny"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("a?")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("50%")]
    [InlineData("a\\b")]
    [InlineData("a\u0000")]
    [InlineData("a;b")]
    [InlineData("a\u0085")]
    public async Task A_claim_that_cannot_be_a_path_segment_adds_no_resource(string username)
    {
        IAuthorizer authorizer = await PrincipalAsync(Rules);

        Answer answer = await AskAsync(authorizer, "GET", "/pets", TestTokens.Access(c => c["username"] = username));

        Assert.Equal(["GET/pets", "$connect"], Resources(answer, "Allow"));
    }

    [Theory]
    [InlineData("$")]
    [InlineData("köln gmbh")]
    [InlineData("{x}")]
    [InlineData("a:b")]
    [InlineData("\"")]
    public async Task A_claim_without_special_characters_is_in_the_policy_unchanged(string tenant)
    {
        IAuthorizer authorizer = await PrincipalAsync(Rules);

        Answer answer = await AskAsync(authorizer, "GET", "/pets", TestTokens.Access(c => c["custom:tenant"] = tenant));

        Assert.Contains("GET/tenants/" + tenant, Resources(answer, "Allow"));
    }

    [Fact]
    public async Task A_claim_that_looks_like_a_policy_variable_limits_the_policy_to_the_requested_route()
    {
        IAuthorizer authorizer = await PrincipalAsync(Rules);
        string token = TestTokens.Access(c => c["username"] = "${aws:PrincipalType}");

        Answer answer = await AskAsync(authorizer, "GET", "/pets", token);

        answer.IsAllowed();
        Assert.Equal(TestEvents.Arn("GET", "/pets"), answer.Json["policyDocument"]!["Statement"]![0]!["Resource"]!.GetValue<string>());
        Assert.Equal("read", answer.Context["ruleId"]!.GetValue<string>());
        AssertFallback(authorizer, "variable");
    }

    // The prefix of the ARN has 59 characters, and "GET/" has 4. A resource has at most 512.
    [Theory]
    [InlineData(449, true)]
    [InlineData(450, false)]
    public async Task A_resource_of_more_than_512_bytes_limits_the_policy_to_the_requested_route(int length, bool whole)
    {
        Assert.Equal(59, TestEvents.ArnPrefix.Length);
        string permissions = $$"""{"version":1,"rules":[{"id":"r","effect":"allow","routes":["GET /a", "GET /{{new string('x', length)}}"]}]}""";
        IAuthorizer authorizer = await PrincipalAsync(permissions);

        Answer answer = await AskAsync(authorizer, "GET", "/a");

        answer.IsAllowed();
        Assert.Equal(whole, answer.Json["policyDocument"]!["Statement"]![0]!["Resource"] is JsonArray);
        AssertFallback(authorizer, whole ? null : "512 bytes");
    }

    // Only WebSocket APIs limit a response to 8 KB. If larger policies of other APIs fell back to the requested route, API Gateway would cache
    // a policy that wrongly denies every other route.
    [Theory]
    [InlineData(60, true)]
    [InlineData(400, true)]
    [InlineData(6_000, true)]
    [InlineData(7_000, false)]
    public async Task A_policy_of_more_than_512_KiB_is_limited_to_the_requested_route(int routes, bool whole)
    {
        string list = string.Join(',', Enumerable.Range(0, routes).Select(i => $"\"GET /route/number/{i:D5}\""));
        IAuthorizer authorizer = await PrincipalAsync($$"""{"version":1,"rules":[{"id":"r","effect":"allow","routes":[{{list}}]}]}""");

        Answer answer = await AskAsync(authorizer, "GET", "/route/number/00007");

        answer.IsAllowed();
        Assert.Equal(whole, answer.Json["policyDocument"]!["Statement"]![0]!["Resource"] is JsonArray);
        Assert.InRange(answer.Payload.Length, 1, 512 * 1024);
        AssertFallback(authorizer, whole ? null : "512 KiB");
        (await AskAsync(authorizer, "GET", "/route/number/x")).IsRefused("route_not_permitted");
    }

    // This was a bug: the policy of six rules with every method exceeded 8,192 bytes, and the authorizer silently allowed only one route.
    [Fact]
    public async Task Six_rules_for_every_method_fit_in_the_policy()
    {
        string rules = string.Join(',', "orders invoices customers products carts reports".Split(' ').Select((area, i) =>
            $$"""{"id":"r{{i}}","effect":"allow","routes":["* /{{area}}/**"],"when":{"anyGroup":["readers"]} }"""));
        IAuthorizer authorizer = await PrincipalAsync($$"""{"version":1,"rules":[{{rules}}]}""");

        Answer answer = await AskAsync(authorizer, "GET", "/orders/1");

        Assert.Equal(6 * 7 * 2, Resources(answer, "Allow").Length);
        AssertFallback(authorizer, problem: null);
    }

    [Fact]
    public async Task A_resource_that_a_wildcard_covers_is_omitted()
    {
        IAuthorizer authorizer = await PrincipalAsync("""
            {"version":1,"rules":[
              {"id":"narrow","effect":"allow","routes":["GET /a/b", "GET /a/b/c/**", "GET /ab", "POST /a/b"]},
              {"id":"wide","effect":"allow","routes":["GET /a/**"]},
              {"id":"closed","effect":"deny","routes":["GET /a/x/y", "GET /a/x/**"]}]}
            """);

        Answer answer = await AskAsync(authorizer, "GET", "/a");

        Assert.Equal(["GET/ab", "POST/a/b", "GET/a", "GET/a/*"], Resources(answer, "Allow"));
        Assert.Equal(["GET/a/x", "GET/a/x/*"], Resources(answer, "Deny")[..2]);
    }

    // A policy cannot express these paths exactly, and the caller's allowed wildcards match them.
    [Theory]
    [InlineData("/admin?x")]
    [InlineData("/admin*")]
    public async Task The_policy_for_a_refused_path_with_a_wildcard_denies_this_path(string path)
    {
        IAuthorizer authorizer = await PrincipalAsync("""
            {"version":1,"rules":[{"id":"all","effect":"allow","routes":["* /**"]},{"id":"no","effect":"deny","routes":["* /admin/**"]}]}
            """);

        Answer answer = await AskAsync(authorizer, "GET", path);

        answer.IsRefused("path_not_canonical");
        Assert.Contains("GET" + path, Resources(answer, "Deny"));
    }

    [Fact]
    public async Task The_policy_of_a_WebSocket_connection_has_only_the_connect_route()
    {
        IAuthorizer authorizer = await PrincipalAsync(Rules);

        Answer answer = await authorizer.InvokeAsync(
            TestEvents.WebSocketConnect(null).With(e => e["headers"]!["Authorization"] = TestEvents.Bearer(TestTokens.Access())));

        answer.IsAllowed();
        Assert.Equal(TestEvents.ArnPrefix + "$connect", answer.Json["policyDocument"]!["Statement"]![0]!["Resource"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("GET /pets/{petId}")]
    [InlineData("GET /{a}/b")]
    [InlineData("* /a/{b}/c/**")]
    [InlineData("* /a/{b}/{claim:sub}/**")]
    public async Task The_start_fails_if_a_policy_cannot_express_a_route_exactly(string route)
    {
        StartFailedException failure = await Assert.ThrowsAsync<StartFailedException>(
            () => PrincipalAsync($$"""{"version":1,"rules":[{"id":"by-id","effect":"allow","routes":["{{route}}"]}]}"""));

        Assert.Contains("rule \"by-id\"", failure.Message, StringComparison.Ordinal);
        Assert.Contains(route, failure.Message, StringComparison.Ordinal);
        Assert.Contains("AUTHORIZER_POLICY_SCOPE", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_start_fails_if_a_header_requirement_applies_to_some_methods_only()
    {
        StartFailedException failure = await Assert.ThrowsAsync<StartFailedException>(
            () => PrincipalAsync(Rules, ("AUTHORIZER_CONTENT_TYPES", "application/json")));

        Assert.StartsWith("AUTHORIZER_CONTENT_TYPES", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_policy_for_a_request_without_a_required_header_allows_nothing()
    {
        IAuthorizer authorizer = await PrincipalAsync(Rules, ("AUTHORIZER_REQUIRED_HEADERS", "x-api-version"));

        Answer answer = await AskAsync(authorizer, "GET", "/pets");

        answer.IsDenied("header_missing");
        Assert.DoesNotContain("Allow", answer.Json["policyDocument"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/users/ann/a%20b")]
    [InlineData("/users/%61nn")]
    public async Task A_path_with_an_escape_is_refused(string path)
    {
        IAuthorizer authorizer = await PrincipalAsync(Rules);

        (await AskAsync(authorizer, "GET", path)).IsRefused("path_not_canonical");
    }

    [Theory]
    [InlineData("aws-cn", "cn-north-1")]
    [InlineData("aws-us-gov", "us-gov-west-1")]
    [InlineData("aws-eusc", "eusc-de-east-1")]
    public async Task The_policy_has_the_partition_of_the_request(string partition, string region)
    {
        IAuthorizer authorizer = await PrincipalAsync(Rules);
        string prefix = $"arn:{partition}:execute-api:{region}:123456789012:a1b2c3d4e5/demo/";

        Answer answer = await authorizer.InvokeAsync(new JsonObject
        {
            ["type"] = "TOKEN",
            ["authorizationToken"] = TestEvents.Bearer(TestTokens.Access()),
            ["methodArn"] = prefix + "GET/pets",
        });

        JsonArray statements = answer.Json["policyDocument"]!["Statement"]!.AsArray();
        Assert.All(statements[0]!["Resource"]!.AsArray(), resource => Assert.StartsWith(prefix, resource!.GetValue<string>(), StringComparison.Ordinal));
        Assert.All(
            statements[1]!["Resource"]!.AsArray(),
            resource => Assert.StartsWith($"arn:{partition}:execute-api:", resource!.GetValue<string>(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Hundreds_of_groups_and_a_thousand_rules_give_an_exact_policy()
    {
        static string Routes(int area) => string.Join(',', Enumerable.Range(0, 10).Select(item => $"\"GET /area{area}/item{item}\""));
        string rules = string.Join(',', Enumerable.Range(0, 1000).Select(i =>
            $$"""{"id":"r{{i}}","effect":"allow","routes":[{{Routes(i)}}],"when":{"anyGroup":["group{{i}}"]} }"""));
        IAuthorizer authorizer = await PrincipalAsync($$"""{"version":1,"rules":[{{rules}}]}""");
        string token = TestTokens.Access(c => c["cognito:groups"] = new JsonArray([.. Enumerable.Range(0, 300).Select(i => JsonValue.Create("other" + i)), "group77"]));

        Answer answer = await AskAsync(authorizer, "GET", "/area77/item3", token);

        answer.IsAllowed();
        Assert.Equal(10, Resources(answer, "Allow").Length);
        (await AskAsync(authorizer, "GET", "/area78/item3", token)).IsRefused("route_not_permitted");
    }

    private static Task<Answer> AskAsync(IAuthorizer authorizer, string method, string path, string? token = null) =>
        authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(token ?? TestTokens.Access()), method, path));

    // Each fallback is reported in a WARN line with the reason and the metric PolicyFallbacks.
    private static void AssertFallback(IAuthorizer authorizer, string? problem)
    {
        string[] lines = [.. authorizer.LogLines.Where(line => line.Contains("\"PolicyFallbacks\":1", StringComparison.Ordinal))];
        if (problem is null)
        {
            Assert.Empty(lines);
            return;
        }

        JsonObject line = JsonNode.Parse(Assert.Single(lines))!.AsObject();
        Assert.Equal("WARN", line["level"]!.GetValue<string>());
        Assert.Equal("gateway-request-1", line["apiRequestId"]!.GetValue<string>());
        Assert.Contains(problem, line["problem"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    // Returns the resources of a statement without the prefix that the ARNs of the stage share.
    private static string[] Resources(Answer answer, string effect) =>
        [.. answer.Json["policyDocument"]!["Statement"]!.AsArray()
            .Where(statement => statement!["Effect"]!.GetValue<string>() == effect)
            .SelectMany(statement => statement!["Resource"] as JsonArray ?? [statement["Resource"]!.DeepClone()])
            .Select(resource => resource!.GetValue<string>().Replace(TestEvents.ArnPrefix, string.Empty, StringComparison.Ordinal))];

    private Task<IAuthorizer> PrincipalAsync(string permissions, params (string Name, string? Value)[] variables) =>
        StartAsync(new AuthorizerOptions([("AUTHORIZER_POLICY_SCOPE", "principal"), .. variables]).Permissions(permissions));
}
