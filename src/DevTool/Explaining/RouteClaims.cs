using System.Collections.Generic;
using System.Linq;
using Authorizer.Permissions;

namespace DevTool.Explaining;

/// <summary>The claims that a route compares with the call.</summary>
internal static class RouteClaims
{
    /// <summary>The names of the claims that a route compares with the call.</summary>
    public static IEnumerable<string> Of(Route route) => route.Segments.Where(segment => segment.Kind == SegmentKind.Claim).Select(segment => segment.Text)
        .Concat(route.Mcp is { NameKind: McpNameKind.Claim } mcp ? [mcp.Name] : []);
}
