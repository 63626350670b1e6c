using System;

namespace Authorizer.Mcp;

/// <summary>
/// An MCP request, as the headers of a POST describe it (Model Context Protocol 2026-07-28, Streamable HTTP: "Standard Request Headers").
/// An authorizer does not receive the body, so the server must refuse a body that differs from the headers. The default value means that
/// there is no MCP request.
/// </summary>
internal readonly ref struct McpCall
{
    /// <summary>Describes a request.</summary>
    /// <param name="method">The MCP method. Not empty.</param>
    /// <param name="name">The decoded name. Ignored if requests with this method have no name.</param>
    public McpCall(ReadOnlySpan<byte> method, ReadOnlySpan<byte> name)
    {
        Method = method;
        HasName = McpMethods.CarriesName(method);
        Name = HasName ? name : default;
    }

    /// <summary>Whether there is an MCP request. Its headers were checked.</summary>
    public bool IsPresent => !Method.IsEmpty;

    /// <summary>The method, such as <c>tools/call</c>. Empty in the default value.</summary>
    public ReadOnlySpan<byte> Method { get; }

    /// <summary>Whether requests with this method have a name.</summary>
    public bool HasName { get; }

    /// <summary>
    /// The decoded name of the tool, prompt or resource. Empty if requests with this method have no name, even if an <c>Mcp-Name</c> header
    /// is present. In this case a server need not compare the header with the body, so the header proves nothing.
    /// </summary>
    public ReadOnlySpan<byte> Name { get; }
}
