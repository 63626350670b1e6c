using System;
using System.Collections.Generic;
using System.Linq;
using Authorizer.Mcp;
using Authorizer.Permissions;

namespace DevTool.Comparing;

/// <summary>
/// Calls to one path that all routes treat alike. If a file has MCP routes for the path, its POST requests are divided into MCP
/// requests and those whose MCP headers are refused.
/// </summary>
/// <param name="Method">The HTTP method; <see langword="null"/> is every method that no rule names.</param>
/// <param name="IsMcpPath">Whether these are POST requests to a path with MCP routes.</param>
/// <param name="IsMcp">Whether these are MCP requests.</param>
/// <param name="McpMethod">Of MCP requests the method; <see langword="null"/> is every method that no rule names.</param>
/// <param name="Name">Of MCP requests that name something the names.</param>
internal sealed record CallKind(string? Method, bool IsMcpPath = false, bool IsMcp = false, string? McpMethod = null, NameClass? Name = null)
{
    private const string Post = "POST";

    /// <summary>Divides all calls.</summary>
    /// <param name="methods">The HTTP methods that rules name.</param>
    /// <param name="routes">The routes of both files.</param>
    public static CallKind[] Of(IEnumerable<string> methods, IEnumerable<Route> routes)
    {
        McpPattern[] patterns = [.. routes.Select(route => route.Mcp).OfType<McpPattern>()];
        IEnumerable<CallKind> plain = methods.Select(method => new CallKind(method)).Append(new CallKind(Method: null));
        return patterns.Length == 0 ? [.. plain] : [.. plain, new CallKind(Post, IsMcpPath: true), .. Mcp(patterns)];
    }

    /// <summary>Whether there are such calls to a path.</summary>
    /// <param name="isMcpPath">Whether a file has MCP routes for the path.</param>
    public bool Exists(bool isMcpPath) => Method != Post || IsMcpPath == isMcpPath;

    /// <summary>Whether a route takes these calls, for a caller with the right claims.</summary>
    /// <param name="method">The route's HTTP method; <see langword="null"/> is any.</param>
    /// <param name="mcp">The route's pattern of MCP requests, or <see langword="null"/>.</param>
    public bool Takes(string? method, McpPattern? mcp) => mcp is null
        ? method is null || method == Method
        : IsMcp && (mcp.Method == Route.AnyMethod || mcp.Method == McpMethod) && (mcp.NameKind == McpNameKind.Any || Name?.Matches(mcp) == true);

    private static IEnumerable<CallKind> Mcp(McpPattern[] patterns)
    {
        // A pattern for any method can name what only the methods with names have.
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
