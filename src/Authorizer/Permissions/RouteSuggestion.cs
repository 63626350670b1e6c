using System;
using System.Collections.Generic;

namespace Authorizer.Permissions;

/// <summary>Guesses the intended form of an invalid route. Used only for messages of a failed start.</summary>
internal static class RouteSuggestion
{
    /// <summary>
    /// Corrects common mistakes, such as wrong case, missing slashes, and placeholders of other routers. Returns a valid route in quotes,
    /// or <see langword="null"/> if there is no good guess. The suggestion never matches more calls than the invalid route describes.
    /// </summary>
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
            string mcp = $"{Route.McpMethod} {CorrectPath(words[1])} {string.Join(' ', words[2..])}";
            return Route.TryParse(mcp, out _) is null ? null : $"\"{mcp}\"";
        }

        if (words.Length != (hasMethod ? 2 : 1) || text.Contains("://", StringComparison.Ordinal))
        {
            return null;
        }

        string method = hasMethod ? words[0].ToUpperInvariant() : "GET";
        string corrected = $"{(method == Route.ApiGatewayAny ? Route.AnyMethod : method)} {CorrectPath(words[^1])}";
        return Route.TryParse(corrected, out _) is null ? null : $"\"{corrected}\"";
    }

    private static string CorrectPath(string path)
    {
        var segments = new List<string>();
        foreach (string segment in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            segments.Add(segment);
        }

        for (int i = 0; i < segments.Count; i++)
        {
            segments[i] = CorrectSegment(segments[i], isLast: i == segments.Count - 1);
        }

        return "/" + string.Join('/', segments);
    }

    private static string CorrectSegment(string segment, bool isLast)
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
