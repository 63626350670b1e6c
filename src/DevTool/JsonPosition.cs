using System;
using System.Globalization;
using System.Text.Json;

namespace DevTool;

/// <summary>Finds the first error in a JSON file.</summary>
internal static class JsonPosition
{
    /// <param name="name">The name of the file in messages.</param>
    /// <returns><c>file:line:column: problem</c>, with the column in bytes; <see langword="null"/> if the file is valid JSON.</returns>
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
            // The message of the .NET parser ends with the position, counted from 0. The message here already contains the position.
            string text = error.Message.Split(" LineNumber:")[0].Split(" Path:")[0].TrimEnd('.');
            return string.Create(CultureInfo.InvariantCulture, $"{name}:{error.LineNumber + 1}:{error.BytePositionInLine + 1}: not valid JSON: {text}; correct the file");
        }
    }
}
