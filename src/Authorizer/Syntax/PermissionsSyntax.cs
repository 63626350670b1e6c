using System;
using System.Collections.Generic;
using System.Text;
using Authorizer.Json;

namespace Authorizer.Syntax;

/// <summary>
/// Reads the parts of a permissions file, and collects its problems. A wrong value is reported and skipped, so that one run finds all
/// problems. After a JSON syntax error, the reader returns only <see cref="JsonToken.Invalid"/>, which ends every loop.
/// </summary>
internal sealed class PermissionsSyntax(byte[] json)
{
    /// <summary>The limit of nesting.</summary>
    public const int MaxDepth = 16;

    /// <summary>The limit of members, counted over all objects of a file. A thousand rules of a dozen members need far fewer.</summary>
    public const int MaxMembers = 65_536;

    /// <summary>The ID of the current rule, or <see langword="null"/> until it was read.</summary>
    public string? Rule { get; set; }

    public List<PermissionsProblem> Problems { get; } = [];

    /// <summary>Returns the line of the current token, counted from 1.</summary>
    public int Line(in JsonReader reader) => 1 + json.AsSpan(0, Math.Min(reader.Position, json.Length)).Count((byte)'\n');

    /// <summary>Returns the current string or name, unescaped.</summary>
    public static string Text(in JsonReader reader)
    {
        byte[] plain = new byte[reader.Raw.Length];
        return Encoding.UTF8.GetString(plain, 0, reader.Text.Unescape(plain));
    }

    /// <summary>
    /// Reads a value of an expected type. If the type is different, the value is reported and skipped, and the result is false.
    /// </summary>
    /// <param name="reader">Positioned before the value.</param>
    /// <param name="kind">The first token of the expected type.</param>
    public bool Read(ref JsonReader reader, JsonToken kind, string member)
    {
        _ = reader.Read();
        return Is(ref reader, kind, member);
    }

    /// <summary>
    /// Checks the type of the current value. If the type is different, the value is reported and skipped, and the result is false.
    /// </summary>
    /// <param name="kind">The first token of the expected type.</param>
    public bool Is(ref JsonReader reader, JsonToken kind, string member)
    {
        if (reader.Token == kind)
        {
            return true;
        }

        string expected = kind switch
        {
            JsonToken.String => "a string",
            JsonToken.ArrayStart => "an array",
            JsonToken.ObjectStart => "an object",
            _ => "the number 1",
        };
        bool isText = reader.Token == JsonToken.String;
        ProblemKind problem = isText && kind == JsonToken.ArrayStart ? ProblemKind.NotAnArray : ProblemKind.Other;
        Report(reader, $"{member} must be {expected}", suggestion: null, problem, isText ? Text(reader) : null);
        _ = reader.Skip();
        return false;
    }

    /// <summary>Reads an array of strings that must not be empty. Invalid entries are reported and omitted.</summary>
    /// <param name="reader">Positioned before the array.</param>
    /// <param name="check">Returns the problem of an entry as the rest of a sentence, or <see langword="null"/> if it is valid.</param>
    public List<string> Strings(ref JsonReader reader, string member, Func<string, string?>? check = null)
    {
        var strings = new List<string>();
        if (!Read(ref reader, JsonToken.ArrayStart, $"\"{member}\""))
        {
            return strings;
        }

        bool any = false;
        while (reader.Read() is not (JsonToken.ArrayEnd or JsonToken.Invalid))
        {
            any = true;
            if (!Is(ref reader, JsonToken.String, $"every entry of \"{member}\""))
            {
                continue;
            }

            string text = Text(reader);
            if (check?.Invoke(text) is { } problem)
            {
                Report(reader, $"\"{member}\": \"{text}\" {problem}");
            }
            else
            {
                strings.Add(text);
            }
        }

        if (!any)
        {
            Report(reader, $"\"{member}\" is empty, so the rule can never match; add an entry, or remove the rule");
        }

        return strings;
    }

    /// <summary>Reports an unknown member, and skips its value.</summary>
    public void Unknown(ref JsonReader reader, string member, string[] known, ProblemKind kind)
    {
        Report(reader, $"unknown member \"{member}\"; known members: {string.Join(", ", known)}", NearestName.Find(member, known), kind, member);
        _ = reader.Read();
        _ = reader.Skip();
    }

    /// <summary>
    /// Reports a problem at the current token. Does nothing after a JSON syntax error, because that error is reported once at the end.
    /// </summary>
    /// <param name="suggestion">The likely intention, or <see langword="null"/> if there is no good guess.</param>
    public void Report(
        in JsonReader reader, string problem, string? suggestion = null, ProblemKind kind = ProblemKind.Other, string? found = null)
    {
        if (reader.Token != JsonToken.Invalid)
        {
            Problems.Add(new PermissionsProblem(Line(reader), Rule, problem, suggestion, kind, found));
        }
    }

    /// <summary>Reports that the text is not strict JSON.</summary>
    public void ReportMalformed(in JsonReader reader) =>
        Problems.Add(new PermissionsProblem(Line(reader), Rule, JsonFault.Describe(json, reader.Position, MaxDepth, MaxMembers), Suggestion: null));
}
