using System.Collections.Generic;

namespace DevTool.Comparing;

/// <summary>A constraint on one segment of a path: its text, or texts that it does not have.</summary>
/// <param name="Text">The text, or <see langword="null"/>.</param>
/// <param name="Excluded">The texts that it does not have.</param>
internal sealed record PathPoint(string? Text, IReadOnlyCollection<string> Excluded)
{
    /// <summary>A segment with this text.</summary>
    public static PathPoint Of(string text) => new(text, []);
}
