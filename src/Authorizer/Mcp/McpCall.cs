using System;

namespace Authorizer.Mcp;

/// <summary>
/// An MCP request as the headers of a POST describe it (Model Context Protocol 2026-07-28, Streamable HTTP: "Standard Request Headers"). An
/// authorizer does not receive the body, so the server must refuse a body that differs from the headers. The default is no MCP request.
/// </summary>
internal readonly ref struct McpCall
{
    /// <summary>Describes a request.</summary>
    /// <param name="method">Not empty.</param>
    /// <param name="name">Decoded; ignored if requests with the method have no name.</param>
    public McpCall(ReadOnlySpan<byte> method, ReadOnlySpan<byte> name)
    {
        Method = method;
        HasName = McpMethods.CarriesName(method);
        Name = HasName ? name : default;
    }

    /// <summary>Whether this is an MCP request whose headers were checked.</summary>
    public bool IsPresent => !Method.IsEmpty;

    /// <summary>The method, such as <c>tools/call</c>; empty in the default.</summary>
    public ReadOnlySpan<byte> Method { get; }

    /// <summary>Whether requests with the method have a name.</summary>
    public bool HasName { get; }

    /// <summary>
    /// The tool, prompt or resource, decoded. Empty if requests with the method have no name, even if an <c>Mcp-Name</c> header is present:
    /// servers are not required to compare it with the body, so it proves nothing.
    /// </summary>
    public ReadOnlySpan<byte> Name { get; }
}
