using System.Collections.Generic;
using System.Linq;

namespace DevTool.Templates;

/// <summary>The sections of a template before evaluation.</summary>
internal sealed class TemplateSections
{
    private const string ServerlessTransform = "AWS::Serverless-2016-10-31";

    private static readonly string[] Known =
    [
        "AWSTemplateFormatVersion", "Transform", "Description", "Metadata", "Rules",
        "Parameters", "Mappings", "Conditions", "Globals", "Resources", "Outputs",
    ];

    private readonly TemplateMap _template;
    private readonly TemplateErrors _errors;

    private TemplateSections(TemplateMap template, TemplateErrors errors)
    {
        _template = template;
        _errors = errors;
    }

    /// <summary>The declarations of the parameters.</summary>
    public TemplateMap Parameters => Section("Parameters");

    /// <summary>The rules that parameter values must follow.</summary>
    public TemplateMap Rules => Section("Rules");

    /// <summary>The mappings.</summary>
    public TemplateMap Mappings => Section("Mappings");

    /// <summary>The conditions.</summary>
    public TemplateMap Conditions => Section("Conditions");

    /// <summary>The properties that SAM adds to all resources of a kind.</summary>
    public TemplateMap Globals => Section("Globals");

    /// <summary>The outputs.</summary>
    public TemplateMap Outputs => Section("Outputs");

    /// <summary>The resources, in the order of the template.</summary>
    public IReadOnlyList<TemplateResource> Resources =>
        [.. Section("Resources").Members.Select(member => TemplateResource.Read(member, _errors)).OfType<TemplateResource>()];

    /// <summary>Finds the sections.</summary>
    /// <param name="errors">Receives an error for each unknown section.</param>
    public static TemplateSections Of(TemplateMap template, TemplateErrors errors)
    {
        foreach (TemplateMember unknown in template.Members.Where(member => !Known.Contains(member.Name)))
        {
            errors.Add(unknown.Line, $"unknown section \"{unknown.Name}\"; correct the name or remove it");
        }

        if (template.Find("Transform") is { } transform && transform.Value is not TemplateText { Text: ServerlessTransform })
        {
            errors.Add(transform.Line, $"the local gateway supports only the transform {ServerlessTransform}; remove the others");
        }

        return new TemplateSections(template, errors);
    }

    private TemplateMap Section(string name)
    {
        switch (_template.Find(name))
        {
            case null:
                return new TemplateMap([], 1);
            case { Value: TemplateMap section }:
                return section;
            case { } other:
                _errors.Add(other.Line, $"{name} must be a map");
                return new TemplateMap([], other.Line);
        }
    }
}
