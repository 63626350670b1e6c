using System;
using System.Threading.Tasks;
using DevTool.Tests.Permissions;
using Xunit;

namespace DevTool.Tests.Mcp;

/// <summary>The output of <c>authz</c> about rules for MCP requests.</summary>
public sealed class McpToolTests : IDisposable
{
    private const string Rules = """
        {
          "version": 1,
          "rules": [
            { "id": "list", "effect": "allow", "routes": ["MCP /mcp tools/list"] },
            { "id": "read", "effect": "allow", "routes": ["MCP /mcp tools/call get_*"], "when": { "anyGroup": ["readers"] } },
            { "id": "cancel", "effect": "allow", "routes": ["MCP /mcp tools/call cancel_order"], "when": { "anyScope": ["orders/cancel"] } },
            { "id": "own", "effect": "allow", "routes": ["MCP /mcp resources/read {claim:sub}"] },
            { "id": "secret", "effect": "deny", "routes": ["MCP /mcp * get_secret"] }
          ]
        }
        """;

    private readonly ToolProcess _tool = new();

    public McpToolTests() => _tool.Write("permissions.json", Rules);

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task The_command_test_decides_calls_of_single_tools()
    {
        _tool.Write("permissions.test.json", """
            {
              "version": 1,
              "callers": { "reader": { "groups": ["readers"] }, "app": { "scopes": ["orders/cancel"] } },
              "tests": [
                { "caller": "reader", "allow": ["MCP /mcp tools/list", "MCP /mcp tools/call get_order", "MCP /mcp tools/call get_ö, and more", "MCP /mcp resources/read reader"] },
                { "caller": "reader", "deny": ["MCP /mcp tools/call cancel_order", "MCP /mcp tools/call get_secret", "POST /mcp", "MCP /mcp resources/read app"] },
                { "caller": "app", "allow": ["MCP /mcp tools/call cancel_order"] }
              ]
            }
            """);

        (int code, string output, string errors) = await _tool.RunAsync("test", "--coverage");
        Assert.True(code == 0, output + errors);
        Assert.StartsWith("permissions.test.json: 9 calls passed with permissions.json\n", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MCP /mcp tools/call cancel_order", "rule \"cancel\" requires scope orders/cancel; ")]
    [InlineData("MCP /mcp tools/call get_ordr", "rule \"read\" requires group readers; ")]
    [InlineData("MCP /mcp tools/call cancel_ordr", "no rule covers MCP /mcp tools/call cancel_ordr; the nearest route is MCP /mcp tools/call cancel_order (rule \"cancel\"")]
    [InlineData("MCP /mcp resources/read other", "rule \"own\" requires sub \"other\" for this name; ")]
    [InlineData("MCP /mcp tools/call get_secret", "rule \"secret\" denies every caller")]
    [InlineData("POST /mcp", "the header Mcp-Protocol-Version is missing; the MCP rules for this path require it")]
    public async Task Explain_says_why_a_tool_is_denied(string call, string why)
    {
        (int code, string output, string errors) = await _tool.RunAsync("explain", "--route", call, "--permissions", "permissions.json", "--token-file", _tool.Write("token", Token()));

        Assert.True(code == 1, output + errors);
        Assert.Contains(why, output.ReplaceLineEndings(" ").Replace("    ", " ", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_shows_the_values_of_a_refused_header()
    {
        (int code, string output, _) = await _tool.RunAsync(
            "explain", "--route", "POST /mcp", "--header", "Mcp-Protocol-Version: 2025-11-25", "--permissions", "permissions.json", "--token-file", _tool.Write("token", Token()));

        Assert.Equal(1, code);
        Assert.Contains("Mcp-Protocol-Version is \"2025-11-25\"; MCP rules require 2026-07-28 or later", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_and_diff_report_tools()
    {
        (int code, string output, _) = await _tool.RunAsync("who", "MCP /mcp tools/call get_order", "--permissions", "permissions.json");
        Assert.Equal(0, code);
        Assert.StartsWith("callers in group readers may call MCP /mcp tools/call get_order\n", output, StringComparison.Ordinal);
        Assert.Equal(1, (await _tool.RunAsync("who", "MCP /mcp tools/call get_secret", "--permissions", "permissions.json")).Code);
        Assert.Equal(1, (await _tool.RunAsync("who", "POST /mcp", "--permissions", "permissions.json")).Code);
        Assert.Equal(64, (await _tool.RunAsync("who", "MCP /mcp", "--permissions", "permissions.json")).Code);

        _tool.Write("new.json", Rules.Replace("get_secret", "get_salary", StringComparison.Ordinal).Replace("\"tools/list\"", "x", StringComparison.Ordinal));
        (code, output, _) = await _tool.RunAsync("diff", "permissions.json", "new.json", "--no-new-access");
        Assert.Equal(1, code);
        Assert.Contains("callers in group readers gain MCP /mcp tools/call get_secret", output, StringComparison.Ordinal);
        Assert.Contains("callers in group readers lose MCP /mcp tools/call get_salary", output, StringComparison.Ordinal);
        Assert.Contains("for example MCP /mcp tools/call get_secret with", output, StringComparison.Ordinal);

        _tool.Write("open.json", """{"version":1,"rules":[{"id":"post","effect":"allow","routes":["POST /mcp"]}]}""");
        (_, output, _) = await _tool.RunAsync("diff", "permissions.json", "open.json");
        Assert.Contains("POST /mcp without valid MCP headers", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Matrix_has_a_row_for_each_tool()
    {
        (int code, string output, _) = await _tool.RunAsync("matrix", "--format", "csv", "--permissions", "permissions.json");

        Assert.Equal(0, code);
        Assert.Contains("MCP /mcp tools/call get_*,no,yes", output.Replace("\"", string.Empty, StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("MCP /mcp tools/call cancel_order,no*,no*", output.Replace("\"", string.Empty, StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Coverage_matches_MCP_routes_with_the_POST_route_of_the_API()
    {
        _tool.Write("api.json", """{"openapi":"3.0.1","info":{"title":"a","version":"1"},"security":[{"t":[]}],"components":{"securitySchemes":{"t":{"type":"http","scheme":"bearer"}}},"paths":{"/mcp":{"post":{}},"/other":{"get":{}}}}""");
        (int code, string output, string errors) = await _tool.RunAsync("coverage", "--api", "api.json", "--permissions", "permissions.json");

        Assert.True(code is 0 or 1, errors);
        Assert.DoesNotContain("POST /mcp: no rule", output, StringComparison.Ordinal);
        Assert.DoesNotContain("reaches no route", output, StringComparison.Ordinal);
        Assert.Contains("the part \"MCP /mcp tools/list\" of it", output.ReplaceLineEndings(" ").Replace("    ", " ", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private static string Token()
    {
        string Part(string json) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(json)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        string claims = """{"iss":"https://issuer.example","sub":"ann","client_id":"c","token_use":"access","exp":4000000000,"iat":1}""";
        return $"{Part("""{"alg":"RS256","kid":"k"}""")}.{Part(claims)}.AAAA";
    }
}
