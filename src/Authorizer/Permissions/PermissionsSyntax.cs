using System;
using System.Collections.Generic;
using System.Text;
using Authorizer.Json;

namespace Authorizer.Permissions;

/// <summary>
/// Reads the pieces a permissions file is made of, and says what is wrong with one. Every fault is a
/// <see cref="PermissionsException"/> that knows its line and rule.
/// </summary>
/// <param name="file">What messages call the file.</param>
/// <param name="json">The whole text.</param>
internal sealed class PermissionsSyntax(string file, byte[] json)
{
    /// <summary>How deep the file may nest.</summary>
    public const int MaxDepth = 16;

    /// <summary>The id of the rule being read, once it is known.</summary>
    public string? Rule { get; set; }

    /// <summary>The line of the current token.</summary>
    /// <param name="reader">The reader.</param>
    /// <returns>The line, from 1.</returns>
    public int Line(in JsonReader reader) => 1 + json.AsSpan(0, Math.Min(reader.Position, json.Length)).Count((byte)'\n');

    /// <summary>The current string or name.</summary>
    /// <param name="reader">The reader.</param>
    /// <returns>The text, unescaped.</returns>
    public static string Text(in JsonReader reader)
    {
        byte[] plain = new byte[reader.Raw.Length];
        return Encoding.UTF8.GetString(plain, 0, reader.Text.Unescape(plain));
    }

    /// <summary>Takes a step that must lead to a certain token.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="token">The token.</param>
    /// <param name="problem">What is wrong where it is another.</param>
    public void Expect(ref JsonReader reader, JsonToken token, string problem)
    {
        _ = reader.Read();
        Require(reader, token, problem);
    }

    /// <summary>Requires the current token to be a certain one.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="token">The token.</param>
    /// <param name="problem">What is wrong where it is another.</param>
    public void Require(in JsonReader reader, JsonToken token, string problem)
    {
        if (reader.Token == JsonToken.Invalid)
        {
            throw Malformed(reader);
        }

        if (reader.Token != token)
        {
            throw Problem(reader, problem);
        }
    }

    /// <summary>Reads a list of strings that must not be empty.</summary>
    /// <param name="reader">The reader, before the list.</param>
    /// <param name="member">The list's name.</param>
    /// <param name="check">Says what is wrong with an entry, or <see langword="null"/>.</param>
    /// <returns>The strings.</returns>
    public List<string> Strings(ref JsonReader reader, string member, Func<string, string?>? check = null)
    {
        Expect(ref reader, JsonToken.ArrayStart, $"{member} is no array");
        var strings = new List<string>();
        while (reader.Read() != JsonToken.ArrayEnd)
        {
            Require(reader, JsonToken.String, $"{member} has an entry that is no string");
            string text = Text(reader);
            strings.Add(check?.Invoke(text) is { } problem ? throw Problem(reader, $"{member} has \"{text}\", which can never match: {problem}") : text);
        }

        return strings.Count > 0 ? strings : throw Problem(reader, $"{member} is empty, so the rule can never match");
    }

    /// <summary>Makes the exception for a member nobody knows.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="member">The member.</param>
    /// <param name="known">Those that are known.</param>
    /// <returns>The exception to throw.</returns>
    public PermissionsException Unknown(in JsonReader reader, string member, string[] known) => Problem(
        reader, $"the member \"{member}\" is unknown; known are: {string.Join(", ", known)}", NearestName.Find(member, known));

    /// <summary>Makes the exception for text that is no strict JSON.</summary>
    /// <param name="reader">The reader, where it stopped.</param>
    /// <returns>The exception to throw.</returns>
    public PermissionsException Malformed(in JsonReader reader) => Problem(reader, JsonFault.Describe(json, reader.Position, MaxDepth));

    /// <summary>Makes the exception for anything else.</summary>
    /// <param name="reader">The reader, at the fault.</param>
    /// <param name="problem">What is wrong.</param>
    /// <param name="suggestion">What was probably meant, or <see langword="null"/>.</param>
    /// <returns>The exception to throw.</returns>
    public PermissionsException Problem(in JsonReader reader, string problem, string? suggestion = null) =>
        Problem(Line(reader), problem, suggestion);

    /// <summary>Makes the exception for a fault at a certain line.</summary>
    /// <param name="line">The line, from 1.</param>
    /// <param name="problem">What is wrong.</param>
    /// <param name="suggestion">What was probably meant, or <see langword="null"/>.</param>
    /// <returns>The exception to throw.</returns>
    public PermissionsException Problem(int line, string problem, string? suggestion = null) =>
        new(file, [new PermissionsProblem(line, Rule, problem, suggestion)]);
}
