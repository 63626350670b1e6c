using System;
using System.Collections.Generic;
using System.Linq;
using Authorizer.Options;
using Authorizer.Permissions;

namespace DevTool.Comparing;

/// <summary>
/// Compares two permissions files. The comparison walks both route trees together and skips equal subtrees. For subtrees that differ, it
/// compares the formulas of the allowed callers as decision diagrams.
/// </summary>
internal sealed class Comparison
{
    /// <summary>The largest number of conditions that are reported for one class of calls.</summary>
    public const int MostConditions = 100;

    // Limits a comparison to a few seconds. A thousand ordinary rules need a fiftieth of this number.
    private const int MostSteps = 6_000_000;

    // The limit for a single class of calls, so that one class cannot use up the whole budget.
    private const int MostStepsOfClass = 3_000_000;

    // The cost of a class of paths without the cost of its formulas.
    private const int StepsOfClass = 20;

    // The number of routes that can be compared with one kind of MCP requests at the cost of one step.
    private const int EntriesOfStep = 50;

    // Limited because the authorizer decides about an example of each difference.
    private const int MostDifferences = 3_000;
    private const int MostOmissions = 20;
    private const int MostPathCharacters = 120;

    // Replaces the number of a grant for calls that the authorizer refuses before it evaluates the rules.
    private const int Refused = -1;

    private readonly CallerModel _callers;
    private readonly bool _limitsMethods;
    private readonly Dictionary<string, int> _grantNumbers = [];
    private readonly List<Grant> _grants = [];
    private readonly Dictionary<(int Before, string Claim, int Segment), int> _guardNumbers = [];
    private readonly List<(int Before, string Claim, int Segment)> _guards = [(-1, string.Empty, -1)];
    private readonly Dictionary<string, IReadOnlyList<(bool Gained, IReadOnlyList<Literal> Callers, IReadOnlyList<Literal> Caller)>> _compared = [];
    private readonly Dictionary<string, int> _itemNumbers = [];
    private readonly List<Item> _items = [];
    private readonly Dictionary<string, Shape> _shapes = [];
    private readonly SortedSet<string> _omitted = new(StringComparer.Ordinal);
    private readonly CallKind[] _kinds;
    private readonly HashSet<string>[] _known = [[], []];
    private readonly bool _methodsDiffer;
    private readonly Effort _comparing = new(MostSteps);
    private readonly Effort _listing = new(MostSteps);

    private Comparison(IReadOnlyList<Rule> old, IReadOnlyList<Rule> changed, CallerModel callers, PolicyScope scope)
    {
        _callers = callers;
        _limitsMethods = scope == PolicyScope.Principal;
        foreach ((IReadOnlyList<Rule> rules, HashSet<string> known) in new[] { (old, _known[0]), (changed, _known[1]) })
        {
            known.UnionWith(new RouteMethods(_limitsMethods ? rules : []).All.Select(System.Text.Encoding.UTF8.GetString));
        }

        _methodsDiffer = !_known[0].SetEquals(_known[1]);
        Route[] routes = [.. old.Concat(changed).SelectMany(rule => rule.Routes)];
        IEnumerable<string> named = routes.Select(route => route.HttpMethod).Where(method => method is not (Route.AnyMethod or Route.Connect));
        _kinds = CallKind.Of(named.Concat(_limitsMethods ? _known[0] : []).Distinct().Order(StringComparer.Ordinal), routes);
    }

    /// <summary>Compares two files.</summary>
    /// <param name="old">The rules of the old file.</param>
    /// <param name="changed">The rules of the new file.</param>
    /// <param name="callers">The callers that the authorizer can accept.</param>
    /// <param name="scope">
    /// Whether a policy covers only the requested route or all routes of the caller. <see cref="PolicyScope.Principal"/> refuses unknown
    /// methods.
    /// </param>
    public static Differences Of(IReadOnlyList<Rule> old, IReadOnlyList<Rule> changed, CallerModel callers, PolicyScope scope)
    {
        var comparison = new Comparison(old, changed, callers, scope);

        // A separate thread with a large stack, because hostile files can have deep routes, and formulas have one level for each fact.
        Differences? differences = null;
        System.Runtime.ExceptionServices.ExceptionDispatchInfo? failed = null;
        var thread = new System.Threading.Thread(
            () =>
            {
                try
                {
                    differences = comparison.Compare(old, changed);
                }
#pragma warning disable CA1031 // The waiting thread throws the exception again.
                catch (Exception error)
#pragma warning restore CA1031
                {
                    failed = System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(error);
                }
            },
            maxStackSize: 1 << 30)
        {
            // A background thread, so that Ctrl-C ends the process during a comparison.
            IsBackground = true,
        };
        thread.Start();
        thread.Join();
        failed?.Throw();
        return differences!;
    }

