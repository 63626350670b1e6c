using System;
using System.Collections.Generic;
using System.Linq;

namespace DevTool.Templates.Resources;

/// <summary>Reads the JSON schemas of an OpenAPI document, and resolves their references.</summary>
/// <param name="components">The schemas that other schemas refer to.</param>
internal sealed class JsonSchemaReader(IReadOnlyList<TemplateMember> components, TemplateErrors errors)
{
    private const string Reference = "$ref";
    private const string Prefix = "#/components/schemas/";

    private readonly HashSet<string> _underWay = [];

    /// <summary>Reads a schema.</summary>
    public string Read(TemplateValue schema) => TemplateJson.Of(Resolve(schema))?.ToJsonString() ?? "{}";

    private TemplateValue Resolve(TemplateValue value) => value switch
    {
        TemplateMap { Members: [{ Name: Reference, Value: TemplateText target }] } => Follow(target),
        TemplateMap map => map with { Members = [.. map.Members.Select(member => member with { Value = Resolve(member.Value) })] },
        TemplateList list => list with { Items = [.. list.Items.Select(Resolve)] },
        _ => value,
    };

    private TemplateValue Follow(TemplateText target)
    {
        string name = target.Text.StartsWith(Prefix, StringComparison.Ordinal) ? target.Text[Prefix.Length..] : string.Empty;
        if (components.FirstOrDefault(component => component.Name == name) is not { } component)
        {
            return errors.Unknown(target.Line, $"there is no schema \"{target.Text}\"; correct the name, or declare it");
        }

        if (!_underWay.Add(name))
        {
            return errors.Unknown(target.Line, $"the schema \"{name}\" is recursive, which the local gateway does not support; replace the inner $ref with the levels that you need");
        }

        TemplateValue resolved = Resolve(component.Value);
        _ = _underWay.Remove(name);
        return resolved;
    }
}
