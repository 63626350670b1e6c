using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace Contract;

/// <summary>The fenced blocks of a page: what a new user copies.</summary>
public static partial class PageBlocks
{
    /// <summary>Reads the blocks of a language, in order.</summary>
    /// <param name="page">The page's path from the repository's root.</param>
    /// <param name="language">The word behind the fence.</param>
    /// <returns>Their texts.</returns>
    public static IReadOnlyList<string> Read(string page, string language) =>
    [
        .. Fence().Matches(File.ReadAllText(Path.Combine(Repository.Root, page)))
            .Where(match => match.Groups["language"].Value == language)
            .Select(match => match.Groups["text"].Value),
    ];

    [GeneratedRegex(@"^```(?<language>\w+)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Fence();
}
