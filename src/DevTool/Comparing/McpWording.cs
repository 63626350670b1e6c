using System;
using System.Collections.Generic;
using System.Linq;
using Authorizer.Permissions;

namespace DevTool.Comparing;

/// <summary>Describes classes of MCP requests in words, such as <c>MCP /mcp tools/call get_* except get_secret</c>.</summary>
internal static class McpWording
{
    /// <summary>Describes MCP requests to a path.</summary>
    /// <param name="path">The path in words.</param>
    /// <param name="kinds">The kinds of requests.</param>
    /// <param name="all">All kinds of requests that the rules distinguish.</param>
    /// <param name="claim">The claim that equals the name for all callers, or <see langword="null"/>.</param>
    public static IEnumerable<string> Calls(string path, IReadOnlyCollection<CallKind> kinds, IReadOnlyList<CallKind> all, string? claim)
    {
        CallKind[] every = [.. all.Where(kind => kind.IsMcp)];
        CallKind[] mcp = [.. kinds.Where(kind => kind.IsMcp)];
        if (kinds.Any(kind => kind is { IsMcpPath: true, IsMcp: false }))
        {
            yield return $"POST {path} without valid MCP headers";
        }

        if (mcp.Length == every.Length && claim is null)
        {
            if (mcp.Length > 0)
            {
                yield return $"{Route.McpMethod} {path} *";
            }

            yield break;
        }

        foreach (IGrouping<string?, CallKind> method in mcp.GroupBy(kind => kind.McpMethod))
        {
            string start = $"{Route.McpMethod} {path} {method.Key ?? AnyOther(every)}";
            bool isWhole = method.Count() == every.Count(kind => kind.McpMethod == method.Key);
            if (isWhole && claim is null)
            {
                yield return start;
                continue;
            }

            NameClass[] names = [.. method.Select(kind => kind.Name!)];

            // Describes only the largest classes, because their text covers the smaller classes within them.
            foreach (NameClass name in names.Where(name => !names.Any(larger => larger.Smaller.Contains(name))))
            {
                yield return start + Words(name, names, claim);
            }
        }
    }

    private static string AnyOther(CallKind[] every)
    {
        string[] named = [.. every.Select(kind => kind.McpMethod).OfType<string>().Distinct()];
        return named.Length == 0 ? Route.AnyMethod : $"any method but {string.Join(", ", named)}";
    }

    private static string Words(NameClass name, NameClass[] told, string? claim)
    {
        string own = name.IsPrefix && claim is not null ? $"{{claim:{claim}}}" : name.IsPrefix ? name.Text + "*" : name.Text;
        string[] exceptions = [.. name.Smaller.Where(smaller => !told.Contains(smaller)).Select(smaller => smaller.IsPrefix ? smaller.Text + "*" : smaller.Text)];
        return $" {own}" + (exceptions.Length == 0 ? string.Empty : " except " + string.Join(", ", exceptions));
    }
}
