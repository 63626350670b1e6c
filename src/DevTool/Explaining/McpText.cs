using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Authorizer.Mcp;

namespace DevTool.Explaining;

/// <summary>An MCP request as people write it after a path: <c>tools/call cancel_order</c>.</summary>
/// <param name="Method">The method.</param>
/// <param name="Name">The tool, prompt or resource, decoded; <see langword="null"/> if there is none.</param>
internal sealed record McpText(string Method, string? Name)
{
    /// <summary>The revision whose servers must compare headers with bodies.</summary>
    public const string Revision = "2026-07-28";

    private const string RevisionHeader = "Mcp-Protocol-Version";
    private const string MethodHeader = "Mcp-Method";
    private const string NameHeader = "Mcp-Name";

    /// <summary>The headers that clients send with the request.</summary>
    public IEnumerable<(string Name, string Value)> Headers =>
        [(RevisionHeader, Revision), (MethodHeader, Method), .. Name is null ? [] : new[] { (NameHeader, Encode(Name)) }];

    /// <summary>Makes the text of the call that the authorizer read from headers.</summary>
    /// <param name="call">The request.</param>
    /// <returns><see langword="null"/> for the default.</returns>
    public static McpText? Of(in McpCall call) => !call.IsPresent ? null
        : new McpText(Encoding.UTF8.GetString(call.Method), call.HasName ? Encoding.UTF8.GetString(call.Name) : null);

    /// <summary>Method and name.</summary>
    public override string ToString() => Name is null ? Method : $"{Method} {Name}";

    /// <summary>A name as a header's value (Model Context Protocol 2026-07-28, Streamable HTTP: "Value Encoding").</summary>
    /// <param name="name">The name.</param>
    public static string Encode(string name)
    {
        bool isPlain = name.All(c => c is >= ' ' and <= '~') && name.Trim() == name && !McpName.IsEncoded(Encoding.UTF8.GetBytes(name));
        return isPlain ? name : $"=?base64?{Convert.ToBase64String(Encoding.UTF8.GetBytes(name))}?=";
    }
}
