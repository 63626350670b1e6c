using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using Authorizer.Options;
using CsCheck;
using DevTool.Comparing;
using Xunit;

namespace DevTool.Tests.Comparing;

/// <summary>
/// Compares <c>diff</c> and <c>who</c> with every decision of the authorizer's rule set in a small universe.
/// </summary>
public sealed class EnumerationTests
{
    private const int Pairs = 60;
    private const int CallersOfAPair = 30;

    // The two files of a review usually share most rules, but files without common rules must also be compared correctly.
    private static Gen<(JsonObject[] Old, JsonObject[] New)> Changes(Gen<JsonObject[]> rules) => Gen.Select(rules, rules, Gen.Int[0, 2], Gen.Int[0, 3])
        .Select((one, two, kind, at) => kind switch
        {
            0 => (one, two),
            1 => (one, [.. one.Where((_, i) => i != at), .. two.Take(1)]),
            _ => (one, Rewrite(one)),
        });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_report_contains_exactly_the_actual_differences(bool principal)
    {
        PolicyScope scope = principal ? PolicyScope.Principal : PolicyScope.Route;
        Gen<JsonObject[]> rules = principal ? SmallUniverse.PrincipalRules : SmallUniverse.Rules;
        Func<string, string?> variables = principal ? SmallUniverse.PrincipalVariable : SmallUniverse.Variable;
        int different = 0;
        int same = 0;
        int covered = 0;
        Gen.Select(Changes(rules), Gen.Int[0, int.MaxValue - 1]).Sample(
            (change, seed) =>
            {
                (byte[] oldText, byte[] newText) = (SmallUniverse.File(change.Old), SmallUniverse.File(change.New));
                PermissionsVersion old = SmallUniverse.Read(oldText, scope);
                PermissionsVersion changed = SmallUniverse.Read(newText, scope);
                Differences differences = Differences.Of(old, changed);
                Assert.Empty(differences.Omitted);
                var random = new System.Random(seed);
                foreach (SmallUniverse.UniverseCaller caller in random.GetItems([.. SmallUniverse.Callers], CallersOfAPair))
                {
                    bool[] before = SmallUniverse.Decide(old.Rules, caller, scope);
                    bool[] after = SmallUniverse.Decide(changed.Rules, caller, scope);
                    for (int i = 0; i < before.Length; i++)
                    {
                        SmallUniverse.UniverseCall call = SmallUniverse.Calls[i];
                        bool Reported(bool gained) => differences.Differing.Any(one => one.Gained == gained && IsIn(one, caller, call, differences.Kinds));
                        string what = $"{call.Text} {caller.Claims.ToJsonString()}: {before[i]} then {after[i]}";
                        Assert.True(Reported(gained: true) == (!before[i] && after[i]), "gained " + what);
                        Assert.True(Reported(gained: false) == (before[i] && !after[i]), "lost " + what);
                        covered += before[i] == after[i] ? 0 : 1;
                    }
                }

                // The report throws an exception if the authorizer does not confirm an example, so every reported difference exists.
                DifferenceReport report = DifferenceReport.Of(("old", oldText), ("new", newText), variables);
                Assert.Equal(differences.Differing.Count == 0, report.Same);
                different += report.Same ? 0 : 1;
                same += report.Same ? 1 : 0;
            },
            iter: Pairs,
            threads: 1,
            print: pair => Text(pair.Item1.Old) + "\n" + Text(pair.Item1.New));

        Assert.InRange(different, Pairs / 4, Pairs);
        Assert.InRange(same, Pairs / 5, Pairs);
        Assert.InRange(covered, Pairs, int.MaxValue);
    }

    [Fact]
    public void Who_lists_exactly_the_callers_that_the_authorizer_allows()
    {
        int allowed = 0;
        Gen.Select(SmallUniverse.Rules, Gen.Int[0, SmallUniverse.Calls.Count - 1], Gen.Int[0, int.MaxValue - 1]).Sample(
            (rules, call, seed) =>
            {
                byte[] text = SmallUniverse.File(rules);
                PermissionsVersion version = SmallUniverse.Read(text);
                string route = SmallUniverse.Calls[call].Text;
                Who who = Who.Of(version, route);
                foreach (SmallUniverse.UniverseCaller caller in new System.Random(seed).GetItems([.. SmallUniverse.Callers], CallersOfAPair))
                {
                    bool expected = SmallUniverse.Decide(version.Rules, caller)[call];
                    bool named = who.Callers.Any(one => one.When.All(literal => SmallUniverse.Holds(literal, caller, SmallUniverse.Calls[call])));
                    Assert.True(expected == named, $"{route} {caller.Claims.ToJsonString()}");
                    allowed += expected ? 1 : 0;
                }

                // Every condition is minimal, comes from a rule and can be true.
                Assert.All(who.Callers, one => Assert.NotEmpty(one.Rules));
                Assert.Equal(who.Callers.Count == 0, WhoReport.Of(("rules", text), route, SmallUniverse.Variable).Allowed.Count == 0);
            },
            iter: Pairs * 2,
            threads: 1,
            print: one => Text(one.Item1) + " " + SmallUniverse.Calls[one.Item2]);

        Assert.InRange(allowed, Pairs, int.MaxValue);
    }

    private static bool IsIn(Difference difference, SmallUniverse.UniverseCaller caller, SmallUniverse.UniverseCall call, IReadOnlyList<CallKind> kinds) =>
        difference.Callers.All(literal => SmallUniverse.Holds(literal, caller, call))
        && difference.Calls.Any(calls => calls.Kinds.Any(kind => call.IsOf(kind, kinds))
            && (calls.Paths is null ? call.Path is null : call.Path is not null && calls.Paths.Any(pattern => pattern.Matches(call.Path))));

    // Returns rules that make the same decisions: in reverse order, with one rule for each route, and with a duplicate of the first rule.
    private static JsonObject[] Rewrite(JsonObject[] rules) =>
    [
        .. rules.Reverse().SelectMany(rule => rule["routes"]!.AsArray().Select(route =>
        {
            JsonObject copy = rule.DeepClone().AsObject();
            copy["routes"] = new JsonArray(route!.DeepClone());
            return copy;
        })),
        .. rules.Take(1),
    ];

    private static string Text(JsonObject[] rules) => Encoding.UTF8.GetString(SmallUniverse.File(rules));
}
