using System;
using System.Collections.Generic;
using System.Linq;
using Authorizer.Permissions;

namespace DevTool.Routes;

/// <summary>Creates a call for a route that matches as few other routes as possible.</summary>
internal sealed class ExampleCalls
{
    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

    private readonly string _anyMethod;

    /// <summary>Prepares for a set of rules.</summary>
    /// <param name="rules">All rules.</param>
    public ExampleCalls(IReadOnlyList<Rule> rules)
    {
        HashSet<string> named = [.. rules.SelectMany(rule => rule.Routes).Select(route => route.Method)];
        HashSet<string> literals = [.. rules.SelectMany(rule => rule.Routes).SelectMany(route => route.Segments).Where(segment => segment.Kind == SegmentKind.Literal).Select(segment => segment.Text)];
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
    /// <returns>Method and path, or <c>$connect</c>.</returns>
    public string Of(Route route)
    {
        if (route.Method == Route.Connect)
        {
            return Route.Connect;
        }

        IEnumerable<string> segments = route.Segments.Select(segment => segment.Kind == SegmentKind.Literal ? Escape(segment.Text) : Segment);
        string path = string.Concat((route.WithSubtree ? segments.Append(Segment) : segments).Select(segment => "/" + segment));
        return $"{(route.Method == Route.AnyMethod ? _anyMethod : route.Method)} {(path.Length == 0 ? "/" : path)}";
    }

    private static string Escape(string literal) => literal.All(character => character is > ' ' and <= '~') ? literal : Uri.EscapeDataString(literal);
}
