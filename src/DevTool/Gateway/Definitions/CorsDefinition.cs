using System.Collections.Generic;

namespace DevTool.Gateway.Definitions;

/// <summary>The CORS configuration of an HTTP API.</summary>
/// <param name="AllowOrigins">Origins, or <c>*</c>.</param>
/// <param name="AllowMethods">Methods, or <c>*</c>.</param>
/// <param name="AllowHeaders">Header names, or <c>*</c>.</param>
/// <param name="ExposeHeaders">Names of the header fields of answers that pages may read.</param>
/// <param name="AllowCredentials">Whether requests may have cookies.</param>
/// <param name="MaxAgeSeconds">How long a browser may keep the answer to a preflight.</param>
internal sealed record CorsDefinition(
    IReadOnlyList<string> AllowOrigins,
    IReadOnlyList<string> AllowMethods,
    IReadOnlyList<string> AllowHeaders,
    IReadOnlyList<string> ExposeHeaders,
    bool AllowCredentials,
    int? MaxAgeSeconds);
