using System;
using System.Collections.Generic;
using System.Globalization;

namespace DevTool.Checking;

/// <summary>
/// Prints a report for people, and for editors that jump to <c>file:line:</c>. Each line of the result begins with this prefix. The
/// summary goes to standard error.
/// </summary>
/// <param name="result">Prints problems and warnings.</param>
/// <param name="remarks">Prints everything else.</param>
internal sealed class ReportText(Terminal result, Terminal remarks)
{
    public void Write(PermissionsReport report)
    {
        foreach (string assumption in report.Assumptions)
        {
            remarks.Text("note: " + assumption);
        }

        Write(report.File, report.Problems, "error:", Colour.Red);
        Write(report.File, report.Warnings, "warning:", Colour.Yellow);
        string warnings = report.Warnings.Count == 0 ? string.Empty : ", " + Plural.Count(report.Warnings.Count, "warning");
        if (report.Summary is { } summary)
        {
            remarks.Text(
                $"{report.File}: no problems{warnings}; {Plural.Count(summary.AllowRules, "allow rule")}, {Plural.Count(summary.DenyRules, "deny rule")}, {Plural.Count(summary.Routes, "route")}",
                Colour.Green);
        }
        else
        {
            remarks.Text($"{report.File}: {Plural.Count(report.Problems.Count, "problem")}; the authorizer would not start with this file", Colour.Red);
        }
    }

    private void Write(string file, IReadOnlyList<Finding> findings, string kind, Colour colour)
    {
        foreach (Finding finding in findings)
        {
            string place = string.Create(CultureInfo.InvariantCulture, $"{file}:{Math.Max(1, finding.Line)}: ");
            string code = finding.Code is null ? string.Empty : $" [{finding.Code}]";
            result.Line(place, kind, colour, $" {finding.Sentence}{code}");
        }
    }
}
