using System;
using System.Collections.Generic;
using System.Linq;

namespace DevTool.Comparing;

/// <summary>A set of paths. Equal sets are the same object.</summary>
/// <param name="Number">The set's number.</param>
/// <param name="Exact">Whether the path that ends here is in it.</param>
/// <param name="Literals">What follows certain segments.</param>
internal sealed record Shape(int Number, bool Exact, IReadOnlyList<KeyValuePair<string, Shape>> Literals)
{
    private Shape? _other;

    /// <summary>What follows any other segment.</summary>
    public Shape Other => _other ?? this;

    /// <summary>No path.</summary>
    public static Shape None { get; } = new(0, Exact: false, []);

    /// <summary>This path and everything below it.</summary>
    public static Shape Everything { get; } = new(1, Exact: true, []);

    /// <summary>Makes a set.</summary>
    /// <param name="known">The sets that are known.</param>
    /// <param name="exact">Whether the path that ends here is in it.</param>
    /// <param name="literals">What follows certain segments.</param>
    /// <param name="other">What follows any other segment.</param>
    public static Shape Of(Dictionary<string, Shape> known, bool exact, IEnumerable<KeyValuePair<string, Shape>> literals, Shape other)
    {
        KeyValuePair<string, Shape>[] different = [.. literals.Where(child => child.Value != other).OrderBy(child => child.Key, StringComparer.Ordinal)];
        if (different.Length == 0 && other == (exact ? Everything : None))
        {
            return other;
        }

        string key = $"{exact} {other.Number}\n{string.Join('\n', different.Select(child => $"{child.Value.Number} {child.Key}"))}";
        if (!known.TryGetValue(key, out Shape? shape))
        {
            shape = new Shape(known.Count + 2, exact, different) { _other = other };
            known.Add(key, shape);
        }

        return shape;
    }

    /// <summary>The set as patterns. They do not overlap.</summary>
    /// <param name="before">The segments before it.</param>
    /// <param name="effort">Limits the work.</param>
    /// <exception cref="TooComplexException">There are too many.</exception>
    public IEnumerable<PathPattern> Patterns(IReadOnlyList<PathPoint> before, Effort effort)
    {
        effort.Spend(1 + before.Count);
        if (this == None)
        {
            yield break;
        }

        string[] excluded = [.. Literals.Select(child => child.Key)];
        bool below = Exact && Other == Everything;
        if (Exact)
        {
            yield return new PathPattern(before, below, below ? excluded : []);
        }

        IEnumerable<PathPattern> deeper = below ? [] : Other.Patterns([.. before, new PathPoint(null, excluded)], effort);
        foreach (PathPattern pattern in deeper.Concat(Literals.SelectMany(child => child.Value.Patterns([.. before, PathPoint.Of(child.Key)], effort))))
        {
            yield return pattern;
        }
    }

    /// <inheritdoc/>
    public bool Equals(Shape? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => Number;
}

/// <summary>Paths that begin alike.</summary>
/// <param name="Segments">Their segments.</param>
/// <param name="Below">Whether everything below is meant too.</param>
/// <param name="Excluded">The segments that cannot follow.</param>
internal sealed record PathPattern(IReadOnlyList<PathPoint> Segments, bool Below, IReadOnlyCollection<string> Excluded)
{
    /// <summary>Whether a path is one of them.</summary>
    public bool Matches(IReadOnlyList<string> path) =>
        (Below ? path.Count >= Segments.Count : path.Count == Segments.Count)
        && Segments.Select((point, i) => point.Text is null ? !point.Excluded.Contains(path[i]) : point.Text == path[i]).All(matches => matches)
        && (path.Count == Segments.Count || !Excluded.Contains(path[Segments.Count]));
}
