using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace DevTool.Formatting;

/// <summary>
/// The canonical layout of a permissions file and of a test file. A rule is on one line if it fits. Otherwise each member has its own line.
/// The bytes of values do not change, so that the layout cannot change their meaning.
/// </summary>
internal sealed class PermissionsLayout
{
    /// <summary>The longest line, in characters. A single value can be longer.</summary>
    public const int Width = 140;

    private static readonly string[] DocumentOrder = ["$schema", "version", "rules"];
    private static readonly string[] RuleOrder = ["id", "description", "effect", "routes", "when"];

    private readonly StringBuilder _text = new();

    private PermissionsLayout()
    {
    }

    /// <summary>Formats a file.</summary>
    /// <param name="json">The file, which must be strict JSON with an object at the top.</param>
    /// <returns>The formatted file.</returns>
    public static byte[] Format(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var layout = new PermissionsLayout();
        layout.Write(document.RootElement, string.Empty, depth: 0, end: string.Empty);
        return Encoding.UTF8.GetBytes(layout._text.ToString());
    }

    private void Write(JsonElement value, string name, int depth, string end)
    {
        string start = new string(' ', 2 * depth) + name;
        string flat = Flat(value, depth);
        bool isContainer = value.ValueKind is JsonValueKind.Object or JsonValueKind.Array && flat.Length > 2;
        if (!isContainer || (depth > 1 && start.Length + flat.Length + end.Length <= Width))
        {
            Line(start + flat + end);
            return;
        }

        Line(start + flat[0]);
        (string Name, JsonElement Value)[] items = [.. Items(value, depth)];
        for (int i = 0; i < items.Length; i++)
        {
            Write(items[i].Value, items[i].Name, depth + 1, i < items.Length - 1 ? "," : string.Empty);
        }

        Line(new string(' ', 2 * depth) + flat[^1] + end);
    }

    private void Line(string text) => _text.Append(text).Append('\n');

    private static string Flat(JsonElement value, int depth)
    {
        string items = value.ValueKind is JsonValueKind.Object or JsonValueKind.Array
            ? string.Join(", ", Items(value, depth).Select(item => item.Name + Flat(item.Value, depth + 1)))
            : string.Empty;
        return value.ValueKind switch
        {
            JsonValueKind.Object => items.Length == 0 ? "{}" : $"{{ {items} }}",
            JsonValueKind.Array => $"[{items}]",
            _ => value.GetRawText(),
        };
    }

    private static IEnumerable<(string Name, JsonElement Value)> Items(JsonElement value, int depth)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            return value.EnumerateArray().Select(item => (string.Empty, item));
        }

        string[] order = depth == 0 ? DocumentOrder : depth == 2 ? RuleOrder : [];
        return value.EnumerateObject()
            .OrderBy(member => Array.IndexOf(order, member.Name) is >= 0 and var place ? place : order.Length)
            .Select(member => ($"\"{JsonEncodedText.Encode(member.Name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\": ", member.Value));
    }
}
