using System;
using System.Text;

namespace Authorizer.Mcp;

/// <summary>The methods whose requests have an <c>Mcp-Name</c> header (Streamable HTTP: "Standard Request Headers").</summary>
internal static class McpMethods
{
    private static readonly string[] Named = ["tools/call", "prompts/get", "resources/read"];

    public static ReadOnlySpan<string> WithName => Named;

    /// <summary>Whether requests with a method have a name.</summary>
    public static bool CarriesName(ReadOnlySpan<byte> method)
    {
        foreach (string named in Named)
        {
            if (Ascii.Equals(method, named))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether requests with a method have a name.</summary>
    public static bool CarriesName(string method) => Array.IndexOf(Named, method) >= 0;
}
