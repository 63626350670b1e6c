using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Authorizer.Mcp;
using Authorizer.Permissions;
using DevTool.Explaining;

namespace DevTool.Checking;

/// <summary>Finds rules for an MCP server that allow more requests than intended, or requests other than intended.</summary>
internal static class McpWarnings
{
    /// <summary>Finds the warnings for one rule.</summary>
    /// <param name="all">All rules of the file.</param>
    public static IEnumerable<Finding> Of(CheckedRule rule, IReadOnlyList<CheckedRule> all)
    {
        for (int i = 0; i < rule.Rule.Routes.Count; i++)
        {
            Route route = rule.Rule.Routes[i];
            string text = RouteComparison.Text(route);
            string part = string.Create(CultureInfo.InvariantCulture, $"routes/{i}");
            if (rule.Allows && route is { Method: "POST" or Route.AnyMethod, Mcp: null } && Single(route, all) is { } single)
            {
                string[] one = RouteComparison.Text(single).Split(' ');
                yield return rule.Warn(
                    "opens-every-tool",
                    $"\"{text}\" allows every MCP request to {one[1]}, so \"{string.Join(' ', one)}\" does not restrict the callers of this rule; replace \"{text}\" with narrower routes, for example \"MCP {one[1]} tools/list\"",
                    part: part);
            }

            // A path can contain spaces, but a path that ends like an MCP request is probably a mistake.
            string[] words = text.Split(' ');
            if (route.Mcp is null && words.Length > 2 && McpMethods.CarriesName(words[2]))
            {
                yield return rule.Warn("mcp-route-as-path", $"\"{text}\" has the path \"{string.Join(' ', words[1..])}\", which contains a space", $"\"{Route.McpMethod} {string.Join(' ', words[1..])}\"", part);
            }
        }
    }

    /// <summary>Warns if a cache would reuse the decision about one MCP request for a different MCP request.</summary>
    /// <param name="all">All rules of the file.</param>
    public static IEnumerable<Finding> OfFile(IReadOnlyList<CheckedRule> all)
    {
        if (all.SelectMany(rule => rule.Rule.Routes).FirstOrDefault(route => route.Mcp is not null) is { } route)
        {
            yield return new Finding(
                Line: 0,
                Rule: null,
                $"\"{RouteComparison.Text(route)}\" is decided by headers; if API Gateway caches results, the decision about one MCP request is used for others; give that route an authorizer with a TTL of 0",
                Code: "mcp-and-cache");
        }
    }

    // Finds the route of an allow rule that covers only some MCP requests to the same path.
    private static Route? Single(Route route, IReadOnlyList<CheckedRule> all) => all.Where(other => other.Allows).SelectMany(other => other.Rule.Routes)
        .FirstOrDefault(other => other.Mcp is not null && RouteCover.Overlaps(route, other));
}
