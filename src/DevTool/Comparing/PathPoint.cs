using System.Collections.Generic;
using System.Linq;

namespace DevTool.Comparing;

/// <summary>A constraint on one segment of a path, or on the name in an MCP request.</summary>
/// <param name="Text">The text of the segment, or <see langword="null"/> if the segment can have several texts.</param>
/// <param name="Excluded">The texts that the segment must not have.</param>
/// <param name="Name">
/// The names that the MCP request can have. <see langword="null"/> for a segment. The point for the name follows the points of all
/// segments.
/// </param>
internal sealed record PathPoint(string? Text, IReadOnlyCollection<string> Excluded, NameClass? Name = null)
{
    /// <summary>A segment with a given text.</summary>
    public static PathPoint Of(string text) => new(text, []);

    /// <summary>A point for the name of an MCP request.</summary>
    public static PathPoint Of(NameClass name) => new(name.IsPrefix ? null : name.Text, [], name);

    /// <summary>Finds the point that a fact refers to.</summary>
    /// <param name="path">All points.</param>
    /// <param name="segment">The zero-based index of the segment, or <see cref="Fact.NameSegment"/>.</param>
    public static PathPoint At(IReadOnlyList<PathPoint> path, int segment) => segment == Fact.NameSegment ? path[^1] : path[segment];

    /// <summary>Whether the segment, or the name in the MCP request, can equal a text.</summary>
    public bool CanBe(string text) => Name?.Contains(text) ?? (CallerModel.CanBeSegment(text) && !Excluded.Contains(text));
}
