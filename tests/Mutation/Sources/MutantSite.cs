using Microsoft.CodeAnalysis.Text;

namespace Mutation.Sources;

/// <summary>A small change of the code.</summary>
/// <param name="Kind">The kind of the change.</param>
/// <param name="Span">The changed code.</param>
/// <param name="Replacement">The new code, for the report.</param>
/// <param name="Edits">
/// The edits that insert the change behind its switch. In the inserted texts, <see cref="SwitchMark"/> is the placeholder for the expression
/// that is true while the mutant is active.
/// </param>
internal sealed record MutantSite(string Kind, TextSpan Span, string Replacement, params Edit[] Edits)
{
    /// <summary>The placeholder for the switch of the mutant in the texts of <see cref="Edits"/>.</summary>
    public const string SwitchMark = "\u0001";

    /// <summary>The name of the constant that becomes a property. The compiler can then report an error where the constant is used.</summary>
    public string? FormerConstant { get; init; }

    /// <summary>Creates a change that encloses its code in two texts.</summary>
    public static MutantSite Around(string kind, TextSpan span, string replacement, string before, string after) =>
        Around(kind, span, span, replacement, before, after);

    /// <summary>Creates a change whose texts enclose more code than is changed.</summary>
    public static MutantSite Around(string kind, TextSpan changed, TextSpan enclosed, string replacement, string before, string after) =>
        new(kind, changed, replacement, new Edit(enclosed, before, after));
}

/// <summary>Inserts text before and after a piece of code, or replaces the code.</summary>
/// <param name="Span">The piece of code.</param>
/// <param name="Before">The text before the code.</param>
/// <param name="After">The text after the code.</param>
/// <param name="Replaces">Whether <paramref name="Before"/> replaces the code.</param>
internal sealed record Edit(TextSpan Span, string Before, string After, bool Replaces = false)
{
    /// <summary>The placeholder for <c>when</c>, or for <c>&amp;&amp;</c> after another guard.</summary>
    public const string Guard = "\u0002";
}
