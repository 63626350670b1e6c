using System;

namespace Authorizer.Mcp;

/// <summary>The methods whose requests have an <c>Mcp-Name</c> header (Streamable HTTP: "Standard Request Headers").</summary>
internal static class McpMethods
{
    private static readonly string[] Named = ["tools/call", "prompts/get", "resources/read"];

    public static ReadOnlySpan<string> WithName => Named;

    /// <summary>Whether requests with a method have a name.</summary>
    public static bool CarriesName(ReadOnlySpan<byte> method) =>
        method.SequenceEqual("tools/call"u8) || method.SequenceEqual("prompts/get"u8) || method.SequenceEqual("resources/read"u8);

    /// <summary>Whether requests with a method have a name.</summary>
    public static bool CarriesName(string method) => Array.IndexOf(Named, method) >= 0;
}
