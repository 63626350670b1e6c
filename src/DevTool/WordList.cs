using System.Collections.Generic;
using System.Linq;

namespace DevTool;

/// <summary>Writes lists of words in sentences.</summary>
internal static class WordList
{
    /// <summary>Joins words: "a", "a or b", "a, b or c".</summary>
    /// <param name="words">At least one.</param>
    /// <param name="last">The word before the last item: "and" or "or".</param>
    public static string Join(IReadOnlyList<string> words, string last) =>
        words.Count == 1 ? words[0] : $"{string.Join(", ", words.Take(words.Count - 1))} {last} {words[^1]}";
}