    private Differences Compare(IReadOnlyList<Rule> old, IReadOnlyList<Rule> changed)
    {
        var known = new Dictionary<string, RouteNode>();
        (RouteNode oldRoutes, int[] oldConnect) = Routes(old, known);
        (RouteNode newRoutes, int[] newConnect) = Routes(changed, known);
        Dictionary<(int Item, int Method), Shape>? shapes = [];
        if (Walk(new State([(oldRoutes, 0)], []), new State([(newRoutes, 0)], []), []) is { } tree)
        {
            shapes = List(() => Shapes(tree));
        }

        HashSet<int> connect = [.. Compare(oldConnect, newConnect, []).Select(item => Number(item, new CallKind(Route.Connect), null)).OfType<int>()];
        var differences = new List<Difference>();
        for (int i = 0; i < _items.Count; i++)
        {
            Item item = _items[i];
            List<CallClass> calls = shapes is null ? OneOf(item) : List(() => Calls(i, shapes)) ?? OneOf(item);
            if (connect.Contains(i))
            {
                calls.Add(new CallClass([new CallKind(Route.Connect)], Paths: null));
            }

            differences.Add(new Difference(item.Gained, item.Callers, calls, item.Example));
        }

        return new Differences(
            [.. differences.OrderByDescending(one => one.Gained).ThenBy(one => one.Callers.Count).ThenBy(one => CallerPhrase.Of(one.Callers).ToString(), StringComparer.Ordinal)],
            _kinds,
            [.. _omitted]);
    }

    // Returns null if there are too many calls to list.
    private T? List<T>(Func<T> list)
        where T : class
    {
        try
        {
            return list();
        }
        catch (TooComplexException)
        {
            Omit("some differences have too many calls to list; only one call of each is shown");
            return null;
        }
    }

    private List<CallClass> Calls(int item, Dictionary<(int Item, int Method), Shape> shapes) =>
    [
        .. Enumerable.Range(0, _kinds.Length)
            .Where(kind => shapes.ContainsKey((item, kind)))
            .GroupBy(kind => shapes[(item, kind)])
            .Select(group => new CallClass([.. group.Select(kind => _kinds[kind])], [.. group.Key.Patterns([], _listing)])),
    ];

    private static List<CallClass> OneOf(Item item) => item.Example.Path is not { } path ? []
        : [new CallClass([item.Example.Kind], [new PathPattern(path, Below: false, [])])];

    private (RouteNode Routes, int[] Connect) Routes(IReadOnlyList<Rule> rules, Dictionary<string, RouteNode> known)
    {
        var root = new RouteNode();
        var connect = new SortedSet<int>();
        foreach (Rule rule in rules)
        {
            var grant = Grant.Of(rule);
            string key = grant.Effect + string.Join('&', grant.Clauses.Select(clause => string.Join('|', clause.Select(literal => literal.ToString()).Order(StringComparer.Ordinal))).Distinct().Order(StringComparer.Ordinal));
            if (!_grantNumbers.TryGetValue(key, out int number))
            {
                number = _grants.Count;
                _grantNumbers.Add(key, number);
                _grants.Add(grant);
            }

            foreach (Route route in rule.Routes)
            {
                if (route.Method == Route.Connect)
                {
                    _ = connect.Add(number);
                }
                else
                {
                    root.Add(route, number);
                }
            }
        }

        return (root.Share(known), [.. connect]);
    }

    private int Guard(int before, string claim, int segment)
    {
        if (!_guardNumbers.TryGetValue((before, claim, segment), out int number))
        {
            number = _guards.Count;
            _guardNumbers.Add((before, claim, segment), number);
            _guards.Add((before, claim, segment));
        }

        return number;
    }

