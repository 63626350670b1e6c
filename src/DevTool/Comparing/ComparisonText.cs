using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DevTool.Comparing;

/// <summary>Prints what <c>diff</c> and <c>who</c> found.</summary>
/// <param name="terminal">Where to.</param>
internal sealed class ComparisonText(Terminal terminal)
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Prints differences.</summary>
    public void Write(DifferenceReport report)
    {
        if (report.Same)
        {
            terminal.Line($"{report.Old} and {report.New} decide alike: no caller gains or loses a call.", Colour.Green);
            return;
        }

        int gained = report.Differences.Count(one => one.Change == "gained");
        terminal.Line(
            string.Create(CultureInfo.InvariantCulture, $"{report.Old} -> {report.New}: {gained} gained, {report.Differences.Count - gained} lost"),
            Colour.Bold);
        foreach (ReportedDifference one in report.Differences)
        {
            terminal.Line();
            terminal.Line($"{one.Change,-6}  {one.Callers}", one.Change == "gained" ? Colour.Yellow : Colour.Plain);
            foreach (string call in one.Calls)
            {
                terminal.Line("        " + call);
            }

            ReportedExample example = one.Example;
            terminal.Line($"  example: {example.Method} {example.Path}".TrimEnd() + ", claims " + Json(example.Claims), Colour.Dim);
            terminal.Line($"    {report.Old}: {Words(example.Old)}; {report.New}: {Words(example.New)}", Colour.Dim);
        }
    }

    /// <summary>Prints who may make a call.</summary>
    public void Write(WhoReport report)
    {
        if (report.Allowed.Count == 0)
        {
            terminal.Line($"No caller may call {report.Route}.", Colour.Red);
        }

        foreach (ReportedCallers one in report.Allowed)
        {
            terminal.Line($"{report.Route}: {one.Callers}", Colour.Green);
            terminal.Line("  allowed by " + Words(one.Rules), Colour.Dim);
            terminal.Line("  example: claims " + Json(one.Claims), Colour.Dim);
        }

        if (report.DeniedBy.Count > 0)
        {
            terminal.Line("  denied to others by " + Words(report.DeniedBy), Colour.Dim);
        }
    }

    private static string Json(JsonObject claims) => claims.ToJsonString(Readable);

    private static string Words(IReadOnlyList<NamedRule> rules) =>
        string.Join(", ", rules.Select(rule => string.Create(CultureInfo.InvariantCulture, $"\"{rule.Id}\" (line {rule.Line})")));

    private static string Words(Decided? decided) => decided switch
    {
        null => "not asked, because the example is larger than the authorizer accepts",
        { Rule: null } => "denied, no rule matches",
        _ => string.Create(CultureInfo.InvariantCulture, $"{(decided.Allowed ? "allowed" : "denied")} by \"{decided.Rule}\" (line {decided.Line})"),
    };
}
