using System;
using System.Globalization;
using System.Text.Json;

namespace DevTool;

/// <summary>Finds the first error of a JSON file.</summary>
internal static class JsonPosition
{
    /// <summary>Describes the first error.</summary>
    /// <param name="name">The file\'s name in messages.</param>
    /// <param name="json">The file.</param>
    /// <returns><c>file:line:column: problem</c>, the column in bytes; <see langword="null"/> if it is JSON.</returns>
    public static string? Problem(string name, ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            while (reader.Read())
            {
            }

            return null;
        }
        catch (JsonException error)
        {
            // The platform repeats the position, counted from 0, at the end of its message.
            string text = error.Message.Split(" LineNumber:")[0].Split(" Path:")[0].TrimEnd('.');
            return string.Create(CultureInfo.InvariantCulture, $"{name}:{error.LineNumber + 1}:{error.BytePositionInLine + 1}: not valid JSON: {text}; correct the file");
        }
    }
}
