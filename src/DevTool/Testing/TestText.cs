using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using DevTool.Explaining;

namespace DevTool.Testing;

/// <summary>Prints the results of permission tests. The result comes first, and then each failure with the explanation of its decision.</summary>
internal sealed class TestText(Terminal terminal)
{
    public void Write(TestReport report)
    {
        string counts = report.Failed == 0
            ? $"{Plural.Count(report.Passed, "call")} passed"
            : $"{Plural.Count(report.Failed, "call")} failed, {Plural.Count(report.Passed, "call")} passed";
        terminal.Text($"{report.File}: {counts} with {report.Permissions}", report.Failed == 0 ? Colour.Green : Colour.Red);
        foreach (CallResult result in report.Results.Where(result => !result.Passed))
        {
            terminal.Line();
            terminal.Text(string.Create(CultureInfo.InvariantCulture, $"{report.File}:{result.Line}: {Headline(result)}"), Colour.Red);
            foreach (string line in Reasons(result.Explanation!))
            {
                terminal.Text("  " + line, hanging: 4);
            }
        }

        if (report.Coverage is { } coverage)
        {
            WriteCoverage(report.Permissions, coverage);
        }
    }

    /// <summary>Describes a failed call in one line.</summary>
    /// <returns>The line, without the file and line number.</returns>
    public static string Headline(CallResult result)
    {
        string test = result.Test is null ? string.Empty : $" ({result.Test})";
        return $"{result.Caller}: {result.Call}: expected {result.Expectation}, got {result.Outcome}{test}";
    }

    /// <summary>Explains a decision: the rules with a route that matches the call, or the step that ended the decision before the rules.</summary>
    public static IEnumerable<string> Reasons(Explanation explanation)
    {
        foreach (ExplainedStep step in explanation.Steps.Where(step => step.Result == StepResult.Refused))
        {
            yield return $"{step.Stage}: {step.Text}";
        }

        ExplainedRule[] near = [.. explanation.Rules.Where(rule => rule.Routes.Any(route => route.Matches))];
        foreach (ExplainedRule rule in near.OrderByDescending(rule => rule.Decides))
        {
            string end = rule.Decides ? "decides" : rule.Matches ? "matches" : "does not match";
            yield return string.Create(CultureInfo.InvariantCulture, $"line {rule.Line}  {rule.Effect} \"{rule.Id}\": {end}");
            yield return $"    ok  {rule.Routes.First(route => route.Matches).Route}";
            foreach (ExplainedCondition condition in rule.Conditions)
            {
                yield return $"    {(condition.Holds ? "ok" : "no")}  {condition.Name} {condition.Reason}";
            }
        }

        int others = explanation.Rules.Count - near.Length;
        if (others > 0)
        {
            yield return $"{Plural.Count(others, near.Length == 0 ? "rule" : "other rule")} without a route for this call";
        }
    }

    private void WriteCoverage(string permissions, CoverageReport coverage)
    {
        terminal.Line();
        terminal.Text(
            string.Create(CultureInfo.InvariantCulture, $"{permissions}: {coverage.Percent} % exercised ({coverage.Exercised} of {coverage.Total} rules, routes and conditions)"),
            coverage.Missing.Count == 0 ? Colour.Green : Colour.Yellow);
        foreach (CoverageGap gap in coverage.Missing)
        {
            terminal.Text(string.Create(CultureInfo.InvariantCulture, $"{permissions}:{gap.Line}: rule \"{gap.Rule}\": {gap.Text}"), Colour.Yellow);
        }
    }
}
