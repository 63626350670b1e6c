using System;
using System.Text.RegularExpressions;

namespace DevTool.Templates;

/// <summary>Regular expressions that a template holds.</summary>
internal static class TemplateRegex
{
    /// <summary>Finds out whether a pattern can be used.</summary>
    /// <returns>What is wrong with it, or <see langword="null"/>.</returns>
    public static string? Problem(string pattern)
    {
        try
        {
            _ = new Regex(pattern);
            return null;
        }
        catch (ArgumentException malformed)
        {
            return malformed.Message;
        }
    }
}
