using System;
using System.Collections.Generic;
using System.Linq;

namespace DevTool.Comparing;

/// <summary>A set of paths. Equal sets are the same object.</summary>
/// <param name="Exact">Whether the set contains the path that ends here.</param>
/// <param name="Literals">The subsets for segments with a fixed text.</param>
internal sealed record Shape(int Number, bool Exact, IReadOnlyList<KeyValuePair<string, Shape>> Literals)
{
    private Shape? _other;

    /// <summary>The subset for all other segments.</summary>
    public Shape Other => _other ?? this;

    /// <summary>The empty set.</summary>
    public static Shape None { get; } = new(0, Exact: false, []);

    /// <summary>The set of this path and all longer paths.</summary>
    public static Shape Everything { get; } = new(1, Exact: true, []);

    /// <summary>Creates a set.</summary>
    /// <param name="known">The sets that exist so far.</param>
    /// <param name="exact">Whether the set contains the path that ends here.</param>
    /// <param name="literals">The subsets for segments with a fixed text.</param>
    /// <param name="other">The subset for all other segments.</param>
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

    /// <summary>Converts the set to patterns that do not overlap.</summary>
    /// <param name="before">The segments before the set.</param>
    /// <param name="effort">The budget of the computation.</param>
    /// <exception cref="TooComplexException">There are too many patterns.</exception>
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

/// <summary>A set of paths with the same first segments.</summary>
/// <param name="Segments">The first segments.</param>
/// <param name="Below">Whether all longer paths are included.</param>
/// <param name="Excluded">The texts that the next segment must not have.</param>
internal sealed record PathPattern(IReadOnlyList<PathPoint> Segments, bool Below, IReadOnlyCollection<string> Excluded)
{
    /// <summary>Whether the pattern matches a path.</summary>
    public bool Matches(IReadOnlyList<string> path) =>
        (Below ? path.Count >= Segments.Count : path.Count == Segments.Count)
        && Segments.Select((point, i) => point.Text is null ? !point.Excluded.Contains(path[i]) : point.Text == path[i]).All(matches => matches)
        && (path.Count == Segments.Count || !Excluded.Contains(path[Segments.Count]));
}
