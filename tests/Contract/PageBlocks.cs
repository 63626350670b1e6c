using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace Contract;

/// <summary>The fenced code blocks of a page, which a new user copies.</summary>
public static partial class PageBlocks
{
    /// <summary>Reads the code blocks of a language, in order.</summary>
    /// <param name="page">The page's path from the repository's root.</param>
    /// <param name="language">The language, as written after the opening fence.</param>
    /// <returns>The texts of the code blocks.</returns>
    public static IReadOnlyList<string> Read(string page, string language) =>
    [
        .. Fence().Matches(File.ReadAllText(Path.Combine(Repository.Root, page)))
            .Where(match => match.Groups["language"].Value == language)
            .Select(match => match.Groups["text"].Value),
    ];

    [GeneratedRegex(@"^```(?<language>\w+)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Fence();
}
