using System.Collections.Generic;

namespace DevTool.Gateway.Definitions;

/// <summary>What browsers on other sites may do.</summary>
/// <param name="AllowOrigins">Origins, or <c>*</c>.</param>
/// <param name="AllowMethods">Methods, or <c>*</c>.</param>
/// <param name="AllowHeaders">Header names.</param>
/// <param name="MaxAgeSeconds">How long a browser may keep the answer to a preflight.</param>
internal sealed record CorsDefinition(
    IReadOnlyList<string> AllowOrigins, IReadOnlyList<string> AllowMethods, IReadOnlyList<string> AllowHeaders, int MaxAgeSeconds);
