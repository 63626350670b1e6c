using System.Collections.Generic;
using System.Globalization;

namespace DevTool.Checking;

/// <summary>Prints a report for people.</summary>
/// <param name="terminal">Where to.</param>
internal sealed class ReportText(Terminal terminal)
{
    /// <summary>Prints.</summary>
    /// <param name="report">The report.</param>
    public void Write(PermissionsReport report)
    {
        terminal.Assumptions(report.Assumptions);
        foreach (Finding problem in report.Problems)
        {
            terminal.Line("problem  " + Text(report.File, problem), Colour.Red);
        }

        foreach (Finding warning in report.Warnings)
        {
            terminal.Line("warning  " + Text(report.File, warning), Colour.Yellow);
        }

        if (report.Summary is not { } summary)
        {
            terminal.Line("The authorizer would not start with this file.", Colour.Red);
            return;
        }

        terminal.Line(
            string.Create(CultureInfo.InvariantCulture, $"{report.File}: {summary.AllowRules} allow rules, {summary.DenyRules} deny rules, {summary.Routes} routes"),
            Colour.Green);
        WriteNames("groups", summary.Groups);
        WriteNames("scopes", summary.Scopes);
        WriteNames("app clients", summary.ClientIds);
        WriteNames("claims", summary.Claims);
    }

    private static string Text(string file, Finding finding)
    {
        string place = finding.Line == 0 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"{file}, line {finding.Line}");
        string rule = finding.Rule is null ? string.Empty : $", rule \"{finding.Rule}\"";
        string separator = finding.Line == 0 ? string.Empty : ": ";
        string end = finding.Suggestion is null ? "." : $"; did you mean {finding.Suggestion}?";
        return place + rule + separator + finding.Text + end;
    }

    private void WriteNames(string what, IReadOnlyList<string> names)
    {
        if (names.Count > 0)
        {
            terminal.Line($"  {what}: {string.Join(", ", names)}", Colour.Dim);
        }
    }
}
