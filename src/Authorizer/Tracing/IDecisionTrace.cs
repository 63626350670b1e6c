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
/// Receives each check of a decision in order, with its result and the checked value. A refusal is the last check, apart from <see
/// cref="Ruled"/>. Values are valid only during the call.
/// </summary>
/// <remarks>
/// The pipeline takes the trace as a type parameter. So <see cref="NoTrace"/> costs nothing, because the compiler removes its calls.
/// </remarks>
internal interface IDecisionTrace
{
    /// <summary>The token was searched.</summary>
    /// <param name="source">The source that was present, or <see langword="null"/>.</param>
    /// <param name="secretToken">The token, which must never be logged.</param>
    void Extracted(TokenSource? source, Refusal? refusal, ReadOnlySpan<byte> secretToken);

    /// <summary>A check was made.</summary>
    /// <param name="value">
    /// The value that <paramref name="check"/> names. It is untrusted input, and before <see cref="Check.Signature"/> anyone may have
    /// written it.
    /// </param>
    void Checked(Check check, Refusal? refusal, ReadOnlySpan<byte> value);

    /// <summary>A claim was checked.</summary>
    void CheckedClaim(ClaimSlot slot, Refusal? refusal, in VerifiedToken token);

    /// <summary>The rules are about to be evaluated.</summary>
    /// <param name="path">Decoded; empty for <c>$connect</c>.</param>
    /// <param name="mcp">The default if there is no MCP request.</param>
    void Ruled(RuleSet rules, in Caller caller, ReadOnlySpan<byte> method, ReadOnlySpan<byte> path, in McpCall mcp);
}