    // Returns null if the trees do not differ.
    private Tree? Walk(State old, State changed, IReadOnlyList<PathPoint> path)
    {
        (old, changed) = (old.WithBelow(), changed.WithBelow());
        if (!_methodsDiffer && old.Equals(changed))
        {
            return null;
        }

        if (_comparing.IsSpent)
        {
            return null;
        }

        if (!TrySpend(StepsOfClass + old.Size + changed.Size + path.Count, path))
        {
            return null;
        }

        int[] exact = CompareMethods(old.Exact(), changed.Exact(), path);
        if (old.IsLast && changed.IsLast)
        {
            int[] below = CompareMethods(old.Below, changed.Below, [.. path, new PathPoint(null, [])]);
            var rest = new Tree(below, Other: null, [], IsUniform: true);
            return new Tree(exact, rest, [], IsUniform: false);
        }

        string[] names = [.. old.Literals.Concat(changed.Literals).Distinct().Order(StringComparer.Ordinal)];
        int depth = path.Count;
        int Bind(int guard, string claim) => Guard(guard, claim, depth);
        var literals = new List<KeyValuePair<string, Tree?>>();
        foreach (string name in names)
        {
            literals.Add(new(name, Walk(old.Next(name, Bind), changed.Next(name, Bind), [.. path, PathPoint.Of(name)])));
        }

        var excluded = names.ToHashSet(StringComparer.Ordinal);
        Tree? other = Walk(old.Next(null, Bind), changed.Next(null, Bind), [.. path, new PathPoint(null, excluded)]);
        return exact.Length == 0 && other is null && literals.TrueForAll(child => child.Value is null)
            ? null
            : new Tree(exact, other, literals, IsUniform: false);
    }

    private bool TrySpend(int steps, IReadOnlyList<PathPoint> path)
    {
        try
        {
            _comparing.Spend(steps);
            return true;
        }
        catch (TooComplexException)
        {
            Omit(path);
            return false;
        }
    }

    private int[] CompareMethods(HashSet<Entry> old, HashSet<Entry> changed, IReadOnlyList<PathPoint> path)
    {
        if (!_methodsDiffer && old.SetEquals(changed))
        {
            return [];
        }

        var found = new List<int>();
        bool isMcpPath = old.Concat(changed).Any(entry => entry.Mcp is not null);
        if (isMcpPath && !TrySpend(_kinds.Length * (old.Count + changed.Count) / EntriesOfStep, path))
        {
            return [];
        }

        for (int i = 0; i < _kinds.Length; i++)
        {
            CallKind kind = _kinds[i];
            if (!kind.Exists(isMcpPath))
            {
                continue;
            }

            IReadOnlyList<PathPoint> points = kind.Name is { } name ? [.. path, PathPoint.Of(name)] : path;
            foreach ((bool, IReadOnlyList<Literal>, IReadOnlyList<Literal>) item in Compare(Matching(old, kind, 0), Matching(changed, kind, 1), points))
            {
                if (Number(item, kind, path) is { } number)
                {
                    found.Add((number * _kinds.Length) + i);
                }
            }
        }

        return [.. found];
    }

    // Finds the grants that apply to a kind of calls, each with the facts that its route requires.
    private (int Grant, int Guard)[] Matching(HashSet<Entry> entries, CallKind kind, int file)
    {
        if (_limitsMethods && (kind.Method is null || !_known[file].Contains(kind.Method)))
        {
            return [];
        }

        var matching = new HashSet<(int Grant, int Guard)>();
        foreach (Entry entry in entries)
        {
            if (kind is { IsMcpPath: true, IsMcp: false } && entry.Mcp is not null)
            {
                // Without valid MCP headers, a call is refused if an MCP route exists for its path.
                _ = matching.Add((Refused, entry.Guard));
            }
            else if (kind.Takes(entry.Method, entry.Mcp))
            {
                int guard = entry.Mcp is { NameKind: McpNameKind.Claim } mcp ? Guard(entry.Guard, mcp.Name, Fact.NameSegment) : entry.Guard;
                _ = matching.Add((entry.Grant, guard));
            }
        }

        return [.. matching.Order()];
    }

    private IReadOnlyList<(bool Gained, IReadOnlyList<Literal> Callers, IReadOnlyList<Literal> Caller)> Compare(int[] old, int[] changed, IReadOnlyList<PathPoint> path) =>
        Compare([.. old.Select(grant => (grant, 0))], [.. changed.Select(grant => (grant, 0))], path);

