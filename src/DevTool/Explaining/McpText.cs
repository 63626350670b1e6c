using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Authorizer.Mcp;

namespace DevTool.Explaining;

/// <summary>An MCP request in the form that users write after a path: <c>tools/call cancel_order</c>.</summary>
/// <param name="Method">The method.</param>
/// <param name="Name">The decoded name of the tool, prompt or resource; <see langword="null"/> if the request contains no name.</param>
internal sealed record McpText(string Method, string? Name)
{
    /// <summary>The revision of MCP in which servers must compare headers with the body.</summary>
    public const string Revision = "2026-07-28";

    private const string RevisionHeader = "Mcp-Protocol-Version";
    private const string MethodHeader = "Mcp-Method";
    private const string NameHeader = "Mcp-Name";

    /// <summary>The headers that clients send with the request.</summary>
    public IEnumerable<(string Name, string Value)> Headers =>
        [(RevisionHeader, Revision), (MethodHeader, Method), .. Name is null ? [] : new[] { (NameHeader, Encode(Name)) }];

    /// <summary>Creates the text of an MCP request that the authorizer read from headers.</summary>
    /// <returns>The text; <see langword="null"/> if the call is not an MCP request.</returns>
    public static McpText? Of(in McpCall call) => !call.IsPresent ? null
        : new McpText(Encoding.UTF8.GetString(call.Method), call.HasName ? Encoding.UTF8.GetString(call.Name) : null);

    /// <summary>The method and the name.</summary>
    public override string ToString() => Name is null ? Method : $"{Method} {Name}";

    /// <summary>Encodes a name as a header value (Model Context Protocol 2026-07-28, Streamable HTTP: "Value Encoding").</summary>
    public static string Encode(string name)
    {
        bool isPlain = name.All(c => c is >= ' ' and <= '~') && name.Trim() == name && !McpName.IsEncoded(Encoding.UTF8.GetBytes(name));
        return isPlain ? name : $"=?base64?{Convert.ToBase64String(Encoding.UTF8.GetBytes(name))}?=";
    }
}
