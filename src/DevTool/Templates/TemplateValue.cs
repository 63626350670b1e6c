using System.Collections.Generic;
using System.Linq;

namespace DevTool.Templates;

/// <summary>A value of a template, and its line.</summary>
/// <param name="Line">The line, counted from 1.</param>
internal abstract record TemplateValue(int Line);

/// <summary>A scalar. CloudFormation treats each as text; its property defines the meaning.</summary>
internal sealed record TemplateText(string Text, int Line) : TemplateValue(Line)
{
    /// <summary>Whether it is written without quotes, so that it may be a number or a truth value in an embedded document.</summary>
    public bool IsPlain { get; init; }
}

/// <summary>A list.</summary>
/// <param name="Line">Its first line.</param>
internal sealed record TemplateList(IReadOnlyList<TemplateValue> Items, int Line) : TemplateValue(Line);

/// <summary>A map. Its names are unique.</summary>
/// <param name="Members">Its members, in order.</param>
/// <param name="Line">Its first line.</param>
internal sealed record TemplateMap(IReadOnlyList<TemplateMember> Members, int Line) : TemplateValue(Line)
{
    /// <summary>Finds a member by its name.</summary>
    /// <returns>The member, or <see langword="null"/>.</returns>
    public TemplateMember? Find(string name) => Members.FirstOrDefault(member => member.Name == name);
}

/// <summary>A member of a map.</summary>
/// <param name="Line">The line of its name.</param>
internal sealed record TemplateMember(string Name, TemplateValue Value, int Line);

/// <summary><c>AWS::NoValue</c>: a member or item with this value is omitted.</summary>
internal sealed record TemplateNothing(int Line) : TemplateValue(Line);

/// <summary>A value that could not be read. The error was already added, and readers ignore the value.</summary>
internal sealed record TemplateUnknown(int Line) : TemplateValue(Line);