    private IReadOnlyList<(bool Gained, IReadOnlyList<Literal> Callers, IReadOnlyList<Literal> Caller)> Compare(
        (int Grant, int Guard)[] old, (int Grant, int Guard)[] changed, IReadOnlyList<PathPoint> path)
    {
        if (old.SequenceEqual(changed))
        {
            return [];
        }

        // Only path segments that rules compare with claims affect the result.
        IEnumerable<int> segments = old.Concat(changed).SelectMany(entry => Guards(entry.Guard)).Select(fact => fact.Segment).Distinct().Order();
        string key = string.Join(' ', old) + "/" + string.Join(' ', changed)
            + string.Concat(segments.Select(segment => (Number: segment, Point: PathPoint.At(path, segment)))
                .Select(one => $"/{one.Number} {one.Point.Text is not null} {one.Point.Text ?? one.Point.Name?.Text ?? string.Join('/', one.Point.Excluded)}"));
        if (!_compared.TryGetValue(key, out IReadOnlyList<(bool, IReadOnlyList<Literal>, IReadOnlyList<Literal>)>? result))
        {
            result = CompareCallers(old, changed, path);
            _compared.Add(key, result);
        }

        return result;
    }

    private List<(bool Gained, IReadOnlyList<Literal> Callers, IReadOnlyList<Literal> Caller)> CompareCallers(
        (int Grant, int Guard)[] old, (int Grant, int Guard)[] changed, IReadOnlyList<PathPoint> path)
    {
        var bdd = new Bdd(new Effort(MostStepsOfClass, _comparing));
        var found = new List<(bool, IReadOnlyList<Literal>, IReadOnlyList<Literal>)>();
        try
        {
            bdd.Order(old.Concat(changed).SelectMany(entry => Facts(entry.Grant).Concat(Guards(entry.Guard))));
            int before = Allowed(bdd, old);
            int after = Allowed(bdd, changed);
            foreach ((bool gained, int formula) in new[] { (true, bdd.And(after, bdd.Not(before))), (false, bdd.And(before, bdd.Not(after))) })
            {
                if (formula == Bdd.False)
                {
                    continue;
                }

                int possible = _callers.Constraint(bdd, bdd.Support(formula), path);
                var cover = Cover.Of(bdd, formula, possible, MostConditions);
                found.AddRange(cover.Conditions.Select(one => (gained, one.Condition, one.Caller)));
                if (!cover.IsComplete)
                {
                    Omit($"{Short(path)}: more than {MostConditions} conditions describe who {(gained ? "gains" : "loses")} it");
                }
            }
        }
        catch (TooComplexException) when (!_comparing.IsSpent)
        {
            Omit($"{Short(path)}: the conditions are too complex to compare");
        }
        catch (TooComplexException)
        {
            Omit(path);
        }

        return found;
    }

    private int Allowed(Bdd bdd, (int Grant, int Guard)[] entries)
    {
        int Any(RuleEffect effect) => bdd.Any(
        [
            .. entries.Where(entry => (entry.Grant == Refused ? RuleEffect.Deny : _grants[entry.Grant].Effect) == effect)
                .Select(entry => bdd.And(entry.Grant == Refused ? Bdd.True : _grants[entry.Grant].Formula(bdd), bdd.All([.. Guards(entry.Guard).Select(bdd.Of)]))),
        ]);
        return bdd.And(Any(RuleEffect.Allow), bdd.Not(Any(RuleEffect.Deny)));
    }

    private IEnumerable<Fact> Facts(int grant) => grant == Refused ? [] : _grants[grant].Clauses.SelectMany(clause => clause).Select(literal => literal.Fact);

    private IEnumerable<Fact> Guards(int guard)
    {
        for (; guard > 0; guard = _guards[guard].Before)
        {
            yield return Fact.ClaimIsSegment(_guards[guard].Claim, _guards[guard].Segment);
        }
    }

    // Returns null if there are too many differences.
    private int? Number((bool Gained, IReadOnlyList<Literal> Callers, IReadOnlyList<Literal> Caller) found, CallKind kind, IReadOnlyList<PathPoint>? path)
    {
        string key = found.Gained + string.Join('&', found.Callers);
        if (!_itemNumbers.TryGetValue(key, out int number))
        {
            number = _items.Count;
            if (number == MostDifferences)
            {
                Omit($"more than {MostDifferences} differences");
                return null;
            }

            _itemNumbers.Add(key, number);
            _items.Add(new Item(found.Gained, found.Callers, new DifferentCall(found.Caller, kind, path)));
        }

        return number;
    }

