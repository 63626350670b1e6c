using System.Collections.Generic;
using System.Linq;

namespace DevTool.Templates;

/// <summary>A value in a template with its line.</summary>
/// <param name="Line">The line, from 1.</param>
internal abstract record TemplateValue(int Line);

/// <summary>
/// A scalar. CloudFormation treats every scalar as text. The property that contains the scalar defines the meaning of the text.
/// </summary>
internal sealed record TemplateText(string Text, int Line) : TemplateValue(Line)
{
    /// <summary>Whether the scalar has no quotes, so that it can be a number or a truth value in an embedded document.</summary>
    public bool IsPlain { get; init; }
}

/// <summary>A list.</summary>
/// <param name="Line">The first line of the list.</param>
internal sealed record TemplateList(IReadOnlyList<TemplateValue> Items, int Line) : TemplateValue(Line);

/// <summary>A map with unique names.</summary>
/// <param name="Members">The members, in order.</param>
/// <param name="Line">The first line of the map.</param>
internal sealed record TemplateMap(IReadOnlyList<TemplateMember> Members, int Line) : TemplateValue(Line)
{
    /// <summary>Finds a member by its name.</summary>
    /// <returns>The member, or <see langword="null"/>.</returns>
    public TemplateMember? Find(string name) => Members.FirstOrDefault(member => member.Name == name);
}

/// <summary>A member of a map.</summary>
/// <param name="Line">The line of the name.</param>
internal sealed record TemplateMember(string Name, TemplateValue Value, int Line);

/// <summary><c>AWS::NoValue</c>. A member or item with this value is removed.</summary>
internal sealed record TemplateNothing(int Line) : TemplateValue(Line);

/// <summary>A value that could not be read. The error was already reported, so readers ignore the value.</summary>
internal sealed record TemplateUnknown(int Line) : TemplateValue(Line);
