using System.Globalization;

namespace DevTool.Explaining;

/// <summary>Prints an explanation for people.</summary>
/// <param name="terminal">Where to.</param>
internal sealed class ExplanationText(Terminal terminal)
{
    /// <summary>Prints.</summary>
    /// <param name="explanation">The explanation.</param>
    public void Write(Explanation explanation)
    {
        terminal.Assumptions(explanation.Assumptions);
        terminal.Line();
        terminal.Line($"{explanation.Request}  ({explanation.EventKind})", Colour.Bold);
        WriteBody(explanation);
    }

    private void WriteBody(Explanation explanation)
    {
        if (explanation.Token is { } token)
        {
            terminal.Line(token.Verified ? "Token, its signature verified" : "Token, NOT VERIFIED: anybody may have written this", token.Verified ? Colour.Bold : Colour.Yellow);
            terminal.Line("  header  " + (token.Header ?? "cannot be decoded"), Colour.Dim);
            terminal.Line("  claims  " + (token.Claims ?? "cannot be decoded"), Colour.Dim);
        }

        terminal.Line("Steps", Colour.Bold);
        foreach (ExplainedStep step in explanation.Steps)
        {
            (string mark, Colour colour) = step.Result switch
            {
                StepResult.Passed => ("ok", Colour.Green),
                StepResult.Refused => ("NO", Colour.Red),
                StepResult.Shown => ("??", Colour.Yellow),
                _ => ("--", Colour.Dim),
            };
            terminal.Line($"  {mark}  {step.Stage,-9}  {step.Text}", colour);
        }

        if (explanation.Rules.Count > 0)
        {
            terminal.Line("Rules", Colour.Bold);
        }

        foreach (ExplainedRule rule in explanation.Rules)
        {
            WriteRule(rule);
        }

        WriteAnswer(explanation);
    }

    private void WriteRule(ExplainedRule rule)
    {
        string end = rule.Decides ? "matches, and decides" : rule.Matches ? "matches" : "does not match";
        Colour colour = !rule.Matches ? Colour.Dim : rule.Effect == "deny" ? Colour.Red : Colour.Green;
        terminal.Line(string.Create(CultureInfo.InvariantCulture, $"  line {rule.Line}  {rule.Effect} \"{rule.Id}\": {end}"), colour);
        foreach (ExplainedRoute route in rule.Routes)
        {
            terminal.Line($"      {(route.Matches ? "ok" : "no")}  {route.Route}: {route.Reason}", Colour.Dim);
        }

        foreach (ExplainedCondition condition in rule.Conditions)
        {
            terminal.Line($"      {(condition.Holds ? "ok" : "no")}  {condition.Name} {condition.Reason}", Colour.Dim);
        }
    }

    private void WriteAnswer(Explanation explanation)
    {
        string rule = explanation.RuleId is null ? string.Empty
            : string.Create(CultureInfo.InvariantCulture, $", rule \"{explanation.RuleId}\" at line {explanation.RuleLine}");
        Colour colour = explanation.Decision == "allow" ? Colour.Green : Colour.Red;
        terminal.Line(string.Create(CultureInfo.InvariantCulture, $"Decision: {explanation.Decision} ({explanation.Reason}{rule}), HTTP {explanation.Answer.Status}"), colour);
        string kind = explanation.Answer.ErrorType is { } type ? $"error {type}" : "answer";
        terminal.Line($"  {kind}  {explanation.Answer.Body}", Colour.Dim);
        terminal.Line($"  log line  {explanation.LogLine}", Colour.Dim);
        if (explanation.Disagreement is { } disagreement)
        {
            terminal.Line("A DEFECT OF THIS TOOL: its story and the decision differ. Believe the decision. " + disagreement, Colour.Red);
        }
    }
}
