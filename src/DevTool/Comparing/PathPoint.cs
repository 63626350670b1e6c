using System.Collections.Generic;

namespace DevTool.Comparing;

/// <summary>What is known of one segment of a path: its text, or that it is none of some texts.</summary>
/// <param name="Text">The text, or <see langword="null"/>.</param>
/// <param name="Excluded">The texts it is not.</param>
internal sealed record PathPoint(string? Text, IReadOnlyCollection<string> Excluded)
{
    /// <summary>A segment with this text.</summary>
    public static PathPoint Of(string text) => new(text, []);
}
