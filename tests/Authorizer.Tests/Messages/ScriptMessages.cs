using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace Authorizer.Tests.Messages;

/// <summary>
/// Collects the messages of shell scripts and of the Makefile: the texts that <c>echo</c> writes to standard error, the first arguments of
/// functions that print this argument as an error, and the texts of <c>$(error …)</c>.
/// </summary>
internal static partial class ScriptMessages
{
    /// <summary>The functions of a script that print their first argument as an error, and the text that they print after it.</summary>
    public static IEnumerable<(string Name, string End)> Reporters(string script) =>
        from function in Function().Matches(script)
        let report = Report().Match(function.Groups[2].Value)
        where report.Success
        select (function.Groups[1].Value, report.Groups[1].Value);

    /// <summary>Collects the messages of a script.</summary>
    /// <param name="reporters">The functions that print their first argument as an error, from all scripts.</param>
    public static IEnumerable<Message> Of(string file, string script, IReadOnlyCollection<(string Name, string End)> reporters)
    {
        string name = string.Join('|', reporters.Select(reporter => reporter.Name).Append("echo"));
        foreach (Match call in Regex.Matches(script, $@"(?<=^|[;&|{{(] |\) |then |do |else )\s*({name}) (?=[""'\\])", RegexOptions.Multiline))
        {
            List<string> words = Words(script, call.Index + call.Length);
            if (reporters.FirstOrDefault(reporter => reporter.Name == call.Groups[1].Value) is { Name: not null } reporter)
            {
                yield return new Message(Place(file, script, call), words[0] + reporter.End, string.Join('\n', words.Skip(1)));
            }
            else if (words.Contains(">&2") && !words[0].Contains("$1", StringComparison.Ordinal) && !words[0].StartsWith("  $", StringComparison.Ordinal))
            {
                yield return new Message(Place(file, script, call), words[0]);
            }
        }
    }

    /// <summary>Collects the errors of a Makefile.</summary>
    public static IEnumerable<Message> OfMakefile(string file, string text) =>
        MakeError().Matches(text).Select(error => new Message(Place(file, text, error), text[(error.Index + error.Length)..End(text, error.Index + 1)]));

    // Returns the words of a command, up to its end.
    private static List<string> Words(string script, int at)
    {
        var words = new List<string>();
        while (at < script.Length)
        {
            int start = at;
            switch (script[at])
            {
                case ' ':
                    at++;
                    break;
                case '\\' when script[at + 1] == '\n':
                    at += 2;
                    break;
                case '"':
                    at = EndOfQuote(script, at);
                    words.Add(script[(start + 1)..at++].Replace("\\\"", "\"", StringComparison.Ordinal));
                    break;
                case '\'':
                    at = script.IndexOf('\'', at + 1);
                    words.Add(script[(start + 1)..at++]);
                    break;
                case '>' when script.AsSpan(at).StartsWith(">&2", StringComparison.Ordinal):
                    words.Add(">&2");
                    at += 3;
                    break;
                case '$':
                    at += 2;
                    break;
                default:
                    return words;
            }
        }

        return words;
    }

    // Finds the end of a quoted string. Quotation marks inside $(…) do not end the string.
    private static int EndOfQuote(string script, int at)
    {
        for (at++; script[at] != '"'; at++)
        {
            if (script[at] == '\\')
            {
                at++;
            }
            else if (script[at] == '$' && script[at + 1] == '(')
            {
                at = End(script, at + 1);
            }
        }

        return at;
    }

    // Finds the bracket that closes the bracket at a position.
    private static int End(string text, int at)
    {
        int open = 1;
        while (open > 0)
        {
            at++;
            open += text[at] == '(' ? 1 : text[at] == ')' ? -1 : 0;
        }

        return at;
    }

    private static string Place(string file, string text, Match match) => $"{file}:{1 + text.AsSpan(0, match.Index + match.Length).Count('\n')}";

    [GeneratedRegex(@"^(\w+)\(\) \{\n(.*?)^\}", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Function();

    [GeneratedRegex(@"echo .*\$1([^""\n]*)"" >&2")]
    private static partial Regex Report();

    [GeneratedRegex(@"\$\(error ")]
    private static partial Regex MakeError();
}
