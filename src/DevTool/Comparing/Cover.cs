using System.Collections.Generic;
using System.Linq;

namespace DevTool.Comparing;

/// <summary>
/// The shortest conditions that together describe a formula. Removing a condition, or a literal of a condition, would change the formula.
/// Combinations of facts that are impossible for a caller are ignored.
/// </summary>
/// <param name="Conditions">The conditions, shortest first, each with an example that meets it.</param>
/// <param name="IsComplete">False if there are more conditions than the given limit.</param>
internal sealed record Cover(IReadOnlyList<(IReadOnlyList<Literal> Condition, IReadOnlyList<Literal> Caller)> Conditions, bool IsComplete)
{
    /// <summary>Describes a formula with conditions.</summary>
    /// <param name="possible">The formula of all possible callers.</param>
    /// <param name="most">The largest number of conditions.</param>
    public static Cover Of(Bdd bdd, int formula, int possible, int most)
    {
        int wanted = bdd.And(formula, possible);
        int accepted = bdd.Or(formula, bdd.Not(possible));
        HashSet<Fact> own = bdd.Support(formula);
        var found = new List<(IReadOnlyList<Literal> Condition, int Formula)>();
        int rest = wanted;
        for (; rest != Bdd.False && found.Count < most; rest = bdd.And(rest, bdd.Not(found[^1].Formula)))
        {
            List<Literal> caller = bdd.Simplest(rest);
            List<Literal> one = Shorten(bdd, caller.OrderBy(literal => own.Contains(literal.Fact)).ThenBy(literal => literal.Holds), accepted);
            List<Literal> two = Shorten(bdd, caller.OrderBy(literal => own.Contains(literal.Fact)).ThenByDescending(literal => literal.Holds), accepted);
            List<Literal> best = two.Count < one.Count ? two : one;
            found.Add((best, bdd.All([.. best.Select(bdd.Of)])));
        }

        // Later conditions can cover an earlier condition. Tries to remove the longest condition first.
        foreach ((IReadOnlyList<Literal> Condition, int Formula) condition in found.OrderByDescending(one => one.Condition.Count).ToArray())
        {
            int others = bdd.Any([.. found.Where(other => other != condition).Select(other => other.Formula).Append(rest)]);
            if (bdd.And(wanted, bdd.Not(others)) == Bdd.False)
            {
                _ = found.Remove(condition);
            }
        }

        return new Cover(
            [.. found.OrderBy(one => one.Condition.Count).Select(one => (one.Condition, (IReadOnlyList<Literal>)bdd.Simplest(bdd.And(wanted, one.Formula))))],
            rest == Bdd.False);
    }

    private static List<Literal> Shorten(Bdd bdd, IEnumerable<Literal> literals, int accepted)
    {
        List<Literal> order = [.. literals];
        List<Literal> kept = [.. order];
        foreach (Literal literal in order)
        {
            _ = kept.Remove(literal);
            if (!bdd.Follows(kept, accepted))
            {
                kept.Add(literal);
            }
        }

        return [.. kept.OrderByDescending(literal => literal.Holds).ThenBy(literal => literal.Fact.Kind).ThenBy(literal => literal.Fact.Name, System.StringComparer.Ordinal)
            .ThenBy(literal => literal.Fact.Value, System.StringComparer.Ordinal).ThenBy(literal => literal.Fact.Segment)];
    }
}