    private Dictionary<(int Item, int Method), Shape> Shapes(Tree tree)
    {
        (int Item, int Method) Split(int number) => (number / _kinds.Length, number % _kinds.Length);
        if (tree.IsUniform)
        {
            return tree.Exact.Distinct().ToDictionary(Split, _ => Shape.Everything);
        }

        Dictionary<(int, int), Shape> other = tree.Other is null ? [] : Shapes(tree.Other);
        List<KeyValuePair<string, Dictionary<(int, int), Shape>>> literals = [.. tree.Literals.Select(child => KeyValuePair.Create(child.Key, child.Value is null ? [] : Shapes(child.Value)))];
        HashSet<(int, int)> exact = [.. tree.Exact.Select(Split)];
        _listing.Spend(exact.Count + other.Count + literals.Sum(child => child.Value.Count));
        return exact.Concat(other.Keys).Concat(literals.SelectMany(child => child.Value.Keys)).Distinct().ToDictionary(
            item => item,
            item => Shape.Of(
                _shapes,
                exact.Contains(item),
                literals.Select(child => KeyValuePair.Create(child.Key, child.Value.GetValueOrDefault(item, Shape.None))),
                other.GetValueOrDefault(item, Shape.None)));
    }

    private void Omit(IReadOnlyList<PathPoint> path) => Omit(
        $"the rules have too many combinations, so the comparison stopped at {Short(path)}; compare files with fewer rules");

    private static string Short(IReadOnlyList<PathPoint> path)
    {
        string text = Wording.Path(path, below: false, []);
        return text.Length <= MostPathCharacters ? text : text[..MostPathCharacters] + "…";
    }

    private void Omit(string what)
    {
        if (_omitted.Count < MostOmissions)
        {
            _ = _omitted.Add(what);
        }
    }

    private sealed record Item(bool Gained, IReadOnlyList<Literal> Callers, DifferentCall Example);

    private sealed record Tree(int[] Exact, Tree? Other, IReadOnlyList<KeyValuePair<string, Tree?>> Literals, bool IsUniform);

    private readonly record struct Entry(string? Method, McpPattern? Mcp, int Grant, int Guard);

    // The nodes that a path has reached in the tree of one file, and the entries that apply below these nodes.
    private sealed class State(HashSet<(RouteNode Node, int Guard)> nodes, HashSet<Entry> below)
    {
        public HashSet<Entry> Below => below;

        public int Size => nodes.Count + below.Count;

        public bool IsLast => nodes.All(at => at.Node.Any is null && at.Node.Literals.Count == 0 && at.Node.Claims.Count == 0);

        public IEnumerable<string> Literals => nodes.SelectMany(at => at.Node.Literals.Keys);

        public State WithBelow() => new(nodes, Entries(below, node => node.Below.Values));

        public HashSet<Entry> Exact() => Entries(below, node => node.Exact.Values);

        public State Next(string? literal, Func<int, string, int> bind)
        {
            var next = new HashSet<(RouteNode, int)>();
            foreach ((RouteNode node, int guard) in nodes)
            {
                if (literal is not null && node.Literals.TryGetValue(literal, out RouteNode? child))
                {
                    _ = next.Add((child, guard));
                }

                if (node.Any is not null)
                {
                    _ = next.Add((node.Any, guard));
                }

                next.UnionWith(node.Claims.Select(claim => (claim.Value, bind(guard, claim.Key))));
            }

            return new State(next, below);
        }

        public bool Equals(State other) => nodes.SetEquals(other.Nodes) && below.SetEquals(other.Below);

        private HashSet<(RouteNode Node, int Guard)> Nodes => nodes;

        private HashSet<Entry> Entries(HashSet<Entry> before, Func<RouteNode, IEnumerable<RouteEntry>> own)
        {
            HashSet<Entry> all = [.. before];
            foreach ((RouteNode node, int guard) in nodes)
            {
                all.UnionWith(own(node).Select(entry => new Entry(entry.Method, entry.Mcp, entry.Grant, guard)));
            }

            return all;
        }
    }
}
