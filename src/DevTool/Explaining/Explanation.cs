using System.Collections.Generic;

namespace DevTool.Explaining;

/// <summary>How one step of a decision ended.</summary>
internal enum StepResult
{
    /// <summary>The step let the call go on.</summary>
    Passed,

    /// <summary>The step ended the decision.</summary>
    Refused,

    /// <summary>Nothing was checked here; it is told for the reader.</summary>
    Shown,
}

/// <summary>One step of a decision.</summary>
/// <param name="Stage">The stage of the pipeline: <c>event</c>, <c>token</c>, <c>key</c>, <c>signature</c>, <c>claims</c>, <c>request</c>, <c>path</c>.</param>
/// <param name="Result">How it ended.</param>
/// <param name="Text">What was looked at, and what was found.</param>
internal sealed record ExplainedStep(string Stage, StepResult Result, string Text);

/// <summary>Why a route of a rule does or does not cover the request.</summary>
/// <param name="Route">The route as it stands in the file.</param>
/// <param name="Matches">Whether it covers the request.</param>
/// <param name="Reason">Which part decided.</param>
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

/// <summary>What a rule had to say.</summary>
/// <param name="Id">The rule.</param>
/// <param name="Line">The line it begins on, from 1.</param>
/// <param name="Effect"><c>allow</c> or <c>deny</c>.</param>
/// <param name="Matches">Whether a route and all conditions hold.</param>
/// <param name="Decides">Whether this is the rule that decided.</param>
/// <param name="Routes">Its routes.</param>
/// <param name="Conditions">Its conditions.</param>
internal sealed record ExplainedRule(
    string Id,
    int Line,
    string Effect,
    bool Matches,
    bool Decides,
    IReadOnlyList<ExplainedRoute> Routes,
    IReadOnlyList<ExplainedCondition> Conditions);

/// <summary>What the gateway is answered.</summary>
/// <param name="Status">The HTTP status a client would see before the backend is asked.</param>
/// <param name="ErrorType">The error reported to Lambda, or <see langword="null"/> for an answer.</param>
/// <param name="Body">The answer or error, byte for byte.</param>
internal sealed record ExplainedAnswer(int Status, string? ErrorType, string Body);

/// <summary>The token as it says of itself, its signature left out.</summary>
/// <param name="Header">The decoded header, or <see langword="null"/> where it cannot be decoded.</param>
/// <param name="Claims">The decoded payload, or <see langword="null"/>.</param>
/// <param name="Verified">Whether the signature was verified; otherwise anybody may have written this.</param>
internal sealed record ExplainedToken(string? Header, string? Claims, bool Verified);

/// <summary>A decision with every step of it: what the commands print and the playground shows.</summary>
/// <param name="Decision"><c>allow</c>, <c>deny</c>, <c>unauthorized</c> or <c>error</c>.</param>
/// <param name="Status">The HTTP status that a client gets if the backend is not called, else 200.</param>
/// <param name="Reason">The error code; <c>allowed</c> where there is none.</param>
/// <param name="Assumed">Whether there was no key to verify the token with, so that all this is true only if the token is genuine.</param>
/// <param name="Why">The reason in one sentence.</param>
/// <param name="RuleId">The rule that decided, or <see langword="null"/>.</param>
/// <param name="RuleLine">Its line, or <see langword="null"/>.</param>
/// <param name="NearestRuleId">The allow rule that came nearest to matching, if none matched; or <see langword="null"/>.</param>
/// <param name="NearestRuleLine">Its line, or <see langword="null"/>.</param>
/// <param name="Request">Method and path, or the MCP request that the rules were asked about.</param>
/// <param name="EventKind">The shape of the event.</param>
/// <param name="Assumptions">What was made up because it was not configured. None of it protects anything.</param>
/// <param name="Token">The token.</param>
/// <param name="Steps">The steps before the rules.</param>
/// <param name="Rules">The rules, in the file's order; empty where they were not reached.</param>
/// <param name="Answer">What the gateway is answered.</param>
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
