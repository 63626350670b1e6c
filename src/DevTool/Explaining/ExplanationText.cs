using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace DevTool.Explaining;

/// <summary>Prints an explanation for people: the result, the reason, then the steps.</summary>
/// <param name="all">Whether to show everything. If not, only details that explain the result are shown.</param>
internal sealed class ExplanationText(Terminal terminal, bool all)
{
    public void Write(Explanation explanation)
    {
        bool allowed = explanation.Decision == "allow";
        Colour colour = explanation.Assumed ? Colour.Yellow : allowed ? Colour.Green : Colour.Red;
        string result = (allowed ? "allowed" : $"{explanation.Decision} {explanation.Reason}") + (explanation.Assumed ? " if the token is genuine" : string.Empty);
        Line(string.Create(CultureInfo.InvariantCulture, $"{explanation.Status} {result}{(explanation.Request.Length == 0 ? string.Empty : ": ")}{explanation.Request}"), colour);
        Line("  " + explanation.Why + Place(explanation));
        if (explanation.Assumed)
        {
            Line("  ASSUMED: no key is available, so the signature was not checked (--jwks or --fetch)", Colour.Yellow);
        }

        WriteSteps(explanation.Steps, explanation.EventKind);
        WriteRules(explanation);
        WriteAssumptions(explanation.Assumptions);
        if (all)
        {
            WriteRest(explanation);
        }
        else
        {
            Line();
            Line("--all shows every step and rule, the claims, the response and the log line", Colour.Dim);
        }
    }

    // Indents continuation lines, so that they begin below the second word of the first line.
    private void Line(string text = "", Colour colour = Colour.Plain, int hanging = 2) => terminal.Text(text, colour, hanging);

    // Adds the line of the rule, unless the sentence about the nearest route already contains a line.
    private static string Place(Explanation explanation) => (explanation.RuleLine ?? explanation.NearestRuleLine) is { } line && !explanation.Why.Contains("line ", StringComparison.Ordinal)
        ? string.Create(CultureInfo.InvariantCulture, $" (line {line})")
        : string.Empty;

    private void WriteSteps(IReadOnlyList<ExplainedStep> steps, string eventKind)
    {
        Line();
        Line("Steps", Colour.Bold);
        string[] passed = [.. steps.Where(step => step.Result == StepResult.Passed).Select(step => step.Stage).Distinct()];
        if (!all && passed.Length > 0)
        {
            Line($"  ok  {string.Join(", ", passed)}", Colour.Green);
        }

        foreach (ExplainedStep step in steps.Where(step => all || step.Result != StepResult.Passed))
        {
            (string mark, Colour colour) = step.Result switch
            {
                StepResult.Passed => ("ok", Colour.Green),
                StepResult.Refused => ("NO", Colour.Red),
                _ => ("??", Colour.Yellow),
            };
            string kind = step is { Stage: "event", Result: StepResult.Passed } ? eventKind + ": " : string.Empty;
            Line($"  {mark}  {step.Stage,-9}  {kind}{step.Text}", colour, hanging: 15);
        }
    }

    private void WriteRules(Explanation explanation)
    {
        if (explanation.Rules.Count == 0)
        {
            return;
        }

        Line();
        Line("Rules", Colour.Bold);
        ExplainedRule[] shown = [.. explanation.Rules.Where(rule =>
            all || rule.Matches || rule.Id == explanation.NearestRuleId || (rule.Effect == "allow" && rule.Routes.Any(route => route.Matches)))];
        foreach (ExplainedRule rule in shown)
        {
            WriteRule(rule);
        }

        int others = explanation.Rules.Count - shown.Length;
        if (others > 0)
        {
            Line($"  {Plural.Count(others, shown.Length == 0 ? "rule" : "other rule")} {(others == 1 ? "does" : "do")} not match", Colour.Dim);
        }
    }

    private void WriteRule(ExplainedRule rule)
    {
        string end = rule.Decides ? "matches, and decides" : rule.Matches ? "matches" : "does not match";
        Colour colour = !rule.Matches ? Colour.Plain : rule.Effect == "deny" ? Colour.Red : Colour.Green;
        Line(string.Create(CultureInfo.InvariantCulture, $"  line {rule.Line}  {rule.Effect} \"{rule.Id}\": {end}"), colour);
        IEnumerable<ExplainedRoute> routes = all || !rule.Routes.Any(route => route.Matches) ? rule.Routes : rule.Routes.Where(route => route.Matches);
        foreach (ExplainedRoute route in routes)
        {
            Line($"      {(route.Matches ? "ok" : "no")}  {route.Route}: {route.Reason}", Colour.Dim, hanging: 4);
        }

        foreach (ExplainedCondition condition in rule.Conditions)
        {
            Line($"      {(condition.Holds ? "ok" : "no")}  {condition.Reason}", Colour.Dim, hanging: 4);
        }
    }

    private void WriteAssumptions(IReadOnlyList<string> assumptions)
    {
        if (assumptions.Count > 0)
        {
            Line();
            Line("Not configured", Colour.Yellow);
        }

        foreach (string assumption in assumptions)
        {
            Line("  " + assumption, Colour.Yellow);
        }
    }

    private void WriteRest(Explanation explanation)
    {
        Line();
        if (explanation.Token is { } token)
        {
            Line(token.Verified ? "Token, verified" : "Token, NOT VERIFIED: anyone can have written it", token.Verified ? Colour.Bold : Colour.Yellow);
            Line("  header  " + (token.Header ?? "cannot be decoded"), Colour.Dim);
            Line("  claims  " + (token.Claims ?? "cannot be decoded"), Colour.Dim);
        }

        Line(explanation.Answer.ErrorType is { } type ? $"Error {type}" : "Answer", Colour.Bold);
        Line("  " + explanation.Answer.Body, Colour.Dim);
        Line("Log line", Colour.Bold);
        Line("  " + explanation.LogLine, Colour.Dim);
    }
}
