using System;
using System.Collections.Generic;
using System.Globalization;
using Authorizer.Json;
using Authorizer.Syntax;

namespace DevTool.Checking;

/// <summary>
/// Finds the line of each part of a valid permissions file, because a compiled rule contains only the number of its first line.
/// </summary>
internal sealed class SourceLines
{
    private readonly Dictionary<string, int> _lines = [];
    private readonly byte[] _json;
    private int _line = 1;
    private int _position;

    /// <summary>Reads a permissions file.</summary>
    /// <param name="json">A file that the authorizer accepts.</param>
    public SourceLines(byte[] json)
    {
        _json = json;
        var reader = new JsonReader(json, PermissionsSyntax.MaxDepth);
        _ = reader.Read();
        ReadValue(ref reader, string.Empty);
    }

    /// <summary>Whether a rule has a member.</summary>
    /// <param name="rule">The zero-based index of the rule in the file.</param>
    public bool Has(int rule, string member) => _lines.ContainsKey(Key(rule, member));

    /// <summary>Finds the line of a part of a rule.</summary>
    /// <param name="rule">The zero-based index of the rule in the file.</param>
    /// <param name="parts">Member names and array indexes, separated by slashes.</param>
    /// <returns>The line, from 1.</returns>
    public int Of(int rule, string parts) => _lines[Key(rule, parts)];

    private static string Key(int rule, string parts) => string.Create(CultureInfo.InvariantCulture, $"/rules/{rule}/{parts}");

    private void ReadValue(ref JsonReader reader, string path)
    {
        _line += _json.AsSpan(_position, reader.Position - _position).Count((byte)'\n');
        _position = reader.Position;
        _lines[path] = _line;
        if (reader.Token == JsonToken.ObjectStart)
        {
            while (reader.Read(JsonToken.Name))
            {
                string name = PermissionsSyntax.Text(reader);
                _ = reader.Read();
                ReadValue(ref reader, $"{path}/{name}");
            }
        }
        else if (reader.Token == JsonToken.ArrayStart)
        {
            for (int i = 0; reader.Read() != JsonToken.ArrayEnd; i++)
            {
                ReadValue(ref reader, string.Create(CultureInfo.InvariantCulture, $"{path}/{i}"));
            }
        }
    }
}
