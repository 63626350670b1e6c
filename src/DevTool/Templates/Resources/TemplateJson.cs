using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;

namespace DevTool.Templates.Resources;

/// <summary>Converts an embedded document of a template to JSON like CloudFormation.</summary>
internal static class TemplateJson
{
    /// <summary>Converts a value.</summary>
    public static JsonNode? Of(TemplateValue value) => value switch
    {
        TemplateMap map => new JsonObject(map.Members.Select(member => KeyValuePair.Create(member.Name, Of(member.Value)))),
        TemplateList list => new JsonArray([.. list.Items.Select(Of)]),
        TemplateText { IsPlain: true, Text: "true" } => true,
        TemplateText { IsPlain: true, Text: "false" } => false,
        TemplateText { IsPlain: true } number
            when decimal.TryParse(number.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal parsed) => parsed,
        TemplateText text => text.Text,
        _ => null,
    };
}
