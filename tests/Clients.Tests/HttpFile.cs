using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace Clients.Tests;

/// <summary>An <c>.http</c> file: variables, then requests, each below a line that starts with <c>###</c>.</summary>
internal sealed partial class HttpFile
{
    private HttpFile(Dictionary<string, string> variables, IReadOnlyList<HttpFileRequest> requests)
    {
        Variables = variables;
        Requests = requests;
    }

    /// <summary>The variables at the top of the file.</summary>
    public Dictionary<string, string> Variables { get; }

    /// <summary>The requests, in order.</summary>
    public IReadOnlyList<HttpFileRequest> Requests { get; }

    /// <summary>Reads a file.</summary>
    /// <param name="file">The path of the file.</param>
    /// <returns>The variables and requests.</returns>
    public static HttpFile Read(string file)
    {
        string[] blocks = Separator().Split(File.ReadAllText(file));
        var variables = Variable().Matches(blocks[0]).ToDictionary(match => match.Groups["name"].Value, match => match.Groups["value"].Value);
        return new HttpFile(variables, [.. blocks.Skip(1).Select(Request).OfType<HttpFileRequest>()]);
    }

    // A block with only comments is a heading.
    private static HttpFileRequest? Request(string block)
    {
        string[] lines = block.TrimEnd().Split('\n');
        string[] comments = [.. lines.Skip(1).TakeWhile(line => line.StartsWith('#'))];
        string[] request = [.. lines.Skip(1 + comments.Length)];
        if (request.Length == 0)
        {
            return null;
        }

        string[] headers = [.. request.Skip(1).TakeWhile(line => line.Length > 0)];
        string[] start = request[0].Split(' ', 2);
        return new HttpFileRequest
        {
            Title = lines[0].Trim(),
            Name = Comment(comments, "@name "),
            Expected = Comment(comments, "Expected: ") is { } status ? int.Parse(status, CultureInfo.InvariantCulture) : null,
            Wait = Comment(comments, "Wait ") is { } text
                ? TimeSpan.FromSeconds(int.Parse(text.Split(' ')[0], CultureInfo.InvariantCulture))
                : TimeSpan.Zero,
            Method = start[0],
            Url = start[1],
            Headers = [.. headers.Select(line => line.Split(": ", 2)).Select(pair => KeyValuePair.Create(pair[0], pair[1]))],
            Body = string.Join('\n', request.Skip(2 + headers.Length)),
        };
    }

    private static string? Comment(string[] comments, string start) =>
        Array.Find(comments, line => line.StartsWith("# " + start, StringComparison.Ordinal))?[(start.Length + 2)..];

    [GeneratedRegex("^###", RegexOptions.Multiline)]
    private static partial Regex Separator();

    [GeneratedRegex(@"^@(?<name>\w+) = (?<value>.*)$", RegexOptions.Multiline)]
    private static partial Regex Variable();
}
