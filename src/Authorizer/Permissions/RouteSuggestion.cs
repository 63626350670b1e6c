using System;
using System.Collections.Generic;

namespace Authorizer.Permissions;

/// <summary>Guesses which route was meant by one that cannot be read. Only for messages of a start that fails.</summary>
internal static class RouteSuggestion
{
    /// <summary>Corrects what is often written otherwise: case, slashes, placeholders of other routers.</summary>
    /// <returns>A route that can be read, in quotes; <see langword="null"/> where there is no good guess. Never a wider one than written.</returns>
    public static string? For(string text)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        bool hasMethod = words.Length > 0 && !words[0].StartsWith('/');
        if (words.Length > 0 && words[^1].Equals(Route.Connect, StringComparison.OrdinalIgnoreCase))
        {
            return $"\"{Route.Connect}\"";
        }

        if (words.Length > 2 && words[0].Equals(Route.McpMethod, StringComparison.OrdinalIgnoreCase))
        {
            string mcp = $"{Route.McpMethod} {MendPath(words[1])} {string.Join(' ', words[2..])}";
            return Route.TryParse(mcp, out _) is null ? null : $"\"{mcp}\"";
        }

        if (words.Length != (hasMethod ? 2 : 1) || text.Contains("://", StringComparison.Ordinal))
        {
            return null;
        }

        string method = hasMethod ? words[0].ToUpperInvariant() : "GET";
        string mended = $"{(method == Route.ApiGatewayAny ? Route.AnyMethod : method)} {MendPath(words[^1])}";
        return Route.TryParse(mended, out _) is null ? null : $"\"{mended}\"";
    }

    private static string MendPath(string path)
    {
        var segments = new List<string>();
        foreach (string segment in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            segments.Add(segment);
        }

        for (int i = 0; i < segments.Count; i++)
        {
            segments[i] = MendSegment(segments[i], isLast: i == segments.Count - 1);
        }

        return "/" + string.Join('/', segments);
    }

    private static string MendSegment(string segment, bool isLast)
    {
        const string Subtree = "**";
        bool opens = segment.StartsWith('{');
        bool closes = segment.EndsWith('}');
        return segment switch
        {
            "*" => "{name}",
            _ when opens && segment.EndsWith("+}", StringComparison.Ordinal) => isLast ? Subtree : segment,
            _ when opens && !closes => segment + "}",
            _ when closes && !opens => "{" + segment,
            _ when segment.StartsWith(':') => "{" + segment[1..] + "}",
            _ when segment.Contains('%', StringComparison.Ordinal) => Uri.UnescapeDataString(segment),
            _ => segment,
        };
    }
}
