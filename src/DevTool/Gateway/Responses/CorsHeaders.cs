using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using DevTool.Gateway.Definitions;

namespace DevTool.Gateway.Responses;

/// <summary>The header fields that let a browser hand an answer to a page of another site (Fetch standard, "CORS protocol").</summary>
internal static class CorsHeaders
{
    /// <summary>The fields of every answer.</summary>
    /// <param name="cors">What is allowed.</param>
    /// <param name="origin">The page's origin.</param>
    /// <returns>The fields; none where the origin is not allowed.</returns>
    public static IReadOnlyList<KeyValuePair<string, string>> ForAnswer(CorsDefinition cors, string? origin) =>
        cors.AllowOrigins.Contains("*") ? [new("Access-Control-Allow-Origin", "*")]
        : origin is not null && cors.AllowOrigins.Contains(origin) ? [new("Access-Control-Allow-Origin", origin), new("Vary", "Origin")]
        : [];

    /// <summary>The fields of the answer to a preflight.</summary>
    /// <param name="cors">What is allowed.</param>
    /// <param name="origin">The page's origin.</param>
    /// <returns>The fields; none where the origin is not allowed.</returns>
    public static IReadOnlyList<KeyValuePair<string, string>> ForPreflight(CorsDefinition cors, string? origin) =>
        ForAnswer(cors, origin) is { Count: > 0 } answer
            ?
            [
                .. answer,
                new("Access-Control-Allow-Methods", string.Join(',', cors.AllowMethods)),
                new("Access-Control-Allow-Headers", string.Join(',', cors.AllowHeaders)),
                new("Access-Control-Max-Age", cors.MaxAgeSeconds.ToString(CultureInfo.InvariantCulture)),
            ]
            : [];
}
