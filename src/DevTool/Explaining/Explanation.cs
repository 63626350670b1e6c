using System.Collections.Generic;

namespace DevTool.Explaining;

/// <summary>The result of one step of a decision.</summary>
internal enum StepResult
{
    /// <summary>The check passed.</summary>
    Passed,

    /// <summary>The check failed. This ended the decision.</summary>
    Refused,

    /// <summary>No check; the step only shows information.</summary>
    Shown,
}

/// <summary>One step of a decision.</summary>
/// <param name="Stage">The stage of the pipeline: <c>event</c>, <c>token</c>, <c>key</c>, <c>signature</c>, <c>claims</c>, <c>request</c>, <c>path</c>.</param>
/// <param name="Result">The result of the step.</param>
/// <param name="Text">The subject of the check, and its finding.</param>
internal sealed record ExplainedStep(string Stage, StepResult Result, string Text);

/// <summary>Whether a route of a rule matches the request, and why.</summary>
/// <param name="Route">The route as written in the file.</param>
/// <param name="Matches">Whether the route matches the request.</param>
/// <param name="Reason">The part of the route that determined whether the route matches.</param>
internal sealed record ExplainedRoute(string Route, bool Matches, string Reason);

/// <summary>Whether a condition of a rule holds, and why.</summary>
/// <param name="Name">The member of <c>when</c>; for <c>claims</c>, followed by the name of the claim.</param>
/// <param name="Holds">Whether the condition holds.</param>
/// <param name="Requires">The required value, such as "group admins".</param>
/// <param name="Has">The value of the caller, such as "readers".</param>
internal sealed record ExplainedCondition(string Name, bool Holds, string Requires, string Has)
{
    /// <summary>The required value and the caller's value in one clause.</summary>
    public string Reason => $"requires {Requires}; the caller has {Has}";
}

/// <summary>The result of one rule.</summary>
/// <param name="Id">The ID of the rule.</param>
/// <param name="Line">The first line of the rule, from 1.</param>
/// <param name="Effect"><c>allow</c> or <c>deny</c>.</param>
/// <param name="Matches">Whether a route matches and all conditions hold.</param>
/// <param name="Decides">Whether this rule decided about the call.</param>
internal sealed record ExplainedRule(
    string Id,
    int Line,
    string Effect,
    bool Matches,
    bool Decides,
    IReadOnlyList<ExplainedRoute> Routes,
    IReadOnlyList<ExplainedCondition> Conditions);

/// <summary>The response to the gateway.</summary>
/// <param name="Status">The HTTP status that a client receives from API Gateway if the backend is not called, otherwise 200.</param>
/// <param name="ErrorType">The error that Lambda receives, or <see langword="null"/> for a response without an error.</param>
/// <param name="Body">The exact bytes of the response or of the error, as text.</param>
internal sealed record ExplainedAnswer(int Status, string? ErrorType, string Body);

/// <summary>The decoded token without its signature.</summary>
/// <param name="Header">The decoded header, or <see langword="null"/> if it cannot be decoded.</param>
/// <param name="Claims">The decoded payload, or <see langword="null"/>.</param>
/// <param name="Verified">Whether the signature was verified. If not, anyone could have written the token.</param>
internal sealed record ExplainedToken(string? Header, string? Claims, bool Verified);

/// <summary>A decision with all its steps, for the commands and the playground.</summary>
/// <param name="Decision"><c>allow</c>, <c>deny</c>, <c>unauthorized</c> or <c>error</c>.</param>
/// <param name="Status">The HTTP status that a client receives if the backend is not called, otherwise 200.</param>
/// <param name="Reason">The error code, or <c>allowed</c>.</param>
/// <param name="Assumed">
/// Whether the token could not be verified because no key was available. The decision is then correct only for a genuine token.
/// </param>
/// <param name="Why">The reason in one sentence.</param>
/// <param name="RuleId">The rule that decided the call, or <see langword="null"/>.</param>
/// <param name="RuleLine">The line of this rule, or <see langword="null"/>.</param>
/// <param name="NearestRuleId">If no rule matched, the allow rule that is nearest to matching; otherwise <see langword="null"/>.</param>
/// <param name="NearestRuleLine">The line of the nearest rule, or <see langword="null"/>.</param>
/// <param name="Request">The method and the path, or the MCP request that the rules decided about.</param>
/// <param name="EventKind">The kind of event.</param>
/// <param name="Assumptions">The guesses for settings that are not configured. Do not rely on a guess for security.</param>
/// <param name="Steps">The steps before the rules.</param>
/// <param name="Rules">The rules, in the order of the file; empty if the decision did not reach the rules.</param>
/// <param name="Answer">The response to the gateway.</param>
/// <param name="LogLine">The authorizer's log line.</param>
internal sealed record Explanation(
    string Decision,
    int Status,
    string Reason,
    bool Assumed,
    string Why,
    string? RuleId,
    int? RuleLine,
    string? NearestRuleId,
    int? NearestRuleLine,
    string Request,
    string EventKind,
    IReadOnlyList<string> Assumptions,
    ExplainedToken? Token,
    IReadOnlyList<ExplainedStep> Steps,
    IReadOnlyList<ExplainedRule> Rules,
    ExplainedAnswer Answer,
    string LogLine);
