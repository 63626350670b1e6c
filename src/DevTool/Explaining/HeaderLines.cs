using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text.RegularExpressions;

namespace DevTool.Explaining;

/// <summary>Reads header fields in the form of HTTP, <c>curl -H @file</c> and <c>curl -v</c>: <c>Name: value</c>, one per line.</summary>
internal static partial class HeaderLines
{
    /// <param name="source">The name of the text in messages.</param>
    /// <param name="text">The lines.</param>
    /// <returns>The fields in order, each with its unchanged value.</returns>
    /// <exception cref="ToolException">
    /// A line is not a header field. The message does not contain the line, because the line can contain a secret.
    /// </exception>
    public static List<(string Name, string Value)> Read(string source, string text)
    {
        var headers = new List<(string, string)>();
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].TrimEnd('\r');
            line = line.StartsWith("> ", StringComparison.Ordinal) ? line[2..] : line;
            if (string.IsNullOrWhiteSpace(line) || line == ">" || RequestLine().IsMatch(line))
            {
                continue;
            }

            Match field = Field().Match(line);
            headers.Add(field.Success
                ? (field.Groups["name"].Value, field.Groups["value"].Value)
                : throw new ToolException(string.Create(CultureInfo.InvariantCulture, $"{source}:{i + 1}: not a header field; write for example \"Content-Type: application/json\"")));
        }

        return headers;
    }

    [GeneratedRegex(@"^(?<name>[!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(?<value>.*)$")]
    private static partial Regex Field();

    [GeneratedRegex(@"^[A-Z]+ \S+ HTTP/[0-9.]+$")]
    private static partial Regex RequestLine();
}
