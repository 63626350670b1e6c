using System.Collections.Generic;
using System.Text.Json.Nodes;
using DevTool.Explaining;

namespace DevTool.McpChecking;

/// <summary>The required reaction of a server to a probe.</summary>
internal enum McpExpectation
{
    /// <summary>Look at the request: its headers and its body agree.</summary>
    Accept,

    /// <summary>Refuse it with status 400 and the error of mismatched headers, -32020.</summary>
    RefuseMismatch,

    /// <summary>Refuse it with any status from 400.</summary>
    Refuse,
}

/// <summary>A request whose headers may say something else than its body.</summary>
/// <param name="What">What is wrong with it.</param>
/// <param name="Headers">The MCP headers.</param>
/// <param name="Body">The body.</param>
/// <param name="Expectation">What the server must do.</param>
internal sealed record McpProbe(string What, IReadOnlyList<(string Name, string Value)> Headers, JsonNode Body, McpExpectation Expectation)
{
    // No server has these tools, so a server that fails a check does not do anything either.
    private const string Named = "authz-mcp-check";
    private const string Other = "authz-mcp-check-other";

    private const string Version = "Mcp-Protocol-Version";
    private const string Method = "Mcp-Method";
    private const string Name = "Mcp-Name";
    private const string Call = "tools/call";

    /// <summary>The requests. The first one is right, and shows that the server can be judged by the others.</summary>
    public static IReadOnlyList<McpProbe> All { get; } =
    [
        new("headers and body agree", HeadersOf(), BodyOf(), McpExpectation.Accept),
        new("the name is encoded, and agrees", HeadersOf(name: McpName(Named)), BodyOf(), McpExpectation.Accept),
        new("Mcp-Name names another tool", HeadersOf(name: Other), BodyOf(), McpExpectation.RefuseMismatch),
        new("Mcp-Name names another tool, encoded", HeadersOf(name: McpName(Other)), BodyOf(), McpExpectation.RefuseMismatch),
        new("Mcp-Name is encoded twice", HeadersOf(name: McpName(McpName(Named))), BodyOf(), McpExpectation.RefuseMismatch),
        new("Mcp-Name is encoded with marks in capitals", HeadersOf(name: McpName(Named).Replace("base64", "BASE64", System.StringComparison.Ordinal)), BodyOf(), McpExpectation.RefuseMismatch),
        new("Mcp-Name is in other letters", HeadersOf(name: Named.ToUpperInvariant()), BodyOf(), McpExpectation.RefuseMismatch),
        new("Mcp-Name is missing", HeadersOf(name: null), BodyOf(), McpExpectation.RefuseMismatch),
        new("Mcp-Method is another method", HeadersOf(method: "tools/list", name: null), BodyOf(), McpExpectation.RefuseMismatch),
        new("Mcp-Method is in other letters", HeadersOf(method: "Tools/Call"), BodyOf(), McpExpectation.RefuseMismatch),
        new("Mcp-Method is missing", HeadersOf(method: null), BodyOf(), McpExpectation.RefuseMismatch),

        // A missing or older revision is not tried: servers may take it for an older client, and the authorizer refuses it itself.
        new("Mcp-Protocol-Version is of the future, and Mcp-Name names another tool", HeadersOf(version: "2099-01-01", name: Other), BodyOf(), McpExpectation.Refuse),
        new("the body is a batch of two requests", HeadersOf(), new JsonArray(BodyOf(), BodyOf(Other)), McpExpectation.Refuse),
    ];

    private static string McpName(string name) => $"=?base64?{System.Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(name))}?=";

    private static List<(string Name, string Value)> HeadersOf(string? version = McpText.Revision, string? method = Call, string? name = Named)
    {
        var headers = new List<(string, string)>();
        foreach ((string header, string? value) in new[] { (Version, version), (Method, method), (Name, name) })
        {
            if (value is not null)
            {
                headers.Add((header, value));
            }
        }

        return headers;
    }

    private static JsonObject BodyOf(string tool = Named) => new()
    {
        ["jsonrpc"] = "2.0",
        ["id"] = 1,
        ["method"] = Call,
        ["params"] = new JsonObject
        {
            ["name"] = tool,
            ["arguments"] = new JsonObject(),
            ["_meta"] = new JsonObject
            {
                ["io.modelcontextprotocol/protocolVersion"] = McpText.Revision,
                ["io.modelcontextprotocol/clientInfo"] = new JsonObject { ["name"] = "authz", ["version"] = "1" },
                ["io.modelcontextprotocol/clientCapabilities"] = new JsonObject(),
            },
        },
    };
}
