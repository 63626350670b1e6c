using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Authorizer.Json;

namespace Authorizer.Syntax;

/// <summary>
/// Finds the reason why <see cref="JsonReader"/> refused a text, because the reader does not record it. It reads the text again, so it is
/// used only for messages of a failed start.
/// </summary>
internal static class JsonFault
{
    /// <summary>Returns the reason, as a sentence without its full stop.</summary>
    public static string Describe(ReadOnlySpan<byte> json, int position, int maxDepth, int maxMembers)
    {
        if (json.StartsWith("\uFEFF"u8))
        {
            return "the file begins with a byte order mark; save it as UTF-8 without one";
        }

        if (!Utf8.IsValid(json))
        {
            return "the file is not valid UTF-8; save it as UTF-8";
        }

        if (FindDuplicate(json) is { } name)
        {
            return $"duplicate member \"{name}\" in one object; remove one";
        }

        if (NestsDeeper(json, maxDepth))
        {
            return string.Create(CultureInfo.InvariantCulture, $"objects and arrays are nested more than {maxDepth} levels deep; remove levels");
        }

        if (HasLongName(json))
        {
            return string.Create(CultureInfo.InvariantCulture, $"a member name is longer than {MemberNames.MaxNameBytes} bytes; shorten it");
        }

        if (HasMoreMembers(json, maxMembers))
        {
            return string.Create(CultureInfo.InvariantCulture, $"the file has more than {maxMembers} members; join rules that have the same conditions");
        }

        int column = position - json[..position].LastIndexOf((byte)'\n');
        return string.Create(CultureInfo.InvariantCulture, $"invalid JSON at column {column}{Hint(json, position)}");
    }

    private static string Hint(ReadOnlySpan<byte> json, int position)
    {
        ReadOnlySpan<byte> before = json[..position].TrimEnd(" \t\r\n"u8);
        int next = position < json.Length ? json[position] : -1;
        return next switch
        {
            -1 => ": the file ends too early; add the rest",
            '}' or ']' when before.EndsWith(","u8) => ": this bracket follows a comma; remove the comma",
            '"' or '{' when !before.IsEmpty && (before[^1] is (byte)'"' or (byte)'}' or (byte)']' || char.IsAsciiLetterOrDigit((char)before[^1])) =>
                ": a comma or a colon is missing; add it before this column",
            '/' or '#' => ": JSON has no comments; use \"description\" in a rule",
            '\'' => ": a string begins with '; put strings in double quotes",
            _ => $", near \"{Near(json[position..])}\"; correct it",
        };
    }

    // Returns the beginning of the text that remains on the current line. Decodes no more than that, because a live document can have 16 MiB.
    private static string Near(ReadOnlySpan<byte> rest)
    {
        const int MaxCharacters = 20;
        const int MaxBytes = 4 * (MaxCharacters + 1);
        string line = Encoding.UTF8.GetString(rest[..Math.Min(rest.Length, MaxBytes)]).Split('\n')[0].Trim();
        return line.Length <= MaxCharacters ? line : line[..MaxCharacters] + "…";
    }

    private static string? FindDuplicate(ReadOnlySpan<byte> json)
    {
        var reader = new JsonReader(json, JsonReader.MaxDepth);
        var open = new Stack<HashSet<string>>();
        while (reader.Read() is not (JsonToken.Invalid or JsonToken.End))
        {
            if (reader.Token == JsonToken.ObjectStart)
            {
                open.Push(new HashSet<string>(StringComparer.Ordinal));
            }
            else if (reader.Token == JsonToken.ObjectEnd)
            {
                _ = open.Pop();
            }
            else if (reader.Token == JsonToken.Name)
            {
                byte[] plain = new byte[reader.Raw.Length];
                string name = Encoding.UTF8.GetString(plain, 0, reader.Text.Unescape(plain));
                if (!open.Peek().Add(name))
                {
                    return name;
                }
            }
        }

        return null;
    }

    private static bool HasLongName(ReadOnlySpan<byte> json)
    {
        var reader = new JsonReader(json, JsonReader.MaxDepth);
        while (reader.Read() is not (JsonToken.Invalid or JsonToken.End))
        {
            if (reader.Token == JsonToken.Name && reader.Text.Unescape(new byte[reader.Raw.Length]) > MemberNames.MaxNameBytes)
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasMoreMembers(ReadOnlySpan<byte> json, int maxMembers)
    {
        var reader = new JsonReader(json, JsonReader.MaxDepth);
        int members = 0;
        while (members <= maxMembers && reader.Read() is not (JsonToken.Invalid or JsonToken.End))
        {
            members += reader.Token == JsonToken.Name ? 1 : 0;
        }

        return members > maxMembers;
    }

    private static bool NestsDeeper(ReadOnlySpan<byte> json, int maxDepth)
    {
        var reader = new JsonReader(json, JsonReader.MaxDepth);
        while (reader.Read() is not (JsonToken.Invalid or JsonToken.End))
        {
            if (reader.Depth > maxDepth)
            {
                return true;
            }
        }

        return false;
    }
}
