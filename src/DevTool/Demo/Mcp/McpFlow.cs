using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using DevTool.IdentityProvider;

namespace DevTool.Demo.Mcp;

/// <summary>
/// Runs the official MCP client, which receives only the address of the server. The client finds the authorization server, calls a tool,
/// is denied a second tool, and requests the scope that a third tool needs.
/// </summary>
/// <param name="client">The folder of the client.</param>
/// <param name="server">The MCP server behind the REST API.</param>
/// <param name="report">Receives every step.</param>
internal sealed class McpFlow(string client, Uri server, DemoReport report)
{
    /// <summary>The rules that the flow uses.</summary>
    public const string Rules = """
        { "id": "mcp", "effect": "allow", "routes": ["MCP /mcp server/discover", "MCP /mcp tools/list", "MCP /mcp tools/call get_*"] },
        { "id": "mcp-cancel", "effect": "allow", "routes": ["MCP /mcp tools/call cancel_order"], "when": { "anyScope": ["orders/cancel"] } }
        """;

    private static readonly (string Step, string Result, int? Status)[] Expected =
    [
        ("sign in", "http://127.0.0.1:", 401),
        ("connect", "2026-07-28", 200),
        ("list tools", "[\"cancel_order\",\"delete_all_orders\",\"get_order\"]", 200),
        ("call get_order", "Order 7: 2 books, paid", 200),
        ("call delete_all_orders", "route_not_permitted", 403),
        ("step up", string.Empty, 403),
        ("call cancel_order", "Order 7 is cancelled", 200),
        ("granted", "openid orders/cancel", null),
    ];

    /// <summary>Runs the client.</summary>
    /// <param name="user">The user who signs in.</param>
    /// <returns>A task that completes after the last step. The report contains the result.</returns>
    public async Task RunAsync(string user, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("node", [Path.Combine(client, "client.mjs")]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["MCP_URL"] = server.AbsoluteUri;
        start.Environment["API_USERNAME"] = user;
        start.Environment["API_PASSWORD"] = UserPool.Password;
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(cancellation);
        string[] lines = (await process.StandardOutput.ReadToEndAsync(cancellation)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await process.WaitForExitAsync(cancellation);
        for (int i = 0; i < Math.Max(lines.Length, Expected.Length); i++)
        {
            Report(i < lines.Length ? JsonNode.Parse(lines[i])! : null, i < Expected.Length ? Expected[i] : default, i == lines.Length ? await errors : string.Empty);
        }
    }

    private void Report(JsonNode? line, (string? Step, string? Result, int? Status) expected, string errors)
    {
        string step = line?["step"]?.GetValue<string>() ?? expected.Step ?? string.Empty;
        string result = line?["result"] is JsonValue value ? value.ToString() : line?["result"]?.ToJsonString() ?? string.Empty;
        int[] statuses = [.. (line?["statuses"]?.AsArray() ?? []).Select(status => status!.GetValue<int>())];
        var problems = new List<string>();
        if (line is null)
        {
            problems.Add("the client ended before: " + errors.Trim());
        }
        else if (step != expected.Step || !result.Contains(expected.Result!, StringComparison.Ordinal) || (expected.Status is { } status && !statuses.Contains(status)))
        {
            problems.Add($"expected {expected.Step}: {expected.Result} with status {expected.Status}, found statuses {string.Join(", ", statuses)}");
        }

        report.Add($"MCP client: {step}", statuses.Length == 0 ? null : statuses[^1], problems, result.ReplaceLineEndings(" "));
    }
}
