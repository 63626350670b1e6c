using System.Collections.Generic;

namespace DevTool;

/// <summary>Wraps lines between words for a terminal.</summary>
internal static class WrappedText
{
    /// <summary>Wraps a text.</summary>
    /// <param name="text">The text. Its leading spaces indent all lines.</param>
    /// <param name="width">The longest line, in characters. A longer word has a line of its own.</param>
    /// <param name="hanging">The additional indentation of all lines except the first, in spaces.</param>
    public static IEnumerable<string> Lines(string text, int width, int hanging)
    {
        int start = 0;
        string indent = string.Empty;
        string next = new(' ', text.Length - text.TrimStart(' ').Length + hanging);
        while (text.Length - start > width - indent.Length)
        {
            int from = start + (indent.Length == 0 ? next.Length - hanging : 0);
            int space = text.LastIndexOf(' ', start + width - indent.Length, start + width - indent.Length - from);
            space = space > from ? space : text.IndexOf(' ', from);
            if (space < 0)
            {
                break;
            }

            yield return indent + text[start..space];
            (start, indent) = (space + 1, next);
        }

        yield return indent + text[start..];
    }
}
