using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using DevTool.Gateway.Definitions;

namespace DevTool.Gateway.Responses;

/// <summary>The header fields that allow a page from another origin to read a response (Fetch standard, "CORS protocol").</summary>
internal static class CorsHeaders
{
    private const string Any = "*";

    /// <summary>The fields that every response needs.</summary>
    /// <param name="cors">The CORS configuration.</param>
    /// <param name="origin">The origin of the page.</param>
    /// <returns>The fields; empty if the origin is not allowed.</returns>
    public static IReadOnlyList<KeyValuePair<string, string>> ForAnswer(CorsDefinition cors, string? origin)
    {
        if (origin is null || !cors.AllowOrigins.Any(allowed => Matches(allowed, origin)))
        {
            return [];
        }

        List<KeyValuePair<string, string>> fields = [];
        AddUnlessEmpty(fields, "Access-Control-Allow-Origin", cors.AllowOrigins.Contains(Any) ? [Any] : [origin]);
        AddUnlessEmpty(fields, "Access-Control-Allow-Credentials", cors.AllowCredentials ? ["true"] : []);
        AddUnlessEmpty(fields, "Access-Control-Expose-Headers", cors.ExposeHeaders);
        return fields;
    }

    /// <summary>The fields of the response to a preflight request.</summary>
    /// <param name="cors">The CORS configuration.</param>
    /// <param name="origin">The origin of the page.</param>
    /// <returns>The fields; empty if the origin is not allowed.</returns>
    public static IReadOnlyList<KeyValuePair<string, string>> ForPreflight(CorsDefinition cors, string? origin)
    {
        List<KeyValuePair<string, string>> fields = [.. ForAnswer(cors, origin)];
        if (fields.Count > 0)
        {
            AddUnlessEmpty(fields, "Access-Control-Allow-Methods", cors.AllowMethods);
            AddUnlessEmpty(fields, "Access-Control-Allow-Headers", cors.AllowHeaders);
            AddUnlessEmpty(
                fields, "Access-Control-Max-Age", cors.MaxAgeSeconds is { } age ? [age.ToString(CultureInfo.InvariantCulture)] : []);
        }

        return fields;
    }

    // "https://*" matches every origin with the scheme https.
    private static bool Matches(string allowed, string origin) =>
        allowed == Any || allowed == origin
        || (allowed.EndsWith("://*", StringComparison.Ordinal) && origin.StartsWith(allowed[..^1], StringComparison.Ordinal));

    private static void AddUnlessEmpty(List<KeyValuePair<string, string>> fields, string name, IReadOnlyList<string> values)
    {
        if (values.Count > 0)
        {
            fields.Add(new(name, string.Join(',', values)));
        }
    }
}
