namespace DevTool.Templates;

/// <summary>A part of a template that is wrong or not supported.</summary>
/// <param name="File">The template's file.</param>
/// <param name="Line">The line, counted from 1.</param>
/// <param name="Message">What is wrong, and the construct it is about.</param>
internal sealed record TemplateError(string File, int Line, string Message)
{
    /// <summary>The form that editors and terminals turn into a link.</summary>
    public override string ToString() => $"{File}:{Line}: {Message}";
}
