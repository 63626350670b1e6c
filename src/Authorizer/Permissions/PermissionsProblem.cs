using System.Globalization;

namespace Authorizer.Permissions;

/// <summary>One thing that is wrong with a permissions file.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Rule">The rule's id, or <see langword="null"/> outside of rules and where it has none.</param>
/// <param name="Text">What is wrong, as a sentence without its full stop.</param>
/// <param name="Suggestion">What was probably meant, as it would stand in the file, or <see langword="null"/>.</param>
internal sealed record PermissionsProblem(int Line, string? Rule, string Text, string? Suggestion)
{
    /// <summary>The whole message.</summary>
    /// <param name="file">What the file is called.</param>
    /// <returns>Place, problem and suggestion.</returns>
    public string Message(string file)
    {
        string rule = Rule is null ? string.Empty : $", rule \"{Rule}\"";
        string end = Suggestion is null ? "." : $"; did you mean {Suggestion}?";
        return $"{file}, line {Line.ToString(CultureInfo.InvariantCulture)}{rule}: {Text}{end}";
    }
}
