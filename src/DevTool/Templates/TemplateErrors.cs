using System.Collections.Generic;
using System.Linq;

namespace DevTool.Templates;

/// <summary>Collects the errors of a template, so that one run reports all of them.</summary>
/// <param name="file">The file of the template, for messages.</param>
internal sealed class TemplateErrors(string file)
{
    private readonly HashSet<TemplateError> _errors = [];

    /// <summary>The errors by line, without duplicates.</summary>
    public IReadOnlyList<TemplateError> All => [.. _errors.OrderBy(error => error.Line)];

    /// <summary>Whether there are errors.</summary>
    public bool Any => _errors.Count > 0;

    public void Add(int line, string message) => _errors.Add(new TemplateError(file, line, message));

    /// <summary>Adds an error, and returns a placeholder for the value that could not be read.</summary>
    public TemplateUnknown Unknown(int line, string message)
    {
        Add(line, message);
        return new TemplateUnknown(line);
    }
}
