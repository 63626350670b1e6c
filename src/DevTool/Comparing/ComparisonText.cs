using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DevTool.Comparing;

/// <summary>Prints the reports of <c>diff</c> and <c>who</c>.</summary>
internal sealed class ComparisonText(Terminal terminal)
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Prints the report of <c>diff</c>.</summary>
    public void Write(DifferenceReport report)
    {
        if (report.Same)
        {
            terminal.Text($"{report.Old} and {report.New} make the same decisions: no caller gains or loses a call.", Colour.Green);
            return;
        }

        int gains = report.Differences.Count(one => one.Change == "gained");
        terminal.Line(
            string.Create(CultureInfo.InvariantCulture, $"{report.Old} -> {report.New}: {gains} gained, {report.Differences.Count - gains} lost{(report.Omitted.Count > 0 ? " (incomplete)" : string.Empty)}"),
            Colour.Bold);
        foreach (ReportedDifference one in report.Differences)
        {
            terminal.Line();
            bool gained = one.Change == "gained";
            bool hasList = one.Calls.Length > 1;
            terminal.Text((gained ? "+ " : "- ") + one.Sentence + (hasList ? ":" : string.Empty), gained ? Colour.Yellow : Colour.Plain);
            foreach (string call in hasList ? one.Calls : [])
            {
                terminal.Text("    " + call);
            }

            ReportedExample example = one.Example;
            terminal.Text($"  for example {example.Method} {example.Path}".TrimEnd() + example.Circumstances + " with " + Json(example.Claims), Colour.Dim);
            terminal.Text($"    {report.Old}: {Words(example.Old)}", Colour.Dim);
            terminal.Text($"    {report.New}: {Words(example.New)}", Colour.Dim);
        }
    }

    /// <summary>Prints the report of <c>who</c>.</summary>
    public void Write(WhoReport report)
    {
        if (report.Uncombined is { } rules)
        {
            terminal.Text(
                $"The rules for {report.Route} have too many combinations to summarize. A caller may make the call if one of these rules allows it and none denies it:",
                Colour.Yellow,
                hanging: 0);
            foreach (UncombinedRule rule in rules)
            {
                terminal.Text(string.Create(CultureInfo.InvariantCulture, $"  {rule.Effect} \"{rule.Id}\" (line {rule.Line}): {rule.Requires}"), hanging: 2);
            }
        }
        else if (report.Allowed.Count == 0)
        {
            terminal.Line($"No caller may call {report.Route}.", Colour.Red);
        }

        foreach (ReportedCallers one in report.Allowed)
        {
            terminal.Text(one.Sentence, Colour.Green);
            terminal.Text("  allowed by " + Words(one.Rules), Colour.Dim, hanging: 2);
            terminal.Text("  for example" + one.Circumstances + " with " + Json(one.Claims), Colour.Dim, hanging: 2);
        }

        if (report.DeniedBy.Count > 0)
        {
            terminal.Text($"  callers that {WordList.Join([.. report.DeniedBy.Select(Quoted)], "or")} denies cannot make this call", Colour.Dim, hanging: 2);
        }
    }

    // Adds spaces, so that a terminal can break the line.
    private static string Json(JsonObject claims) =>
        $"{{{string.Join(", ", claims.Select(claim => $"{JsonSerializer.Serialize(claim.Key, Readable)}: {claim.Value?.ToJsonString(Readable) ?? "null"}"))}}}";

    private static string Words(IReadOnlyList<NamedRule> rules) =>
        string.Join(", ", rules.Select(Quoted));

    private static string Quoted(NamedRule rule) => string.Create(CultureInfo.InvariantCulture, $"\"{rule.Id}\" (line {rule.Line})");

    private static string Words(Decided? decided) => decided switch
    {
        null => "not checked, because the example is too large",
        { Rule: null } => "denied, because no rule matches",
        _ => string.Create(CultureInfo.InvariantCulture, $"{(decided.Allowed ? "allowed" : "denied")} by \"{decided.Rule}\" (line {decided.Line})"),
    };
}
