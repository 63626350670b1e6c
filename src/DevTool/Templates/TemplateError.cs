namespace DevTool.Templates;

/// <summary>Something in a template that cannot be run as it stands.</summary>
/// <param name="File">The template's file.</param>
/// <param name="Line">The line, counted from 1.</param>
/// <param name="Message">What is wrong, and with which construct.</param>
internal sealed record TemplateError(string File, int Line, string Message)
{
    /// <summary>The form that editors and terminals make a link of.</summary>
    public override string ToString() => $"{File}:{Line}: {Message}";
}
