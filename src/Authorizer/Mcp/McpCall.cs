using System;

namespace Authorizer.Mcp;

/// <summary>
/// What the headers of a POST say about the MCP request in its body (Model Context Protocol 2026-07-28, Streamable HTTP: "Standard Request
/// Headers"). An authorizer never sees the body; the server must refuse a body that says something else. The default is no MCP request.
/// </summary>
internal readonly ref struct McpCall
{
    /// <summary>Describes a request.</summary>
    /// <param name="method">The method; not empty.</param>
    /// <param name="name">What the request names, decoded; ignored if its method names nothing.</param>
    public McpCall(ReadOnlySpan<byte> method, ReadOnlySpan<byte> name)
    {
        Method = method;
        HasName = McpMethods.CarriesName(method);
        Name = HasName ? name : default;
    }

    /// <summary>Whether there is an MCP request whose headers were checked.</summary>
    public bool IsPresent => !Method.IsEmpty;

    /// <summary>The method, such as <c>tools/call</c>; empty in the default.</summary>
    public ReadOnlySpan<byte> Method { get; }

    /// <summary>Whether the method names something.</summary>
    public bool HasName { get; }

    /// <summary>
    /// The tool, prompt or resource, decoded. Empty if the method names nothing, even if there is an <c>Mcp-Name</c> header: no server is
    /// required to compare that header with its body, so it proves nothing.
    /// </summary>
    public ReadOnlySpan<byte> Name { get; }
}
