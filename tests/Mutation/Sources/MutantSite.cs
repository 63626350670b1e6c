using Microsoft.CodeAnalysis.Text;

namespace Mutation.Sources;

/// <summary>One small change of the code.</summary>
/// <param name="Kind">What kind of change it is.</param>
/// <param name="Span">The code it changes.</param>
/// <param name="Replacement">The changed code, for the report.</param>
/// <param name="Edits">
/// How the change is built in behind its switch. In the texts, <see cref="SwitchMark"/> stands for the expression that is true while the
/// mutant is active.
/// </param>
internal sealed record MutantSite(string Kind, TextSpan Span, string Replacement, params Edit[] Edits)
{
    /// <summary>The placeholder for the mutant's switch in the texts of <see cref="Edits"/>.</summary>
    public const string SwitchMark = "\u0001";

    /// <summary>Whether it turns a constant into a property: then an error may be where the constant is used.</summary>
    public string? FormerConstant { get; init; }

    /// <summary>A site whose code is enclosed in two texts.</summary>
    public static MutantSite Around(string kind, TextSpan span, string replacement, string before, string after) =>
        Around(kind, span, span, replacement, before, after);

    /// <summary>A site whose edits enclose more code than it changes.</summary>
    public static MutantSite Around(string kind, TextSpan changed, TextSpan enclosed, string replacement, string before, string after) =>
        new(kind, changed, replacement, new Edit(enclosed, before, after));
}

/// <summary>Text that is inserted before and after a piece of code, or replaces it.</summary>
/// <param name="Span">The code.</param>
/// <param name="Before">Comes before the code.</param>
/// <param name="After">Comes after the code.</param>
/// <param name="Replaces">Whether <paramref name="Before"/> replaces the code.</param>
internal sealed record Edit(TextSpan Span, string Before, string After, bool Replaces = false)
{
    /// <summary>The placeholder for <c>when</c>, or for <c>&amp;&amp;</c> if another guard comes before it.</summary>
    public const string Guard = "\u0002";
}
