using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Contract;
using DevTool.Comparing;
using DevTool.NativeAuthorizers;
using DevTool.Tests.Permissions;
using Xunit;

namespace DevTool.Tests.NativeAuthorizers;

/// <summary>The command <c>native</c>. Native authorizers make the same decisions as the rules, and each remaining route has a reason.</summary>
public sealed class NativeTests : IDisposable
{
    private const string Handed =
        """
        { "id": "groups", "effect": "allow", "routes": ["GET /pets", "GET /pets/{petId}"], "when": { "anyGroup": ["readers", "admins"] } },
        { "id": "admin", "effect": "allow", "routes": ["* /admin/**"], "when": { "allGroups": ["admins"] } },
        { "id": "orders", "effect": "allow", "routes": ["POST /orders"], "when": { "anyScope": ["orders/write"], "clientIds": ["c1"] } },
        { "id": "more", "effect": "allow", "routes": ["GET /orders"], "when": { "anyScope": ["orders/read"] } },
        { "id": "and-more", "effect": "allow", "routes": ["GET /orders"], "when": { "allScopes": ["orders/write"] } },
        { "id": "everyone", "effect": "allow", "routes": ["GET /me"] }
        """;

    private static readonly Dictionary<string, string> Configured = new()
    {
        ["AUTHORIZER_USER_POOL_IDS"] = "eu-central-1_AbC123",
        ["AUTHORIZER_CLIENT_IDS"] = "c1,c2",
    };

    private readonly ToolProcess _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public void A_rest_api_gets_one_native_authorizer_for_each_set_of_claims()
    {
        NativeReport report = Of(Handed);

        Assert.Empty(report.Remaining);
        Assert.Empty(report.Permissions["rules"]!.AsArray());
        Assert.Equal(
            [
                "cognito:groups=readers|admins token_use=access; c1 c2; GET /pets, GET /pets/{petId}",
                "cognito:groups=admins token_use=access; c1 c2; ANY /admin, ANY /admin/{proxy+}",
                "token_use=access; c1; POST /orders[orders/write]",
                "token_use=access; c1 c2; GET /orders[orders/read|orders/write], GET /me",
            ],
            report.Authorizers.Select(Short));
        Assert.All(report.Authorizers, authorizer => Assert.Equal(
            ["https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbC123", "https://issuer-cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbC123"],
            authorizer.Issuers));
    }

    [Fact]
    public void An_http_api_checks_only_scopes()
    {
        NativeReport report = Of(Handed, forHttpApi: true);

        Assert.Equal(["; c1; POST /orders[orders/write]", "; c1 c2; GET /orders[orders/read|orders/write]"], report.Authorizers.Select(Short));
        Assert.Equal(
            [
                "GET /pets: JWT authorizers of HTTP APIs check no claim, and the route requires cognito:groups",
                "GET /pets/{petId}: JWT authorizers of HTTP APIs check no claim, and the route requires cognito:groups",
                "* /admin/**: JWT authorizers of HTTP APIs check no claim, and the route requires cognito:groups",
                "GET /me: JWT authorizers of HTTP APIs do not check token_use, so an ID token would pass; require a scope",
            ],
            report.Remaining.Select(route => $"{route.Route}: {route.Reason}"));
        Assert.Equal(["groups", "admin", "everyone"], report.Permissions["rules"]!.AsArray().Select(rule => (string)rule!["id"]!));
    }

    [Theory]
    [InlineData("""{ "id": "a", "effect": "allow", "routes": ["GET /a"] }, { "id": "d", "effect": "deny", "routes": ["* /**"], "when": { "anyGroup": ["x"] } }""", "rule \"d\" denies it to some callers, and no native authorizer can deny")]
    [InlineData("""{ "id": "a", "effect": "allow", "routes": ["* /users/{claim:username}/**"] }""", "no native authorizer compares a claim with the path")]
    [InlineData("""{ "id": "a", "effect": "allow", "routes": ["MCP /mcp tools/call"] }""", "no native authorizer reads the headers of MCP requests")]
    [InlineData("""{ "id": "a", "effect": "allow", "routes": ["$connect"] }""", "WebSocket APIs have no JWT authorizers")]
    [InlineData("""{ "id": "a", "effect": "allow", "routes": ["GET /a"], "when": { "allGroups": ["x", "y"] } }""", "rule \"a\": allGroups requires all of several groups, but a native authorizer accepts any one of them")]
    [InlineData("""{ "id": "a", "effect": "allow", "routes": ["GET /a"], "when": { "anyGroup": ["x"], "allGroups": ["y"] } }""", "rule \"a\": it has two conditions on cognito:groups")]
    [InlineData("""{ "id": "a", "effect": "allow", "routes": ["GET /a"], "when": { "claims": { "plan": "gold" } } }""", "rule \"a\": claims.plan is not a claim that Cognito issues as text, so its format is not known")]
    [InlineData("""{ "id": "a", "effect": "allow", "routes": ["GET /a"], "when": { "anyGroup": ["x"] } }, { "id": "b", "effect": "allow", "routes": ["GET /a"], "when": { "anyScope": ["s"] } }""", "the rules \"a\", \"b\" allow it under different conditions, and an authorizer requires all of its conditions")]
    [InlineData("""{ "id": "b", "effect": "allow", "routes": ["GET /{any}"], "when": { "anyGroup": ["x"] } }, { "id": "a", "effect": "allow", "routes": ["GET /a"], "when": { "anyGroup": ["y"] } }""", "rule \"a\" allows some of the same calls through another route")]
    public void A_route_that_no_native_authorizer_can_decide_remains_with_its_reason(string rules, string reason)
    {
        NativeReport report = Of(rules);

        Assert.Empty(report.Authorizers);
        Assert.Equal(reason, report.Remaining[0].Reason);
        Assert.Equal(JsonNode.Parse(File(rules))!["rules"]!.ToJsonString(), report.Permissions["rules"]!.ToJsonString());
    }

