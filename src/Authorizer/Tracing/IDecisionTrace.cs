using System;
using Authorizer.Callers;
using Authorizer.Claims;
using Authorizer.Mcp;
using Authorizer.Options;
using Authorizer.Permissions;
using Authorizer.Refusals;
using Authorizer.Tokens;

namespace Authorizer.Tracing;

/// <summary>
/// Receives each check of a decision in order, with its result and the checked value. The first refusal ends the checks. If no check
/// refuses the call, <see cref="Ruled"/> is called last. Values are valid only during the call.
/// </summary>
/// <remarks>
/// The pipeline takes the trace as a type parameter. The compiler therefore removes all calls of <see cref="NoTrace"/>, so that a decision
/// without a trace has no extra cost.
/// </remarks>
internal interface IDecisionTrace
{
    /// <summary>Called after the search for the token.</summary>
    /// <param name="source">The source that was present, or <see langword="null"/> if none was present.</param>
    /// <param name="secretToken">The token, which must never be logged.</param>
    void Extracted(TokenSource? source, Refusal? refusal, ReadOnlySpan<byte> secretToken);

    /// <summary>Called after a check.</summary>
    /// <param name="value">
    /// The value that the summary of <paramref name="check"/> describes. It is untrusted input. Before <see cref="Check.Signature"/>,
    /// anyone can have written it.
    /// </param>
    void Checked(Check check, Refusal? refusal, ReadOnlySpan<byte> value);

    /// <summary>Called after the check of a claim.</summary>
    void CheckedClaim(ClaimSlot slot, Refusal? refusal, in VerifiedToken token);

    /// <summary>Called before the rules are evaluated.</summary>
    /// <param name="path">The decoded path. Empty for <c>$connect</c>.</param>
    /// <param name="mcp">The MCP request, or <see langword="default"/> if there is none.</param>
    void Ruled(RuleSet rules, in Caller caller, ReadOnlySpan<byte> method, ReadOnlySpan<byte> path, in McpCall mcp);
}
