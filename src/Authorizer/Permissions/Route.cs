using System;
using System.Collections.Generic;
using System.Text;
using Authorizer.Paths;

namespace Authorizer.Permissions;

/// <summary>The kinds of segment in a route.</summary>
internal enum SegmentKind : byte
{
    /// <summary>The segment equals a text.</summary>
    Literal,

    /// <summary>Any one segment (<c>{name}</c>).</summary>
    Any,

    /// <summary>One segment that equals a text of a claim (<c>{claim:NAME}</c>).</summary>
    Claim,
}

/// <summary>One segment of a route.</summary>
/// <param name="Text">The text of a literal, or the name of a claim.</param>
internal sealed record RouteSegment(SegmentKind Kind, string Text);

/// <summary>A route of a rule: <c>METHOD /path</c>, <c>MCP /path METHOD [NAME]</c>, or <c>$connect</c>.</summary>
/// <param name="Method">
/// The method. <c>*</c> means any method, <c>$connect</c> the WebSocket route, and <c>MCP</c> a POST with an MCP request.
/// </param>
/// <param name="WithSubtree">Whether the route ends with <c>/**</c> and also matches everything below its path.</param>
/// <param name="Mcp">The MCP requests that the route matches, if its method is <c>MCP</c>. Otherwise <see langword="null"/>.</param>
internal sealed record Route(string Method, IReadOnlyList<RouteSegment> Segments, bool WithSubtree, McpPattern? Mcp = null)
{
    /// <summary>The method that means all methods.</summary>
    public const string AnyMethod = "*";

    /// <summary>The route key of a WebSocket connection, which has no method and no path.</summary>
    public const string Connect = "$connect";

    /// <summary>The first word of a route for MCP requests.</summary>
    public const string McpMethod = "MCP";

    /// <summary>API Gateway's name for all methods. No request has this method.</summary>
    public const string ApiGatewayAny = "ANY";

    /// <summary>The method of the HTTP requests that match. <c>*</c> means any method.</summary>
    public string HttpMethod => Method == McpMethod ? "POST" : Method;

    /// <summary>Parses a route. Returns <see langword="null"/> if it is invalid.</summary>
    /// <param name="problem">The problem as the rest of a sentence. <see langword="null"/> if the route is valid.</param>
    public static Route? TryParse(string text, out string? problem)
    {
        if (text == Connect)
        {
            problem = null;
            return new Route(Connect, [], WithSubtree: false);
        }

        int space = text.IndexOf(' ', StringComparison.Ordinal);
        string method = space < 0 ? text : text[..space];
        string path = space < 0 ? string.Empty : text[(space + 1)..];
        problem = (method == AnyMethod || IsMethod(method)) switch
        {
            false => $"has the method \"{method}\"; write the method in capitals, or * for any",
            true when method == ApiGatewayAny => "has the method ANY, which no request has; write * for any method",
            true when !path.StartsWith('/') => "has no path; write a method, one space and a path that begins with /",
            true => null,
        };
        McpPattern? mcp = null;
        if (problem is null && method == McpMethod)
        {
            int end = path.IndexOf(' ', StringComparison.Ordinal);
            mcp = McpPattern.TryParse(end < 0 ? string.Empty : path[(end + 1)..], out problem);
            path = end < 0 ? path : path[..end];
        }

        if (problem is not null)
        {
            return null;
        }

        const string Subtree = "/**";
        bool withSubtree = path.EndsWith(Subtree, StringComparison.Ordinal);
        if (withSubtree)
        {
            path = path[..^Subtree.Length];
        }

        var segments = new List<RouteSegment>();
        string[] parts = path == (withSubtree ? string.Empty : "/") ? [] : path[1..].Split('/');
        foreach (string part in parts)
        {
            if (ParseSegment(part, out problem) is not { } segment)
            {
                return null;
            }

            segments.Add(segment);
        }

        return new Route(method, segments, withSubtree, mcp);
    }

    private static bool IsMethod(string method)
    {
        foreach (char c in method)
        {
            if (!char.IsAsciiLetterUpper(c) && c != '-')
            {
                return false;
            }
        }

        return method.Length > 0;
    }

    private static RouteSegment? ParseSegment(string part, out string? problem)
    {
        problem = null;
        if (part.StartsWith('{') && part.EndsWith('}'))
        {
            const string Claim = "claim:";
            string name = part[1..^1];
            bool isClaim = name.StartsWith(Claim, StringComparison.Ordinal);
            name = isClaim ? name[Claim.Length..] : name;
            if (!isClaim && name.EndsWith('+'))
            {
                // In API Gateway, {name+} matches the whole rest of a path. If it were read as one segment, a deny rule would deny too
                // little.
                problem = $"has the segment \"{part}\"; for everything below a path, end it with /**";
                return null;
            }

            if (name.Length > 0 && !name.AsSpan().ContainsAny('{', '}'))
            {
                return new RouteSegment(isClaim ? SegmentKind.Claim : SegmentKind.Any, name);
            }

            problem = $"has the segment \"{part}\"; put a name between the braces";
        }
        else if (part.AsSpan().ContainsAny('{', '}'))
        {
            problem = $"has the segment \"{part}\"; a placeholder must be a whole segment";
        }
        else if (part.Contains('*', StringComparison.Ordinal))
        {
            problem = $"has the segment \"{part}\"; write {{name}} for any one segment, or /** at the end";
        }
        else if (CanonicalPath.CanBeSegment(Encoding.UTF8.GetBytes(part)))
        {
            return new RouteSegment(SegmentKind.Literal, part);
        }
        else
        {
            problem = $"has the segment \"{part}\", which no accepted path contains; a segment must not be empty, \".\" or \"..\", must not be percent-encoded, and must not contain a control character or one of % ? \\ ;";
        }

        return null;
    }
}
