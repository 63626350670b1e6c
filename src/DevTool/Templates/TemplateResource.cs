using System.Linq;

namespace DevTool.Templates;

/// <summary>A resource of a template before its properties are evaluated.</summary>
/// <param name="LogicalId">The logical ID of the resource.</param>
/// <param name="Condition">The condition for the existence of the resource, or <see langword="null"/>.</param>
/// <param name="Line">The line of the logical ID.</param>
internal sealed record TemplateResource(string LogicalId, string Type, TemplateMap Properties, TemplateText? Condition, int Line)
{
    /// <summary>
    /// The file or folder that CDK uploads for the resource, relative to the folder of the template; otherwise <see langword="null"/>.
    /// </summary>
    public string? AssetPath { get; init; }

    // These attributes control the deployment. They do not change the deployed resource.
    private static readonly string[] WithoutLocalEffect =
        ["DependsOn", "Metadata", "DeletionPolicy", "UpdateReplacePolicy", "UpdatePolicy", "CreationPolicy"];

    /// <summary>Reads a resource.</summary>
    /// <param name="declaration">The logical ID and the content of the resource.</param>
    /// <param name="errors">Receives the errors in the resource.</param>
    /// <returns>The resource, or <see langword="null"/> if it is malformed.</returns>
    public static TemplateResource? Read(TemplateMember declaration, TemplateErrors errors)
    {
        if (declaration.Value is not TemplateMap map || map.Find("Type") is not { Value: TemplateText { Text: var type } })
        {
            errors.Add(declaration.Line, $"the resource {declaration.Name} has no Type; add one, for example AWS::Serverless::Function");
            return null;
        }

        foreach (TemplateMember unknown in map.Members.Where(member => !IsKnown(member.Name)))
        {
            errors.Add(unknown.Line, $"unknown resource attribute \"{unknown.Name}\"; correct the name or remove it");
        }

        TemplateValue properties = map.Find("Properties")?.Value ?? new TemplateMap([], declaration.Line);
        if (properties is not TemplateMap known)
        {
            errors.Add(properties.Line, $"the properties of {declaration.Name} must be a map");
            return null;
        }

        return new TemplateResource(declaration.Name, type, known, map.Find("Condition")?.Value as TemplateText, declaration.Line)
        {
            AssetPath = ((map.Find("Metadata")?.Value as TemplateMap)?.Find("aws:asset:path")?.Value as TemplateText)?.Text,
        };
    }

    private static bool IsKnown(string attribute) =>
        attribute is "Type" or "Properties" or "Condition" || WithoutLocalEffect.Contains(attribute);
}