    [Fact]
    public void The_verification_detects_a_wrong_plan()
    {
        byte[] text = Encoding.UTF8.GetBytes(File("""{ "id": "a", "effect": "allow", "routes": ["GET /a"], "when": { "anyGroup": ["x"] } }"""));
        var permissions = PermissionsVersion.Read("p", text, Variable);
        var right = new NativeRequirements([], [], [new NativeClaim(Fact.Groups, ["x"], "string-array")]);
        JsonObject nothing = new() { ["version"] = 1, ["rules"] = new JsonArray() };
        NativePlan Plan(NativeRequirements requirements, string route = "GET /a") => new([new NativeRoute(route, ["a"], requirements)], []);

        NativeReport.Verify("p", permissions, Plan(right), nothing, Variable);
        foreach (NativePlan wrong in (NativePlan[])
        [
            Plan(right with { Claims = [] }),
            Plan(right with { Claims = [right.Claims[0] with { Values = ["x", "y"] }] }),
            Plan(right with { Scopes = ["s"] }),
            Plan(right with { Clients = ["c1"] }),
            Plan(right, "GET /a/**"),
            Plan(right, "* /a"),
        ])
        {
            Assert.Throws<DefectException>(() => NativeReport.Verify("p", permissions, wrong, nothing, Variable));
        }
    }

    [Fact]
    public async Task The_command_prints_the_result_first_and_writes_the_remaining_rules()
    {
        (int code, string output, string errors) = await _tool.RunAsync("native");
        Assert.Equal(1, code);
        Assert.StartsWith("5 of 5 routes need the function\n", output, StringComparison.Ordinal);
        Assert.Contains("rule \"suspended\" denies it to some callers", output, StringComparison.Ordinal);

        _tool.Write("p.json", File(Handed));
        (code, output, errors) = await _tool.RunAsync("native", "--permissions", _tool["p.json"], "--api", "http", "--remaining", _tool["rest.json"], "--json");
        Assert.Equal((0, string.Empty), (code, errors));
        Assert.Equal(2, (int)JsonNode.Parse(output)!["nativeRoutes"]!);
        (code, _, errors) = await _tool.RunAsync("check", _tool["rest.json"]);
        Assert.Equal(0, code);
        Assert.Contains("3 allow rules", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_shows_the_output_for_its_rules()
    {
        string page = await System.IO.File.ReadAllTextAsync(Path.Combine(Repository.Root, "src", "DevTool", "NATIVE.md"), TestContext.Current.CancellationToken);
        _ = _tool.Write("permissions.json", page.Split("```json\n")[1].Split("```")[0]);
        _tool.Variables["AUTHORIZER_USER_POOL_IDS"] = "eu-central-1_AbC123DeF";
        _tool.Variables["AUTHORIZER_CLIENT_IDS"] = "3n4b5urk1ft4fl3mg5e62d9ado";

        (_, string output, _) = await _tool.RunAsync("native", "--permissions", "permissions.json");

        Assert.Contains($"$ authz native --permissions permissions.json\n{output}```\n", page, StringComparison.Ordinal);
    }

    private static string File(string rules) => $$"""{ "version": 1, "rules": [ {{rules}} ] }""";

    private static string? Variable(string name) => Configured.GetValueOrDefault(name);

    private static NativeReport Of(string rules, bool forHttpApi = false) => NativeReport.Of("p.json", Encoding.UTF8.GetBytes(File(rules)), forHttpApi, Variable);

    private static string Short(NativeAuthorizer authorizer) =>
        $"{string.Join(' ', authorizer.Claims.Select(claim => $"{claim.Name}={string.Join('|', claim.Values)}"))}; {string.Join(' ', authorizer.Audiences)}; "
        + string.Join(", ", authorizer.Methods.Select(method => $"{method.Method} {method.Path}{(method.Scopes.Count > 0 ? $"[{string.Join('|', method.Scopes)}]" : string.Empty)}"));
}
