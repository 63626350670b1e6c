using System.Linq;

namespace DevTool.Templates.Resources;

/// <summary>Merges SAM's <c>Globals</c> into a resource (AWS SAM Developer Guide: "Globals section of the AWS SAM template").</summary>
internal static class Globals
{
    /// <summary>
    /// Merges the properties. Maps are merged member by member, and lists are concatenated. If both values are scalars, the resource's own
    /// value is used.
    /// </summary>
    /// <param name="shared">The properties that all resources of the kind share.</param>
    /// <param name="own">The resource's own properties.</param>
    public static TemplateMap Merge(TemplateMap shared, TemplateMap own) => new(
        [
            .. shared.Members.Where(member => own.Find(member.Name) is null),
            .. own.Members.Select(member => shared.Find(member.Name) is { } other
                ? member with { Value = Merge(other.Value, member.Value) }
                : member),
        ],
        own.Line);

    private static TemplateValue Merge(TemplateValue shared, TemplateValue own) => (shared, own) switch
    {
        (TemplateMap first, TemplateMap second) => Merge(first, second),
        (TemplateList first, TemplateList second) => new TemplateList([.. first.Items, .. second.Items], own.Line),
        _ => own,
    };
}
