using System;
using System.Collections.Generic;
using System.Linq;
using Authorizer.Permissions;

namespace DevTool.Routes;

/// <summary>A route of an API.</summary>
/// <param name="File">The file that describes it.</param>
/// <param name="Line">The line it begins on, from 1.</param>
/// <param name="Method">The method; <c>*</c> is any; <c>$connect</c> is the WebSocket route.</param>
/// <param name="Path">The path as API Gateway writes it; empty for <c>$connect</c>.</param>
/// <param name="Guarded">Whether callers need a token.</param>
/// <param name="Scopes">Sets of scopes. A token must have all scopes of at least one set. Empty if the route names none.</param>
internal sealed record ApiRoute(string File, int Line, string Method, string Path, bool Guarded, IReadOnlyList<IReadOnlyList<string>> Scopes)
{
    /// <summary>The path of an HTTP API's route <c>$default</c>, which matches every request that no other route matches.</summary>
    public const string Everything = "/**";

    /// <summary>Method and path.</summary>
    public string Text => Path.Length == 0 ? Method : $"{Method} {Path}";

    /// <summary>The requests that it matches, as a route of a rule.</summary>
    public Route Route
    {
        get
        {
            if (Path == Everything)
            {
                return new Route(Method, [], WithSubtree: true);
            }

            string[] parts = Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
            bool greedy = parts is [.., var last] && last.EndsWith("+}", StringComparison.Ordinal);

            // {proxy+} matches at least one segment.
            return new Route(
                Method,
                [.. parts.Select(part => part.Contains('{', StringComparison.Ordinal)
                    ? new RouteSegment(SegmentKind.Any, part.Trim('{', '}').TrimEnd('+'))
                    : new RouteSegment(SegmentKind.Literal, part))],
                greedy);
        }
    }
}
