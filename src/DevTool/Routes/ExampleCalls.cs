using System;
using System.Collections.Generic;
using System.Linq;
using Authorizer.Mcp;
using Authorizer.Permissions;
using DevTool.Checking;
using DevTool.Explaining;

namespace DevTool.Routes;

/// <summary>Creates an example call for a route. The call matches as few other routes as possible.</summary>
internal sealed class ExampleCalls
{
    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

    private readonly string _anyMethod;
    private readonly Route[] _mcp;

    /// <summary>Prepares examples for a set of rules.</summary>
    public ExampleCalls(IReadOnlyList<Rule> rules)
    {
        Route[] routes = [.. rules.SelectMany(rule => rule.Routes)];
        _mcp = [.. routes.Where(route => route.Mcp is not null)];
        HashSet<string> named = [.. routes.Select(route => route.HttpMethod)];
        HashSet<string> literals =
        [
            .. routes.SelectMany(route => route.Segments).Where(segment => segment.Kind == SegmentKind.Literal).Select(segment => segment.Text),
            .. _mcp.Select(route => route.Mcp!.Name),
        ];
        _anyMethod = Methods.FirstOrDefault(method => !named.Contains(method)) ?? Methods[0];
        Segment = "example";
        while (literals.Contains(Segment))
        {
            Segment += "-1";
        }
    }

    /// <summary>
    /// The text of all segments that are not literal. If a segment must equal a claim, the caller's claim needs this text as its value.
    /// </summary>
    public string Segment { get; }

    /// <summary>Creates the example call of a route.</summary>
    /// <returns>The method and the path, an MCP request, or <c>$connect</c>.</returns>
    public string Of(Route route)
    {
        if (route.Method == Route.Connect)
        {
            return Route.Connect;
        }

        IEnumerable<string> segments = route.Segments.Select(segment => segment.Kind == SegmentKind.Literal ? Escape(segment.Text) : Segment);
        string path = string.Concat((route.WithSubtree ? segments.Append(Segment) : segments).Select(segment => "/" + segment));
        path = path.Length == 0 ? "/" : path;
        string method = route.HttpMethod == Route.AnyMethod ? _anyMethod : route.HttpMethod;
        McpText? mcp = route.Mcp is { } pattern ? Of(pattern)

            // Adds an MCP request, because a call to this path without MCP headers would be refused.
            : method == "POST" && _mcp.Any(other => RouteCover.Overlaps(other, route)) ? new McpText(UnnamedMethod, Name: null)
            : null;
        return mcp is null ? $"{method} {path}" : $"{Route.McpMethod} {path} {mcp}";
    }

    private string UnnamedMethod
    {
        get
        {
            string method = "example/method";
            while (_mcp.Any(route => route.Mcp!.Method == method))
            {
                method += "-1";
            }

            return method;
        }
    }

    private McpText Of(McpPattern pattern)
    {
        bool any = pattern.Method == Route.AnyMethod;
        string method = !any ? pattern.Method : pattern.NameKind == McpNameKind.Any ? UnnamedMethod : McpMethods.WithName[0];
        return new McpText(method, pattern.NameKind switch
        {
            McpNameKind.Any => McpMethods.CarriesName(method) ? Segment : null,
            McpNameKind.Literal => pattern.Name,
            McpNameKind.Prefix => pattern.Name + Segment,
            _ => Segment,
        });
    }

    private static string Escape(string literal) => literal.All(character => character is > ' ' and <= '~') ? literal : Uri.EscapeDataString(literal);
}
