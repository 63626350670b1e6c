using System;
using System.Text;

namespace Authorizer.Mcp;

/// <summary>The methods whose requests carry <c>Mcp-Name</c> (Streamable HTTP: "Standard Request Headers").</summary>
internal static class McpMethods
{
    private static readonly string[] Named = ["tools/call", "prompts/get", "resources/read"];

    /// <summary>The methods.</summary>
    public static ReadOnlySpan<string> WithName => Named;

    /// <summary>Whether requests with a method carry a name.</summary>
    /// <param name="method">The method, as UTF-8.</param>
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

    /// <summary>Whether requests with a method carry a name.</summary>
    /// <param name="method">The method.</param>
    public static bool CarriesName(string method) => Array.IndexOf(Named, method) >= 0;
}
