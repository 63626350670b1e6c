using System;

namespace Authorizer.Mcp;

/// <summary>The methods whose requests carry <c>Mcp-Name</c> (Streamable HTTP: "Standard Request Headers").</summary>
internal static class McpMethods
{
    private static readonly string[] Named = ["tools/call", "prompts/get", "resources/read"];

    /// <summary>The methods.</summary>
    public static ReadOnlySpan<string> WithName => Named;

    /// <summary>Whether requests with a method carry a name.</summary>
    /// <param name="method">The method, as UTF-8.</param>
    public static bool CarriesName(ReadOnlySpan<byte> method) =>
        method.SequenceEqual("tools/call"u8) || method.SequenceEqual("prompts/get"u8) || method.SequenceEqual("resources/read"u8);

    /// <summary>Whether requests with a method carry a name.</summary>
    /// <param name="method">The method.</param>
    public static bool CarriesName(string method) => Array.IndexOf(Named, method) >= 0;
}
