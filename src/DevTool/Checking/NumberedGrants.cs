using System;
using System.Collections.Generic;
using DevTool.Comparing;

namespace DevTool.Checking;

/// <summary>
/// The conditions of rules with a number for each fact, so that comparing each of a thousand rules with all others is fast.
/// </summary>
internal sealed class NumberedGrants
{
    private readonly Dictionary<Fact, int> _numbers = [];

    // For each rule, its clauses; one literal of each clause must hold. A negated fact is the complement of its number.
    private readonly int[][][] _rules;

    /// <summary>Numbers the facts.</summary>
    public NumberedGrants(IReadOnlyList<CheckedRule> rules)
    {
        _ = Number(new Literal(Fact.IdToken));
        _rules = new int[rules.Count][][];
        for (int i = 0; i < _rules.Length; i++)
        {
            IReadOnlyList<IReadOnlyList<Literal>> clauses = Grant.Of(rules[i].Rule).Clauses;
            _rules[i] = new int[clauses.Count][];
            for (int clause = 0; clause < clauses.Count; clause++)
            {
                int[] literals = _rules[i][clause] = new int[clauses[clause].Count];
                for (int literal = 0; literal < literals.Length; literal++)
                {
                    literals[literal] = Number(clauses[clause][literal]);
                }
            }
        }
    }

    /// <summary>Describes a caller who meets a rule's conditions and nothing more.</summary>
    /// <param name="isId">Whether the caller has an id token, if the rule does not say so.</param>
    /// <returns>For each fact, whether it holds.</returns>
    public bool[] Example(int rule, bool isId)
    {
        bool[] facts = new bool[_numbers.Count];
        facts[0] = isId;
        foreach (int[] clause in _rules[rule])
        {
            int first = clause[0];
            facts[first < 0 ? ~first : first] = first >= 0;
        }

        return facts;
    }

    /// <summary>Whether a rule's conditions hold.</summary>
    /// <param name="facts">For each fact, whether it holds.</param>
    public bool Holds(int rule, bool[] facts)
    {
        foreach (int[] clause in _rules[rule])
        {
            if (!Array.Exists(clause, literal => literal < 0 ? !facts[~literal] : facts[literal]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether each clause of one rule contains a clause of the other, so that it holds for all of the other's callers. False proves nothing.</summary>
    /// <param name="narrow">The rule for fewer callers.</param>
    /// <param name="wide">The rule for more callers.</param>
    public bool Implies(int narrow, int wide) => Array.TrueForAll(
        _rules[wide], asked => Array.Exists(_rules[narrow], given => Array.TrueForAll(given, literal => Array.IndexOf(asked, literal) >= 0)));

    private int Number(Literal literal)
    {
        if (!_numbers.TryGetValue(literal.Fact, out int number))
        {
            number = _numbers.Count;
            _numbers.Add(literal.Fact, number);
        }

        return literal.Holds ? number : ~number;
    }
}
