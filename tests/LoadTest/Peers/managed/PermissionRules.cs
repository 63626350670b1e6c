using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace ManagedPeer;

/// <summary>Reads the features of the permissions file that the load test uses.</summary>
internal sealed class PermissionRules(string json)
{
    private readonly List<Rule> _rules = JsonDocument.Parse(json).RootElement.GetProperty("rules").EnumerateArray().Select(Rule.Read).ToList();

    /// <summary>The ID of the rule that allows a call, or <see langword="null"/>.</summary>
    public string? Permit(string method, string[] path, string[] groups, Func<string, string?> claim)
    {
        List<Rule> matching = _rules.Where(rule => rule.Matches(method, path, groups, claim)).ToList();
        return matching.Any(rule => rule.Denies) ? null : matching.FirstOrDefault()?.Id;
    }

    private sealed record Rule(string Id, bool Denies, List<(string Method, string[] Path)> Routes, string[]? AnyGroup, string[]? AllGroups)
    {
        public static Rule Read(JsonElement rule)
        {
            JsonElement when = rule.TryGetProperty("when", out JsonElement conditions) ? conditions : default;
            return new Rule(
                rule.GetProperty("id").GetString()!,
                rule.GetProperty("effect").GetString() == "deny",
                rule.GetProperty("routes").EnumerateArray().Select(route => route.GetString()!.Split(' '))
                    .Select(route => (route[0], route[1][1..].Split('/'))).ToList(),
                Strings(when, "anyGroup"),
                Strings(when, "allGroups"));
        }

        public bool Matches(string method, string[] path, string[] groups, Func<string, string?> claim) =>
            (AnyGroup is null || AnyGroup.Intersect(groups).Any())
            && (AllGroups is null || AllGroups.All(groups.Contains))
            && Routes.Any(route => (route.Method == "*" || route.Method == method) && PathMatches(route.Path, path, claim));

        private static bool PathMatches(string[] pattern, string[] path, Func<string, string?> claim)
        {
            bool deep = pattern[^1] == "**";
            int count = pattern.Length - (deep ? 1 : 0);
            return (deep ? path.Length >= count : path.Length == count)
                && Enumerable.Range(0, count).All(at => SegmentMatches(pattern[at], path[at], claim));
        }

        private static bool SegmentMatches(string pattern, string segment, Func<string, string?> claim)
        {
            if (segment.Length == 0 || !pattern.StartsWith('{'))
            {
                return segment.Length > 0 && pattern == segment;
            }

            return !pattern.StartsWith("{claim:", StringComparison.Ordinal) || claim(pattern[7..^1]) == segment;
        }

        private static string[]? Strings(JsonElement when, string name) =>
            when.ValueKind == JsonValueKind.Object && when.TryGetProperty(name, out JsonElement values)
                ? values.EnumerateArray().Select(value => value.GetString()!).ToArray()
                : null;
    }
}
