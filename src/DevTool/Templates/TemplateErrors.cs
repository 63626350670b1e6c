using System.Collections.Generic;
using System.Linq;

namespace DevTool.Templates;

/// <summary>Collects the errors of a template, so that one run reports all of them.</summary>
/// <param name="file">The template's file, for messages.</param>
internal sealed class TemplateErrors(string file)
{
    private readonly HashSet<TemplateError> _errors = [];

    /// <summary>The errors by line, without duplicates.</summary>
    public IReadOnlyList<TemplateError> All => [.. _errors.OrderBy(error => error.Line)];

    /// <summary>Whether there are errors.</summary>
    public bool Any => _errors.Count > 0;

    /// <summary>Adds an error.</summary>
    /// <param name="line">The line.</param>
    /// <param name="message">What is wrong.</param>
    public void Add(int line, string message) => _errors.Add(new TemplateError(file, line, message));

    /// <summary>Adds an error and returns a placeholder for the value that could not be read.</summary>
    /// <param name="line">The line.</param>
    /// <param name="message">What is wrong.</param>
    /// <returns>A value that causes no further errors.</returns>
    public TemplateUnknown Unknown(int line, string message)
    {
        Add(line, message);
        return new TemplateUnknown(line);
    }
}
