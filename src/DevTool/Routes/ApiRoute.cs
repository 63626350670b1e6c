using System;
using System.Collections.Generic;
using System.Linq;
using Authorizer.Permissions;

namespace DevTool.Routes;

/// <summary>A route of an API.</summary>
/// <param name="File">The file that describes the route.</param>
/// <param name="Line">The first line of the route, from 1.</param>
/// <param name="Method">The method; <c>*</c> for any method, <c>$connect</c> for the WebSocket route.</param>
/// <param name="Path">The path in the notation of API Gateway; empty for <c>$connect</c>.</param>
/// <param name="Guarded">Whether callers need a token.</param>
/// <param name="Scopes">Sets of scopes. A token must contain all scopes of at least one set. Empty if the route requires no scope.</param>
internal sealed record ApiRoute(string File, int Line, string Method, string Path, bool Guarded, IReadOnlyList<IReadOnlyList<string>> Scopes)
{
    /// <summary>The path that stands for the route <c>$default</c> of an HTTP API. This route matches every request that no other route matches.</summary>
    public const string Everything = "/**";

    public string Text => Path.Length == 0 ? Method : $"{Method} {Path}";

    /// <summary>The requests that the route matches, in the form of a rule's route.</summary>
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

            // {proxy+} requires at least one segment.
            return new Route(
                Method,
                [.. parts.Select(part => part.Contains('{', StringComparison.Ordinal)
                    ? new RouteSegment(SegmentKind.Any, part.Trim('{', '}').TrimEnd('+'))
                    : new RouteSegment(SegmentKind.Literal, part))],
                greedy);
        }
    }
}
