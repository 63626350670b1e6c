using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Text;

namespace DevTool.Routes;

/// <summary>The output formats of a matrix. Each format escapes names, because they can come from an untrusted file.</summary>
internal static class MatrixFormats
{
    /// <summary>The longest line of text, in characters. A single name can be longer.</summary>
    public const int TextWidth = 80;

    private const string Legend = "* The decision also depends on scopes, app client, token use or claims";
    private const string NoGroup = "(no group)";

    /// <summary>The formats by their names.</summary>
    public static IReadOnlyDictionary<string, Func<GroupMatrix, string>> ByName { get; } = new Dictionary<string, Func<GroupMatrix, string>>
    {
        ["text"] = Text,
        ["markdown"] = Markdown,
        ["csv"] = Csv,
        ["html"] = Html,
    };

    private static string Text(GroupMatrix matrix)
    {
        List<string[]> table = [Header(matrix), .. matrix.Rows.Select(Row)];
        int[] widths = [.. Enumerable.Range(0, table[0].Length).Select(column => table.Max(row => row[column].Length))];
        List<string> lines = widths.Sum() + (2 * (widths.Length - 1)) <= TextWidth
            ? [.. table.Select(row => string.Join("  ", row.Zip(widths, (cell, width) => cell.PadRight(width))).TrimEnd())]
            : [.. matrix.Rows.SelectMany(row => Block(matrix, row))];
        return Lines(matrix.Rows.Any(row => row.Cells.Any(cell => cell.Depends)) ? [.. lines, string.Empty, Legend] : lines);
    }

    // Used if there are too many groups for columns. Each route has a paragraph of its own.
    private static IEnumerable<string> Block(GroupMatrix matrix, MatrixRow row)
    {
        yield return Terminal.Printable(row.Route);
        foreach (IGrouping<string, string> same in row.Cells.Zip(Header(matrix).Skip(1)).GroupBy(pair => pair.First.Word(), pair => pair.Second))
        {
            string line = $"  {same.Key + ":",-6}";
            foreach (string group in same.Select((name, i) => i < same.Count() - 1 ? name + "," : name))
            {
                if (line.Length > 8 && line.Length + 1 + group.Length > TextWidth)
                {
                    yield return line;
                    line = new string(' ', 8);
                }

                line += " " + group;
            }

            yield return line;
        }
    }

    private static string Markdown(GroupMatrix matrix)
    {
        string[] header = Header(matrix);
        return Lines(
        [
            MarkdownRow(header),
            MarkdownRow(header.Select(_ => "---"), escape: false),
            .. matrix.Rows.Select(row => MarkdownRow(Row(row))),
            string.Empty,
            "\\" + Legend,
        ]);
    }

    private static string MarkdownRow(IEnumerable<string> cells, bool escape = true) =>
        $"| {string.Join(" | ", cells.Select(cell => escape ? EscapeMarkdown(cell) : cell))} |";

    // In CommonMark, a backslash removes the meaning of a punctuation character. These three characters have no meaning within a line.
    private static string EscapeMarkdown(string text) =>
        string.Concat(text.Select(character => char.IsAscii(character) && (char.IsPunctuation(character) || char.IsSymbol(character)) && character is not ('/' or '-' or ',') ? $"\\{character}" : character.ToString()));

    // RFC 4180. A spreadsheet runs a cell as a formula if it begins with one of these characters, so an apostrophe is added before it.
    private static string Csv(GroupMatrix matrix)
    {
        IEnumerable<string[]> table = [Header(matrix), .. matrix.Rows.Select(Row)];
        return string.Concat(table.Select(row => string.Join(',', row.Select(Quote)) + "\r\n"));

        static string Quote(string cell)
        {
            string safe = cell.TrimStart() is ['=' or '+' or '-' or '@' or '＝' or '＋' or '－' or '＠', ..] ? "'" + cell : cell;
            return $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        }
    }

    private static string Html(GroupMatrix matrix) => Lines(
    [
        "<!doctype html>",
        "<html lang=\"en\">",
        "<meta charset=\"utf-8\">",
        $"<title>{WebUtility.HtmlEncode(Terminal.Printable(matrix.File))}</title>",
        "<style>body{font-family:sans-serif}table{border-collapse:collapse}td,th{border:1px solid #999;padding:.3em .6em;text-align:left}.yes{background:#d4f4dd;color:#000}</style>",
        "<table>",
        $"<thead><tr>{string.Concat(Header(matrix).Select(cell => $"<th scope=\"col\">{WebUtility.HtmlEncode(cell)}</th>"))}</tr></thead>",
        "<tbody>",
        .. matrix.Rows.Select(row => $"<tr><th scope=\"row\">{WebUtility.HtmlEncode(Terminal.Printable(row.Route))}</th>{string.Concat(row.Cells.Select(HtmlCell))}</tr>"),
        "</tbody>",
        "</table>",
        $"<p>{Legend}</p>",
        "</html>",
    ]);

    private static string HtmlCell(MatrixCell cell) => $"<td class=\"{(cell.Allowed ? "yes" : "no")}\">{cell.Word()}</td>";

    private static string[] Header(GroupMatrix matrix) => ["route", .. matrix.Groups.Select(group => group is null ? NoGroup : Terminal.Printable(group))];

    private static string[] Row(MatrixRow row) => [Terminal.Printable(row.Route), .. row.Cells.Select(cell => cell.Word())];

    private static string Lines(IEnumerable<string> lines) => new StringBuilder().AppendJoin('\n', lines).Append('\n').ToString();
}
