using System;
using System.Collections.Generic;
using System.Linq;

namespace DevTool.Comparing;

/// <summary>
/// Reduced ordered binary decision diagrams over facts (Bryant, "Graph-Based Algorithms for Boolean Function Manipulation", 1986). A
/// formula is the index of its node. Equivalent formulas have the same index. Facts are ordered by <see cref="Order"/>, and otherwise by
/// their first use.
/// </summary>
/// <param name="effort">The budget of the computation, which also limits the number of nodes.</param>
internal sealed class Bdd(Effort effort)
{
    /// <summary>The formula that never holds.</summary>
    public const int False = 0;

    /// <summary>The formula that always holds.</summary>
    public const int True = 1;

    private readonly List<Node> _nodes = [new(int.MaxValue, 0, 0), new(int.MaxValue, 1, 1)];
    private readonly Dictionary<Node, int> _unique = [];
    private readonly Dictionary<(int If, int Then, int Else), int> _results = [];
    private readonly Dictionary<Fact, int> _variables = [];
    private readonly List<Fact> _facts = [];

    /// <summary>
    /// Orders facts that are not yet in use. Facts that decide whether others matter come first. Facts that are compared with each other
    /// are adjacent. Otherwise, the comparison of two claims would have one node for each combination of their values.
    /// </summary>
    public void Order(IEnumerable<Fact> facts)
    {
        foreach (Fact fact in facts.OrderBy(fact => fact.Kind switch { FactKind.Claim => 1, _ => 0 })
            .ThenBy(fact => fact.Segment).ThenBy(fact => fact.Value, StringComparer.Ordinal).ThenBy(fact => fact.Name, StringComparer.Ordinal))
        {
            _ = Of(fact);
        }
    }

    /// <summary>The formula that holds if the fact is true.</summary>
    public int Of(Fact fact)
    {
        if (!_variables.TryGetValue(fact, out int variable))
        {
            variable = _facts.Count;
            _variables.Add(fact, variable);
            _facts.Add(fact);
        }

        return Make(variable, False, True);
    }

    /// <summary>The formula of a fact or of its negation.</summary>
    public int Of(Literal literal) => literal.Holds ? Of(literal.Fact) : Not(Of(literal.Fact));

    /// <summary>Negation.</summary>
    public int Not(int formula) => Choose(formula, False, True);

    /// <summary>Holds if both formulas hold.</summary>
    public int And(int left, int right) => Choose(left, right, False);

    /// <summary>Holds if at least one of the two formulas holds.</summary>
    public int Or(int left, int right) => Choose(left, True, right);

    /// <summary>Holds if the right formula holds or the left formula does not hold.</summary>
    public int Implies(int left, int right) => Choose(left, right, True);

    /// <summary>Holds if both formulas hold, or if neither holds.</summary>
    public int Same(int left, int right) => Choose(left, right, Not(right));

    /// <summary>Holds if all formulas hold.</summary>
    public int All(IReadOnlyList<int> formulas) => Fold(formulas, 0, formulas.Count, True, And);

    /// <summary>Holds if at least one formula holds.</summary>
    public int Any(IReadOnlyList<int> formulas) => Fold(formulas, 0, formulas.Count, False, Or);

    /// <summary>Holds if at most one formula holds.</summary>
    public int AtMostOne(IReadOnlyList<int> formulas)
    {
        (int none, int one) = (True, False);
        for (int i = formulas.Count - 1; i >= 0; i--)
        {
            one = Choose(formulas[i], none, one);
            none = And(Not(formulas[i]), none);
        }

        return Or(none, one);
    }

    /// <summary>The facts that a formula depends on.</summary>
    public HashSet<Fact> Support(int formula)
    {
        var facts = new HashSet<Fact>();
        Visit(formula, _ => true, variable => facts.Add(_facts[variable]));
        return facts;
    }

