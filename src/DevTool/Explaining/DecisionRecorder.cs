using System;
using System.Collections.Generic;
using System.Text;
using Authorizer.Callers;
using Authorizer.Claims;
using Authorizer.Mcp;
using Authorizer.Options;
using Authorizer.Permissions;
using Authorizer.Refusals;
using Authorizer.Tokens;
using Authorizer.Tracing;

namespace DevTool.Explaining;

/// <summary>Describes in words the checks that the pipeline reports for one decision.</summary>
/// <param name="words">Describes checks in words.</param>
/// <param name="claims">Describes checks of claims in words.</param>
/// <param name="rules">Describes the result of the rules in words.</param>
/// <param name="callerName">The caller's name in sentences.</param>
internal struct DecisionRecorder(CheckWords words, ClaimWords claims, RuleExplainer rules, string callerName) : IDecisionTrace
{
    /// <summary>The steps of the decision before the rules.</summary>
    public List<ExplainedStep> Steps { get; } = [];

    /// <summary>The result of the rules, or <see langword="null"/> if the decision did not reach the rules.</summary>
    public ExplainedRules? Rules { get; private set; }

    /// <summary>The MCP request that the rules decided about, or <see langword="null"/>.</summary>
    public McpText? Mcp { get; private set; }

    /// <summary>The token in the event, or <see langword="null"/>.</summary>
    public string? Token { get; private set; }

    /// <summary>Whether the signature of the token is valid.</summary>
    public bool Verified { get; private set; }

    /// <inheritdoc/>
    public void Extracted(TokenSource? source, Refusal? refusal, ReadOnlySpan<byte> secretToken)
    {
        Token = refusal is null ? Encoding.UTF8.GetString(secretToken) : null;
        Add("token", refusal, words.Extracted(source, refusal, secretToken.Length));
    }

    /// <inheritdoc/>
    public void Checked(Check check, Refusal? refusal, ReadOnlySpan<byte> value)
    {
        if (check == Check.Event)
        {
            // After fetching keys, the authorizer decides about the call again. Only the last decision is shown.
            Steps.Clear();
        }

        Verified |= (check is Check.Signature or Check.TokenCache) && refusal is null;
        if (words.Text(check, refusal, Encoding.UTF8.GetString(value), Token) is { } text)
        {
            Add(CheckWords.Stage(check), refusal, text);
        }
    }

    /// <inheritdoc/>
    public void CheckedClaim(ClaimSlot slot, Refusal? refusal, in VerifiedToken token)
    {
        if (claims.Text(slot, refusal, token) is { } text)
        {
            Add("claims", refusal, text);
        }
    }

    /// <inheritdoc/>
    public void Ruled(RuleSet inForce, in Caller caller, ReadOnlySpan<byte> method, ReadOnlySpan<byte> path, in McpCall mcp)
    {
        Mcp = McpText.Of(mcp);
        Rules = rules.Explain(inForce, caller, method, path, mcp, new CallerWords(callerName, TokenPeek.Claims(Token)));
    }

    private readonly void Add(string stage, Refusal? refusal, string text) =>
        Steps.Add(new ExplainedStep(stage, refusal is null ? StepResult.Passed : StepResult.Refused, text));
}
