using System;
using System.Text.RegularExpressions;

namespace DevTool.Templates;

/// <summary>Creates and checks the regular expressions in a template.</summary>
internal static class TemplateRegex
{
    /// <summary>Checks whether a pattern is valid.</summary>
    /// <returns>The error in the pattern, or <see langword="null"/>.</returns>
    public static string? Problem(string pattern)
    {
        try
        {
            _ = new Regex(pattern);
            return null;
        }
        catch (ArgumentException malformed)
        {
            return malformed.Message.TrimEnd('.');
        }
    }
}
