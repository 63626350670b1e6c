using System;
using System.Collections.Generic;
using DevTool.Comparing;

namespace DevTool.Checking;

/// <summary>
/// Stores the conditions of all rules with a number for each fact, so that comparing each of 1,000 rules with all others is fast.
/// </summary>
internal sealed class NumberedGrants
{
    private readonly Dictionary<Fact, int> _numbers = [];

    // The conditions of each rule as clauses. A clause is a list of literals, and at least one of these literals must hold. A literal is
    // the number of a fact, or the complement of this number for the negation of the fact.
    private readonly int[][][] _rules;

    /// <summary>Assigns a number to each fact.</summary>
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

    /// <summary>Describes a caller who meets the conditions of one rule and no other conditions.</summary>
    /// <param name="isId">Whether the caller has an ID token, if the rule accepts both kinds of token.</param>
    /// <returns>Whether each fact holds.</returns>
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

    /// <summary>Whether the conditions of a rule hold.</summary>
    /// <param name="facts">Whether each fact holds.</param>
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

    /// <summary>
    /// Whether each clause of the wide rule contains a clause of the narrow rule. Then the wide rule holds for all callers of the narrow rule.
    /// False proves nothing.
    /// </summary>
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
