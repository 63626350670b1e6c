using Authorizer.Permissions;

namespace DevTool.Explaining;

/// <summary>Describes why MCP headers are refused, and why a route does not match an MCP request.</summary>
internal static class McpWords
{
    /// <summary>Describes the problem of a header.</summary>
    /// <param name="header">The name of the header in lower case.</param>
    /// <param name="values">The values of the header in the event.</param>
    public static string Problem(string header, string[] values)
    {
        string name = header switch { "mcp-method" => "Mcp-Method", "mcp-name" => "Mcp-Name", _ => "Mcp-Protocol-Version" };
        return values.Length switch
        {
            0 => $"the header {name} is missing; the MCP rules for this path require it",
            1 when name == "Mcp-Protocol-Version" => $"{name} is \"{values[0]}\"; MCP rules require {McpText.Revision} or later, because older servers need not compare the headers with the body",
            1 => $"the header {name} is empty, malformed, or in the request more than once: \"{values[0]}\"; the MCP rules for this path require one valid value",
            _ => $"the header {name} has {values.Length} values; the MCP rules for this path require exactly one",
        };
    }

    /// <summary>Describes which part of a route's pattern does not match an MCP request.</summary>
    /// <param name="call">The MCP request, or <see langword="null"/>.</param>
    /// <param name="caller">The values of the caller in words.</param>
    public static string Mismatch(McpPattern pattern, McpText? call, CallerWords caller) =>
        call is null ? "the call is not an MCP request"
        : pattern.Method != Route.AnyMethod && pattern.Method != call.Method ? $"the MCP method is {call.Method}, not {pattern.Method}"
        : call.Name is null ? $"{call.Method} requests have no name"
        : pattern.NameKind switch
        {
            McpNameKind.Prefix => $"the name \"{call.Name}\" does not begin with \"{pattern.Name}\"",
            McpNameKind.Claim => caller.Claim(pattern.Name) is { } value ? $"the name \"{call.Name}\" is not the caller's {pattern.Name}, {value}" : $"the token has no claim {pattern.Name}",
            _ => $"the name is \"{call.Name}\", not \"{pattern.Name}\"",
        };
}
