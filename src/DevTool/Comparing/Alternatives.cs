using System;
using System.Collections.Generic;
using System.Linq;

namespace DevTool.Comparing;

/// <summary>Joins conditions that differ in one fact: "in group a" and "in group b" become "in group a or b".</summary>
internal static class Alternatives
{
    /// <summary>Joins the conditions of items that are equal in everything else.</summary>
    /// <param name="condition">Returns the condition of an item.</param>
    /// <param name="rest">Returns the part of an item that must be equal.</param>
    /// <returns>The first item of each joined set, and the joined condition. One literal of each clause must hold.</returns>
    public static IEnumerable<(T First, IReadOnlyList<IReadOnlyList<Literal>> Clauses)> Join<T>(
        IReadOnlyList<T> items, Func<T, IReadOnlyList<Literal>> condition, Func<T, string> rest)
    {
        string[][] keys = [.. items.Select(item => condition(item).Select(literal => Key(rest(item), condition(item), literal)).ToArray())];
        var groups = new Dictionary<string, List<(int Item, int Literal)>>();
        for (int i = 0; i < items.Count; i++)
        {
            for (int literal = 0; literal < keys[i].Length; literal++)
            {
                if (!groups.TryGetValue(keys[i][literal], out List<(int, int)>? group))
                {
                    groups.Add(keys[i][literal], group = []);
                }

                group.Add((i, literal));
            }
        }

        bool[] told = new bool[items.Count];
        for (int i = 0; i < items.Count; i++)
        {
            if (told[i])
            {
                continue;
            }

            List<(int Item, int Literal)> best = [];
            foreach (string key in keys[i])
            {
                List<(int Item, int Literal)> open = [.. groups[key].Where(one => !told[one.Item])];
                best = open.Count > best.Count ? open : best;
            }

            int own = best.Count > 1 ? best.Find(one => one.Item == i).Literal : -1;
            Literal[] any = [.. best.Select(one => condition(items[one.Item])[one.Literal])];
            best.ForEach(one => told[one.Item] = true);
            told[i] = true;
            yield return (items[i], [.. condition(items[i]).Select((literal, at) => at == own ? any : new[] { literal })]);
        }
    }

    // Joins only facts of one kind, because a list of different kinds is hard to read.
    private static string Key(string rest, IReadOnlyList<Literal> condition, Literal without)
    {
        bool joins = without is { Holds: true, Fact.Kind: FactKind.Claim or FactKind.Client or FactKind.Scope };
        string kind = joins ? without.Fact.Kind + (without.Fact.Kind == FactKind.Claim ? without.Fact.Name : string.Empty) : without.ToString();
        return $"{rest}\0{kind}\0{string.Join('\0', condition.Where(literal => literal != without))}";
    }
}
