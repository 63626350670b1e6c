namespace DevTool.Templates;

/// <summary>An error in a template, or a part that is not supported.</summary>
/// <param name="File">The file of the template.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Message">The error, and the construct that it is about.</param>
internal sealed record TemplateError(string File, int Line, string Message)
{
    /// <summary>Writes the error in a form that editors and terminals convert to a link.</summary>
    public override string ToString() => $"{File}:{Line}: {Message}";
}
