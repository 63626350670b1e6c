using System.Collections.Generic;

namespace DevTool.Explaining;

/// <summary>The result of one step of a decision.</summary>
internal enum StepResult
{
    /// <summary>The check passed.</summary>
    Passed,

    /// <summary>The check failed, which ended the decision.</summary>
    Refused,

    /// <summary>Nothing was checked; the step is for information.</summary>
    Shown,
}

/// <summary>One step of a decision.</summary>
/// <param name="Stage">The stage of the pipeline: <c>event</c>, <c>token</c>, <c>key</c>, <c>signature</c>, <c>claims</c>, <c>request</c>, <c>path</c>.</param>
/// <param name="Result">Its result.</param>
/// <param name="Text">What was checked, and what was found.</param>
internal sealed record ExplainedStep(string Stage, StepResult Result, string Text);

/// <summary>Why a route of a rule does or does not cover the request.</summary>
/// <param name="Route">The route as written in the file.</param>
/// <param name="Matches">Whether it covers the request.</param>
/// <param name="Reason">The part that decided.</param>
internal sealed record ExplainedRoute(string Route, bool Matches, string Reason);

/// <summary>Why a condition of a rule does or does not hold.</summary>
/// <param name="Name">Its member in <c>when</c>; for <c>claims</c> with the claim's name.</param>
/// <param name="Holds">Whether it holds.</param>
/// <param name="Requires">What it requires, such as "group admins".</param>
/// <param name="Has">What the caller has, such as "readers".</param>
internal sealed record ExplainedCondition(string Name, bool Holds, string Requires, string Has)
{
    /// <summary>Both in a sentence.</summary>
    public string Reason => $"requires {Requires}; the caller has {Has}";
}

/// <summary>The result of one rule.</summary>
/// <param name="Id">The rule.</param>
/// <param name="Line">The line it begins on, from 1.</param>
/// <param name="Effect"><c>allow</c> or <c>deny</c>.</param>
/// <param name="Matches">Whether a route matches and all conditions hold.</param>
/// <param name="Decides">Whether this is the rule that decided.</param>
internal sealed record ExplainedRule(
    string Id,
    int Line,
    string Effect,
    bool Matches,
    bool Decides,
    IReadOnlyList<ExplainedRoute> Routes,
    IReadOnlyList<ExplainedCondition> Conditions);

/// <summary>The answer to the gateway.</summary>
/// <param name="Status">The HTTP status a client would see before the backend is asked.</param>
/// <param name="ErrorType">The error reported to Lambda, or <see langword="null"/> for an answer.</param>
/// <param name="Body">The answer or error, byte for byte.</param>
internal sealed record ExplainedAnswer(int Status, string? ErrorType, string Body);

/// <summary>The decoded token without its signature.</summary>
/// <param name="Header">The decoded header, or <see langword="null"/> if it cannot be decoded.</param>
/// <param name="Claims">The decoded payload, or <see langword="null"/>.</param>
/// <param name="Verified">Whether the signature was verified; otherwise anyone may have written this.</param>
internal sealed record ExplainedToken(string? Header, string? Claims, bool Verified);

/// <summary>A decision with every step of it: what the commands print and the playground shows.</summary>
/// <param name="Decision"><c>allow</c>, <c>deny</c>, <c>unauthorized</c> or <c>error</c>.</param>
/// <param name="Status">The HTTP status that a client gets if the backend is not called, else 200.</param>
/// <param name="Reason">The error code; <c>allowed</c> if there is none.</param>
/// <param name="Assumed">Whether the token could not be verified because no key was available, so that the decision holds only if the token is genuine.</param>
/// <param name="Why">The reason in one sentence.</param>
/// <param name="RuleId">The rule that decided, or <see langword="null"/>.</param>
/// <param name="RuleLine">Its line, or <see langword="null"/>.</param>
/// <param name="NearestRuleId">The allow rule that came nearest to matching, if none matched; or <see langword="null"/>.</param>
/// <param name="NearestRuleLine">Its line, or <see langword="null"/>.</param>
/// <param name="Request">Method and path, or the MCP request that the rules decided about.</param>
/// <param name="EventKind">The kind of event.</param>
/// <param name="Assumptions">The guesses for settings that are not configured. None of them protects anything.</param>
/// <param name="Steps">The steps before the rules.</param>
/// <param name="Rules">The rules, in the file's order; empty if they were not reached.</param>
/// <param name="Answer">The answer to the gateway.</param>
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
