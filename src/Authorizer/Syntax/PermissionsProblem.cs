using System.Globalization;

namespace Authorizer.Syntax;

/// <summary>The kinds of problem. A tool has further advice for all kinds except <see cref="Other"/>.</summary>
internal enum ProblemKind : byte
{
    /// <summary>Any other problem.</summary>
    Other,

    /// <summary>A rule contains an unknown member.</summary>
    UnknownMember,

    /// <summary>A <c>when</c> contains an unknown member.</summary>
    UnknownCondition,

    /// <summary>A value is a string, but an array is required.</summary>
    NotAnArray,

    /// <summary>An effect is neither <c>allow</c> nor <c>deny</c>.</summary>
    UnknownEffect,

    /// <summary>A route is malformed.</summary>
    UnreadableRoute,
}

/// <summary>One problem of a permissions file.</summary>
/// <param name="Line">The line of the problem, counted from 1.</param>
/// <param name="Rule">The rule's ID. <see langword="null"/> if the problem is outside rules, or if the rule has no ID.</param>
/// <param name="Text">The problem and what to do, as a sentence without its full stop.</param>
/// <param name="Suggestion">The likely intention in the spelling of the file, or <see langword="null"/> if there is no good guess.</param>
/// <param name="Found">The value in the file. <see langword="null"/> for <see cref="ProblemKind.Other"/>.</param>
internal sealed record PermissionsProblem(
    int Line, string? Rule, string Text, string? Suggestion, ProblemKind Kind = ProblemKind.Other, string? Found = null)
{
    /// <summary>Returns the whole message: place, problem and suggestion.</summary>
    public string Message(string file)
    {
        string rule = Rule is null ? string.Empty : $"rule \"{Rule}\": ";
        string end = Suggestion is null ? string.Empty : $"; did you mean {Suggestion}?";
        return $"{file}:{Line.ToString(CultureInfo.InvariantCulture)}: {rule}{Text}{end}";
    }
}
