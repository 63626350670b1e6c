using System.Collections.Generic;
using System.Text.Json.Serialization;
using DevTool.Explaining;

namespace DevTool.Testing;

/// <summary>The results of permission tests.</summary>
/// <param name="File">The test file.</param>
/// <param name="Permissions">The permissions file.</param>
/// <param name="Passed">The number of calls with the expected decision.</param>
/// <param name="Failed">The number of calls with a different decision.</param>
/// <param name="Results">The calls, in the order of the file.</param>
/// <param name="Coverage">The parts of the rules that the calls exercise; <see langword="null"/> if coverage was not requested.</param>
internal sealed record TestReport(
    string File, string Permissions, int Passed, int Failed, IReadOnlyList<CallResult> Results, CoverageReport? Coverage);

/// <summary>One call of a test.</summary>
/// <param name="Line">The line of the call, from 1.</param>
/// <param name="Test">The name of the test, or <see langword="null"/>.</param>
/// <param name="Caller">The name of the caller.</param>
/// <param name="Call">The method and the path.</param>
/// <param name="Passed">Whether the decision was as expected.</param>
/// <param name="Expected"><c>allow</c> or <c>deny</c>.</param>
/// <param name="ExpectedRule">The rule that must decide the call, or <see langword="null"/> for any rule.</param>
/// <param name="Actual">The verdict.</param>
/// <param name="Reason">The error code.</param>
/// <param name="Rule">The rule that decided the call, or <see langword="null"/>.</param>
/// <param name="Explanation">The decision with all its steps, if the call failed.</param>
internal sealed record CallResult(
    int Line,
    string? Test,
    string Caller,
    string Call,
    bool Passed,
    string Expected,
    string? ExpectedRule,
    string Actual,
    string Reason,
    string? Rule,
    Explanation? Explanation)
{
    /// <summary>The expected decision in words.</summary>
    [JsonIgnore]
    public string Expectation => Words(Expected, ExpectedRule);

    /// <summary>The actual decision in words.</summary>
    [JsonIgnore]
    public string Outcome => Rule is not null ? Words(Actual, Rule) : Actual == "deny" && Reason == "route_not_permitted" ? "deny (no rule allows it)" : $"{Actual} ({Reason})";

    private static string Words(string verdict, string? rule) => rule is null ? verdict : $"{verdict} by rule \"{rule}\"";
}

/// <summary>The parts of the rules that tests exercise.</summary>
/// <param name="Percent">The percentage of rules, routes and conditions that are exercised, rounded down.</param>
/// <param name="Exercised">The number of rules, routes and conditions that are exercised.</param>
/// <param name="Total">The number of all rules, routes and conditions.</param>
/// <param name="Missing">The parts that no call exercises. A rule that no call matches is listed without its routes and conditions.</param>
internal sealed record CoverageReport(int Percent, int Exercised, int Total, IReadOnlyList<CoverageGap> Missing);

/// <summary>A part of a rule that no test exercises.</summary>
/// <param name="Line">The line of the rule, from 1.</param>
/// <param name="Text">The part that is not exercised, and what to add.</param>
internal sealed record CoverageGap(int Line, string Rule, string Text);
