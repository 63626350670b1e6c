using System.Collections.Generic;
using System.Text.Json.Nodes;
using DevTool.Explaining;

namespace DevTool.McpChecking;

/// <summary>The required reaction of a server to a probe.</summary>
internal enum McpExpectation
{
    /// <summary>The server must process the request, because its headers and its body agree.</summary>
    Accept,

    /// <summary>The server must refuse the request with status 400 and error code -32020 (mismatched headers).</summary>
    RefuseMismatch,

    /// <summary>The server must refuse the request with status 400 or higher.</summary>
    Refuse,
}

/// <summary>A test request. In most probes, the headers and the body disagree.</summary>
/// <param name="What">The defect of the request.</param>
/// <param name="Headers">The MCP headers.</param>
/// <param name="Body">The body.</param>
/// <param name="Expectation">The required reaction of the server.</param>
internal sealed record McpProbe(string What, IReadOnlyList<(string Name, string Value)> Headers, JsonNode Body, McpExpectation Expectation)
{
    // These tools do not exist on any server, so a server that fails a check executes nothing.
    private const string Named = "authz-mcp-check";
    private const string Other = "authz-mcp-check-other";

    private const string Version = "Mcp-Protocol-Version";
    private const string Method = "Mcp-Method";
    private const string Name = "Mcp-Name";
    private const string Call = "tools/call";

    /// <summary>
    /// The requests. The first request is valid. It shows whether the server accepts requests at all. Otherwise the refusals of the other
    /// requests would prove nothing.
    /// </summary>
    public static IReadOnlyList<McpProbe> All { get; } =
    [
        new("headers and body agree", HeadersOf(), BodyOf(), McpExpectation.Accept),
        new("Mcp-Name is encoded, and headers and body agree", HeadersOf(name: McpName(Named)), BodyOf(), McpExpectation.Accept),
        new("Mcp-Name names another tool", HeadersOf(name: Other), BodyOf(), McpExpectation.RefuseMismatch),
        new("Mcp-Name is encoded, and names another tool", HeadersOf(name: McpName(Other)), BodyOf(), McpExpectation.RefuseMismatch),
        new("Mcp-Name is encoded twice", HeadersOf(name: McpName(McpName(Named))), BodyOf(), McpExpectation.RefuseMismatch),
        new("Mcp-Name is encoded as =?BASE64?…?= (upper case)", HeadersOf(name: McpName(Named).Replace("base64", "BASE64", System.StringComparison.Ordinal)), BodyOf(), McpExpectation.RefuseMismatch),
        new("Mcp-Name differs only in case", HeadersOf(name: Named.ToUpperInvariant()), BodyOf(), McpExpectation.RefuseMismatch),
        new("Mcp-Name is missing", HeadersOf(name: null), BodyOf(), McpExpectation.RefuseMismatch),
        new("Mcp-Method is another method", HeadersOf(method: "tools/list", name: null), BodyOf(), McpExpectation.RefuseMismatch),
        new("Mcp-Method differs only in case", HeadersOf(method: "Tools/Call"), BodyOf(), McpExpectation.RefuseMismatch),
        new("Mcp-Method is missing", HeadersOf(method: null), BodyOf(), McpExpectation.RefuseMismatch),

        // Missing and older revisions are not tested, because servers can treat such a request as the request of an older client. The
        // authorizer itself refuses such requests.
        new("Mcp-Protocol-Version is in the future, and Mcp-Name names another tool", HeadersOf(version: "2099-01-01", name: Other), BodyOf(), McpExpectation.Refuse),
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
