using System.Collections.Generic;

namespace DevTool.Gateway.Definitions;

/// <summary>The CORS configuration of an HTTP API.</summary>
/// <param name="AllowOrigins">The allowed origins, or <c>*</c>.</param>
/// <param name="AllowMethods">The allowed methods, or <c>*</c>.</param>
/// <param name="AllowHeaders">The allowed request headers, or <c>*</c>.</param>
/// <param name="ExposeHeaders">The response headers that pages may read.</param>
/// <param name="AllowCredentials">Whether browsers may send cookies.</param>
/// <param name="MaxAgeSeconds">The time for which a browser may cache the response to a preflight request.</param>
internal sealed record CorsDefinition(
    IReadOnlyList<string> AllowOrigins,
    IReadOnlyList<string> AllowMethods,
    IReadOnlyList<string> AllowHeaders,
    IReadOnlyList<string> ExposeHeaders,
    bool AllowCredentials,
    int? MaxAgeSeconds);
