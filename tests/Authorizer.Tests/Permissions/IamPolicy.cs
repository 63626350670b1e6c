using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;

namespace Authorizer.Tests.Permissions;

/// <summary>
/// Evaluates a policy only by IAM's published rules. <c>*</c> matches any text, including slashes and the empty text. <c>?</c> matches any
/// one character. Every other character matches itself (IAM user guide: "IAM JSON policy elements: Resource"). Without a matching
/// statement, a call is denied. A matching Deny overrides every Allow ("Policy evaluation logic").
/// </summary>
internal sealed class IamPolicy
{
    private readonly List<(bool Allow, string[] Resources)> _statements = [];

    public IamPolicy(JsonNode document)
    {
        foreach (JsonNode? statement in document["Statement"]!.AsArray())
        {
            JsonNode resource = statement!["Resource"]!;
            string[] resources = resource is JsonArray list ? [.. list.Select(entry => entry!.GetValue<string>())] : [resource.GetValue<string>()];
            _statements.Add((statement["Effect"]!.GetValue<string>() == "Allow", resources));
        }
    }

    public IEnumerable<string> Resources => _statements.SelectMany(statement => statement.Resources);

    public bool Allows(string resource) =>
        _statements.Exists(statement => statement.Allow && Matches(statement, resource))
        && !_statements.Exists(statement => !statement.Allow && Matches(statement, resource));

    /// <summary>Whether a pattern matches a text. Computes for each prefix of the pattern which prefixes of the text match.</summary>
    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        int literal = pattern.IndexOfAny('*', '?');
        literal = literal < 0 ? pattern.Length : literal;
        if (!text.StartsWith(pattern[..literal], StringComparison.Ordinal))
        {
            return false;
        }

        pattern = pattern[literal..];
        text = text[literal..];
        bool[] eaten = new bool[text.Length + 1];
        eaten[0] = true;
        foreach (char c in pattern)
        {
            bool[] next = new bool[text.Length + 1];
            for (int i = 0; i <= text.Length; i++)
            {
                next[i] = c == '*'
                    ? eaten[i] || (i > 0 && next[i - 1])
                    : i > 0 && eaten[i - 1] && (c == '?' || c == text[i - 1]);
            }

            eaten = next;
        }

        return eaten[text.Length];
    }

    private static bool Matches((bool Allow, string[] Resources) statement, string resource) =>
        Array.Exists(statement.Resources, pattern => Matches(pattern, resource));
}
