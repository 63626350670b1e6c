using System;
using System.Collections.Generic;
using System.Linq;
using Authorizer.Permissions;

namespace DevTool.Comparing;

/// <summary>
/// Names of MCP requests that all routes of the compared files treat alike: one name, or all that begin with a text and are in no smaller
/// class.
/// </summary>
/// <param name="Text">The name, or what the names begin with.</param>
/// <param name="IsPrefix">Whether it is a beginning.</param>
/// <param name="Smaller">For a beginning, the classes within it that are left out.</param>
internal sealed record NameClass(string Text, bool IsPrefix, IReadOnlyList<NameClass> Smaller)
{
    // Letters of every script: no file is so large that it names all of them.
    private static readonly IEnumerable<char> Letters = Enumerable.Range('a', 0xD800 - 'a').Select(code => (char)code).Where(char.IsLetter).Prepend('x');

    /// <summary>Of a beginning, what names of the class can begin with, and no name of a smaller class.</summary>
    public string Beginning => Text + Letters.First(letter => !Smaller.Any(other => other.Text.StartsWith(Text + letter, StringComparison.Ordinal)));

    /// <summary>Divides all names.</summary>
    /// <param name="patterns">The patterns of all routes.</param>
    public static IReadOnlyList<NameClass> Of(IEnumerable<McpPattern> patterns)
    {
        McpPattern[] all = [.. patterns];
        string[] literals = [.. all.Where(pattern => pattern.NameKind == McpNameKind.Literal).Select(pattern => pattern.Name).Distinct().Order(StringComparer.Ordinal)];
        NameClass[] single = [.. literals.Select(name => new NameClass(name, IsPrefix: false, []))];
        var classes = new List<NameClass>(single);

        // The longest first, so that each beginning knows those within it. The empty one is every other name.
        foreach (string prefix in all.Where(pattern => pattern.NameKind == McpNameKind.Prefix).Select(pattern => pattern.Name).Append(string.Empty).Distinct()
            .OrderByDescending(prefix => prefix.Length).ThenBy(prefix => prefix, StringComparer.Ordinal))
        {
            classes.Add(new NameClass(prefix, IsPrefix: true, [.. classes.Where(other => other.Text.StartsWith(prefix, StringComparison.Ordinal))]));
        }

        return classes;
    }

    /// <summary>Whether a name is in the class.</summary>
    /// <param name="name">The name.</param>
    public bool Contains(string name) =>
        IsPrefix ? name.Length > 0 && name.StartsWith(Text, StringComparison.Ordinal) && !Smaller.Any(other => other.Contains(name)) : name == Text;

    /// <summary>Whether a route's pattern is about these names, for a caller with the right claim.</summary>
    /// <param name="pattern">The pattern.</param>
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
