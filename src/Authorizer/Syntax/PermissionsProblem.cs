using System.Globalization;

namespace Authorizer.Syntax;

/// <summary>The kinds of problem for which a tool has further advice.</summary>
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

    /// <summary>A malformed route.</summary>
    UnreadableRoute,
}

/// <summary>One problem of a permissions file.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Rule">The rule's id; <see langword="null"/> outside rules, or if the rule has none.</param>
/// <param name="Text">The problem and what to do, as a sentence without its full stop.</param>
/// <param name="Suggestion">The likely intention, in the spelling of the file, or <see langword="null"/>.</param>
/// <param name="Found">The value in the file; <see langword="null"/> for <see cref="ProblemKind.Other"/>.</param>
internal sealed record PermissionsProblem(
    int Line, string? Rule, string Text, string? Suggestion, ProblemKind Kind = ProblemKind.Other, string? Found = null)
{
    /// <summary>The whole message: place, problem and suggestion.</summary>
    public string Message(string file)
    {
        string rule = Rule is null ? string.Empty : $"rule \"{Rule}\": ";
        string end = Suggestion is null ? string.Empty : $"; did you mean {Suggestion}?";
        return $"{file}:{Line.ToString(CultureInfo.InvariantCulture)}: {rule}{Text}{end}";
    }
}
