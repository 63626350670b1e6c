using System;
using System.Collections.Generic;
using System.Linq;
using Authorizer.Mcp;
using Authorizer.Permissions;
using DevTool.Checking;
using DevTool.Explaining;

namespace DevTool.Routes;

/// <summary>Creates a call for a route that matches as few other routes as possible.</summary>
internal sealed class ExampleCalls
{
    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

    private readonly string _anyMethod;
    private readonly Route[] _mcp;

    /// <summary>Prepares for a set of rules.</summary>
    /// <param name="rules">All rules.</param>
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

    /// <summary>The text of every segment that is not literal. It is also the value of claims.</summary>
    public string Segment { get; }

    /// <summary>Makes a call.</summary>
    /// <returns>Method and path, an MCP request, or <c>$connect</c>.</returns>
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

            // Such a call would be refused without MCP headers.
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
