using System.Collections.Generic;
using System.Linq;

namespace DevTool.Comparing;

/// <summary>A constraint on one segment of a path: its text, or texts that it does not have.</summary>
/// <param name="Text">The text, or <see langword="null"/>.</param>
/// <param name="Excluded">The texts that it does not have.</param>
/// <param name="Name">For the name of an MCP request, which is the last point after the path, the names that it can be.</param>
internal sealed record PathPoint(string? Text, IReadOnlyCollection<string> Excluded, NameClass? Name = null)
{
    /// <summary>A segment with this text.</summary>
    public static PathPoint Of(string text) => new(text, []);

    /// <summary>The name of an MCP request.</summary>
    public static PathPoint Of(NameClass name) => new(name.IsPrefix ? null : name.Text, [], name);

    /// <summary>A point by the number that facts have of it.</summary>
    /// <param name="path">The points.</param>
    /// <param name="segment">The number, from 0, or <see cref="Fact.NameSegment"/>.</param>
    public static PathPoint At(IReadOnlyList<PathPoint> path, int segment) => segment == Fact.NameSegment ? path[^1] : path[segment];

    /// <summary>Whether the segment or the name can be this text.</summary>
    public bool CanBe(string text) => Name?.Contains(text) ?? (CallerModel.CanBeSegment(text) && !Excluded.Contains(text));
}
