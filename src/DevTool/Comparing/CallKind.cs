using System;
using System.Collections.Generic;
using System.Linq;
using Authorizer.Mcp;
using Authorizer.Permissions;

namespace DevTool.Comparing;

/// <summary>
/// A set of calls to one path that all routes treat the same way. If a file has MCP routes for the path, the POST requests to the path are
/// divided into MCP requests and requests with invalid MCP headers, which are refused.
/// </summary>
/// <param name="Method">The HTTP method; <see langword="null"/> for all methods that no rule names.</param>
/// <param name="IsMcpPath">Whether the calls are POST requests to a path with MCP routes.</param>
/// <param name="IsMcp">Whether the calls are MCP requests.</param>
/// <param name="McpMethod">The method of the MCP requests; <see langword="null"/> for all methods that no rule names.</param>
/// <param name="Name">The names in the MCP requests; <see langword="null"/> if the requests contain no name.</param>
internal sealed record CallKind(string? Method, bool IsMcpPath = false, bool IsMcp = false, string? McpMethod = null, NameClass? Name = null)
{
    private const string Post = "POST";

    /// <summary>Divides all calls into kinds.</summary>
    /// <param name="methods">The HTTP methods that rules name.</param>
    /// <param name="routes">The routes of both files.</param>
    public static CallKind[] Of(IEnumerable<string> methods, IEnumerable<Route> routes)
    {
        McpPattern[] patterns = [.. routes.Select(route => route.Mcp).OfType<McpPattern>()];
        IEnumerable<CallKind> plain = methods.Select(method => new CallKind(method)).Append(new CallKind(Method: null));
        return patterns.Length == 0 ? [.. plain] : [.. plain, new CallKind(Post, IsMcpPath: true), .. Mcp(patterns)];
    }

    /// <summary>Whether a path can have calls of this kind.</summary>
    /// <param name="isMcpPath">Whether a file has MCP routes for the path.</param>
    public bool Exists(bool isMcpPath) => Method != Post || IsMcpPath == isMcpPath;

    /// <summary>Whether a route matches calls of this kind, for a caller with the required claims.</summary>
    /// <param name="method">The HTTP method of the route; <see langword="null"/> for any method.</param>
    /// <param name="mcp">The route's pattern of MCP requests, or <see langword="null"/>.</param>
    public bool Takes(string? method, McpPattern? mcp) => mcp is null
        ? method is null || method == Method
        : IsMcp && (mcp.Method == Route.AnyMethod || mcp.Method == McpMethod) && (mcp.NameKind == McpNameKind.Any || Name?.Matches(mcp) == true);

    private static IEnumerable<CallKind> Mcp(McpPattern[] patterns)
    {
        // A pattern for any method can contain a name, although only requests of some methods contain a name.
        bool divides = patterns.Any(pattern => pattern.NameKind != McpNameKind.Any && pattern.Method == Route.AnyMethod);
        IEnumerable<string> methods = patterns.Select(pattern => pattern.Method).Where(method => method != Route.AnyMethod)
            .Concat(divides ? McpMethods.WithName.ToArray() : []).Distinct().Order(StringComparer.Ordinal);
        IReadOnlyList<NameClass> names = NameClass.Of(patterns);
        return methods.SelectMany(method => McpMethods.CarriesName(method)
                ? names.Select(name => new CallKind(Post, IsMcpPath: true, IsMcp: true, method, name))
                : [new CallKind(Post, IsMcpPath: true, IsMcp: true, method)])
            .Append(new CallKind(Post, IsMcpPath: true, IsMcp: true));
    }
}
