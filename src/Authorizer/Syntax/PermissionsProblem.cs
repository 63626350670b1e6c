using System.Globalization;

namespace Authorizer.Syntax;

/// <summary>What a problem is about, for tools that know more about common mistakes.</summary>
internal enum ProblemKind : byte
{
    /// <summary>Anything else.</summary>
    Other,

    /// <summary>A member that a rule does not have.</summary>
    UnknownMember,

    /// <summary>A member that <c>when</c> does not have.</summary>
    UnknownCondition,

    /// <summary>A string where an array is required.</summary>
    NotAnArray,

    /// <summary>An effect other than <c>allow</c> and <c>deny</c>.</summary>
    UnknownEffect,

    /// <summary>A route that cannot be read.</summary>
    UnreadableRoute,
}

/// <summary>One thing that is wrong with a permissions file.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Rule">The rule's id; <see langword="null"/> outside rules, and if the rule has none.</param>
/// <param name="Text">What is wrong and what to do, as a sentence without its full stop.</param>
/// <param name="Suggestion">What was probably meant, as it would be in the file, or <see langword="null"/>.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="Found">What the file has there; <see langword="null"/> for <see cref="ProblemKind.Other"/>.</param>
internal sealed record PermissionsProblem(
    int Line, string? Rule, string Text, string? Suggestion, ProblemKind Kind = ProblemKind.Other, string? Found = null)
{
    /// <summary>The whole message.</summary>
    /// <returns>Place, problem and suggestion.</returns>
    public string Message(string file)
    {
        string rule = Rule is null ? string.Empty : $"rule \"{Rule}\": ";
        string end = Suggestion is null ? string.Empty : $"; did you mean {Suggestion}?";
        return $"{file}:{Line.ToString(CultureInfo.InvariantCulture)}: {rule}{Text}{end}";
    }
}
