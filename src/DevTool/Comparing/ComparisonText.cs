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

        int gains = report.Differences.Count(one => one.Change == "gained");
        terminal.Line(
            string.Create(CultureInfo.InvariantCulture, $"{report.Old} -> {report.New}: {gains} gained, {report.Differences.Count - gains} lost"),
            Colour.Bold);
        foreach (ReportedDifference one in report.Differences)
        {
            terminal.Line();
            bool gained = one.Change == "gained";
            bool hasList = one.Calls.Length > 1;
            Sentence((gained ? "+ " : "- ") + one.Sentence + (hasList ? ":" : string.Empty), gained ? Colour.Yellow : Colour.Plain);
            foreach (string call in hasList ? one.Calls : [])
            {
                terminal.Line("    " + call);
            }

            ReportedExample example = one.Example;
            terminal.Line($"  for example {example.Method} {example.Path}".TrimEnd() + " with " + Json(example.Claims), Colour.Dim);
            terminal.Line($"    {report.Old}: {Words(example.Old)}", Colour.Dim);
            terminal.Line($"    {report.New}: {Words(example.New)}", Colour.Dim);
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
            Sentence(one.Sentence, Colour.Green);
            terminal.Line("  allowed by " + Words(one.Rules), Colour.Dim);
            terminal.Line("  for example with " + Json(one.Claims), Colour.Dim);
        }

        if (report.DeniedBy.Count > 0)
        {
            terminal.Line("  denied to others by " + Words(report.DeniedBy), Colour.Dim);
        }
    }

    private void Sentence(string text, Colour colour)
    {
        int indent = 0;
        foreach (string line in terminal.Wrap(text, terminal.Width, terminal.Width - 4))
        {
            terminal.Line(new string(' ', indent), line, colour);
            indent = 4;
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
