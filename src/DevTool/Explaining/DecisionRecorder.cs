using System;
using System.Collections.Generic;
using System.Text;
using Authorizer;
using Authorizer.Events;
using Authorizer.Permissions;
using Authorizer.Signatures;
using Authorizer.Tracing;

namespace DevTool.Explaining;

/// <summary>Puts what the pipeline tells of one decision into words.</summary>
/// <param name="words">The words of checks.</param>
/// <param name="claims">The words of checks of claims.</param>
/// <param name="rules">The words of rules.</param>
/// <param name="callerName">What sentences call the caller.</param>
internal struct DecisionRecorder(CheckWords words, ClaimWords claims, RuleExplainer rules, string callerName) : IDecisionTrace
{
    /// <summary>The steps before the rules.</summary>
    public List<ExplainedStep> Steps { get; } = [];

    /// <summary>What the rules came to, or <see langword="null"/> if they were not reached.</summary>
    public ExplainedRules? Rules { get; private set; }

    /// <summary>The token found in the event, or <see langword="null"/>.</summary>
    public string? Token { get; private set; }

    /// <summary>Whether its signature is valid.</summary>
    public bool Verified { get; private set; }

    /// <inheritdoc/>
    public void Extracted(TokenSource? source, Outcome outcome, ReadOnlySpan<byte> secretToken)
    {
        Token = outcome == Outcome.Allowed ? Encoding.UTF8.GetString(secretToken) : null;
        Add("token", outcome, words.Extracted(source, outcome, secretToken.Length));
    }

    /// <inheritdoc/>
    public void Checked(Check check, Outcome outcome, ReadOnlySpan<byte> value)
    {
        Verified |= check is Check.Signature or Check.TokenCache && outcome == Outcome.Allowed;
        if (words.Text(check, outcome, Encoding.UTF8.GetString(value), Token) is { } text)
        {
            Add(CheckWords.Stage(check), outcome, text);
        }
    }

    /// <inheritdoc/>
    public void CheckedClaim(int slot, Outcome outcome, in VerifiedToken token)
    {
        if (claims.Text(slot, outcome, token) is { } text)
        {
            Add("claims", outcome, text);
        }
    }

    /// <inheritdoc/>
    public void Ruled(RuleSet inForce, in Caller caller, ReadOnlySpan<byte> method, ReadOnlySpan<byte> path) =>
        Rules = rules.Explain(inForce, caller, method, path, new CallerWords(callerName, TokenPeek.Claims(Token)));

    private readonly void Add(string stage, Outcome outcome, string text) =>
        Steps.Add(new ExplainedStep(stage, outcome == Outcome.Allowed ? StepResult.Passed : StepResult.Refused, text));
}
