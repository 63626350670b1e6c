using System.Collections.Generic;
using System.Linq;

namespace DevTool.Templates;

/// <summary>A value of a template, and the line it stands in.</summary>
/// <param name="Line">The line, counted from 1.</param>
internal abstract record TemplateValue(int Line);

/// <summary>A scalar. CloudFormation takes each as text; the property it is for says what the text means.</summary>
internal sealed record TemplateText(string Text, int Line) : TemplateValue(Line)
{
    /// <summary>Whether it stands there without quotes, so that in a document of another format it may be a number or a truth value.</summary>
    public bool IsPlain { get; init; }
}

/// <summary>A list.</summary>
/// <param name="Line">The line it begins in.</param>
internal sealed record TemplateList(IReadOnlyList<TemplateValue> Items, int Line) : TemplateValue(Line);

/// <summary>A map. No name stands twice in it.</summary>
/// <param name="Members">Its members, in order.</param>
/// <param name="Line">The line it begins in.</param>
internal sealed record TemplateMap(IReadOnlyList<TemplateMember> Members, int Line) : TemplateValue(Line)
{
    /// <summary>Finds a member by its name.</summary>
    /// <returns>The member, or <see langword="null"/>.</returns>
    public TemplateMember? Find(string name) => Members.FirstOrDefault(member => member.Name == name);
}

/// <summary>A member of a map.</summary>
/// <param name="Line">The line of its name.</param>
internal sealed record TemplateMember(string Name, TemplateValue Value, int Line);

/// <summary><c>AWS::NoValue</c>: whatever has this value is left out.</summary>
internal sealed record TemplateNothing(int Line) : TemplateValue(Line);

/// <summary>What could not be had. The error that says why was added before, and readers pass over it.</summary>
internal sealed record TemplateUnknown(int Line) : TemplateValue(Line);