    /// <summary>Whether the given facts are sufficient for a formula to hold.</summary>
    public bool Follows(IEnumerable<Literal> facts, int formula)
    {
        var known = new Dictionary<int, bool>();
        foreach (Literal literal in facts)
        {
            if (_variables.TryGetValue(literal.Fact, out int variable))
            {
                known[variable] = literal.Holds;
            }
        }

        bool follows = true;
        Visit(formula, node => follows &= node != False, _ => { }, known);
        return follows;
    }

    /// <summary>
    /// Finds an assignment for which a formula holds, with the fewest true facts. If several assignments have the same number of true
    /// facts, chooses the assignment with the fewest facts.
    /// </summary>
    /// <param name="formula">A formula that can hold.</param>
    public List<Literal> Simplest(int formula)
    {
        var costs = new Dictionary<int, long> { [True] = 0, [False] = long.MaxValue / 4 };
        _ = Cost(formula, costs);
        var literals = new List<Literal>();
        while (formula != True)
        {
            Node node = _nodes[formula];
            bool holds = costs[node.High] + Positive < costs[node.Low] + 1;
            literals.Add(new Literal(_facts[node.Variable], holds));
            formula = holds ? node.High : node.Low;
        }

        return literals;
    }

    private const long Positive = 1 << 20;

    private static int Fold(IReadOnlyList<int> formulas, int start, int count, int neutral, Func<int, int, int> join) => count switch
    {
        0 => neutral,
        1 => formulas[start],
        _ => join(Fold(formulas, start, count / 2, neutral, join), Fold(formulas, start + (count / 2), count - (count / 2), neutral, join)),
    };

    private long Cost(int formula, Dictionary<int, long> costs)
    {
        if (!costs.TryGetValue(formula, out long cost))
        {
            effort.Spend();
            Node node = _nodes[formula];
            cost = Math.Min(Cost(node.Low, costs) + 1, Cost(node.High, costs) + Positive);
            costs.Add(formula, cost);
        }

        return cost;
    }

    private void Visit(int formula, Func<int, bool> enter, Action<int> variable, Dictionary<int, bool>? known = null)
    {
        var seen = new HashSet<int>();
        var waiting = new Stack<int>([formula]);
        while (waiting.TryPop(out int next))
        {
            if (!seen.Add(next) || !enter(next) || next <= True)
            {
                continue;
            }

            effort.Spend();

            Node node = _nodes[next];
            variable(node.Variable);
            bool? value = known is not null && known.TryGetValue(node.Variable, out bool holds) ? holds : null;
            if (value != true)
            {
                waiting.Push(node.Low);
            }

            if (value != false)
            {
                waiting.Push(node.High);
            }
        }
    }

    private int Choose(int test, int then, int otherwise)
    {
        if (test <= True)
        {
            return test == True ? then : otherwise;
        }

        if (then == otherwise)
        {
            return then;
        }

        if ((then, otherwise) == (True, False))
        {
            return test;
        }

        if (_results.TryGetValue((test, then, otherwise), out int result))
        {
            return result;
        }

        effort.Spend();
        int variable = Math.Min(_nodes[test].Variable, Math.Min(_nodes[then].Variable, _nodes[otherwise].Variable));
        int low = Choose(Branch(test, variable, high: false), Branch(then, variable, high: false), Branch(otherwise, variable, high: false));
        int high = Choose(Branch(test, variable, high: true), Branch(then, variable, high: true), Branch(otherwise, variable, high: true));
        result = Make(variable, low, high);
        _results.Add((test, then, otherwise), result);
        return result;
    }

    private int Branch(int formula, int variable, bool high)
    {
        Node node = _nodes[formula];
        return node.Variable != variable ? formula : high ? node.High : node.Low;
    }

    private int Make(int variable, int low, int high)
    {
        if (low == high)
        {
            return low;
        }

        var node = new Node(variable, low, high);
        if (!_unique.TryGetValue(node, out int number))
        {
            number = _nodes.Count;
            _nodes.Add(node);
            _unique.Add(node, number);
        }

        return number;
    }

    private readonly record struct Node(int Variable, int Low, int High);
}
