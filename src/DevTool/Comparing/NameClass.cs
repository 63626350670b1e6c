using System;
using System.Collections.Generic;
using System.Linq;
using Authorizer.Permissions;

namespace DevTool.Comparing;

/// <summary>
/// A set of names of MCP requests that all routes of the compared files treat the same way. The set is one name, or all names with a
/// prefix that are not in a smaller class.
/// </summary>
/// <param name="Text">The name or the prefix.</param>
/// <param name="IsPrefix">Whether the text is a prefix.</param>
/// <param name="Smaller">For a prefix, the smaller classes that are excluded.</param>
internal sealed record NameClass(string Text, bool IsPrefix, IReadOnlyList<NameClass> Smaller)
{
    // The letters of every script, because a file is never so large that it contains all of them.
    private static readonly IEnumerable<char> Letters = Enumerable.Range('a', 0xD800 - 'a').Select(code => (char)code).Where(char.IsLetter).Prepend('x');

    /// <summary>For a prefix, a longer prefix that belongs to this class and to none of the smaller classes.</summary>
    public string Beginning => Text + Letters.First(letter => !Smaller.Any(other => other.Text.StartsWith(Text + letter, StringComparison.Ordinal)));

    /// <summary>Divides all names into classes.</summary>
    /// <param name="patterns">The patterns of all routes.</param>
    public static IReadOnlyList<NameClass> Of(IEnumerable<McpPattern> patterns)
    {
        McpPattern[] all = [.. patterns];
        string[] literals = [.. all.Where(pattern => pattern.NameKind == McpNameKind.Literal).Select(pattern => pattern.Name).Distinct().Order(StringComparer.Ordinal)];
        NameClass[] single = [.. literals.Select(name => new NameClass(name, IsPrefix: false, []))];
        var classes = new List<NameClass>(single);

        // Processes the longest prefixes first, so that each prefix can exclude the classes within it. The empty prefix stands for all other names.
        foreach (string prefix in all.Where(pattern => pattern.NameKind == McpNameKind.Prefix).Select(pattern => pattern.Name).Append(string.Empty).Distinct()
            .OrderByDescending(prefix => prefix.Length).ThenBy(prefix => prefix, StringComparer.Ordinal))
        {
            classes.Add(new NameClass(prefix, IsPrefix: true, [.. classes.Where(other => other.Text.StartsWith(prefix, StringComparison.Ordinal))]));
        }

        return classes;
    }

    /// <summary>Whether the class contains a name.</summary>
    public bool Contains(string name) =>
        IsPrefix ? name.Length > 0 && name.StartsWith(Text, StringComparison.Ordinal) && !Smaller.Any(other => other.Contains(name)) : name == Text;

    /// <summary>Whether a route's pattern matches the names of this class, for a caller with the required claim.</summary>
    public bool Matches(McpPattern pattern) => pattern.NameKind switch
    {
        McpNameKind.Literal => !IsPrefix && Text == pattern.Name,
        McpNameKind.Prefix => Text.StartsWith(pattern.Name, StringComparison.Ordinal),
        _ => true,
    };

    /// <inheritdoc/>
    public bool Equals(NameClass? other) => other is not null && Text == other.Text && IsPrefix == other.IsPrefix;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Text, IsPrefix);
}
