using System.Collections.Generic;
using System.Linq;

namespace DevTool.Templates;

/// <summary>Collects what is wrong with a template, so that one run names all of it.</summary>
/// <param name="file">The template's file, as the errors name it.</param>
internal sealed class TemplateErrors(string file)
{
    private readonly HashSet<TemplateError> _errors = [];

    /// <summary>What was found, by line. What is read twice is reported once.</summary>
    public IReadOnlyList<TemplateError> All => [.. _errors.OrderBy(error => error.Line)];

    /// <summary>Whether there is anything.</summary>
    public bool Any => _errors.Count > 0;

    /// <summary>Adds an error.</summary>
    /// <param name="line">Where.</param>
    /// <param name="message">What.</param>
    public void Add(int line, string message) => _errors.Add(new TemplateError(file, line, message));

    /// <summary>Adds an error and gives the value that stands for the one that could not be had.</summary>
    /// <param name="line">Where.</param>
    /// <param name="message">What.</param>
    /// <returns>A value that nobody complains about a second time.</returns>
    public TemplateUnknown Unknown(int line, string message)
    {
        Add(line, message);
        return new TemplateUnknown(line);
    }
}
