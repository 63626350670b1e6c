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
/// Is told what the pipeline does while it decides: each check, in order, with its result and the value it looked at. A refusal is the
/// last thing it is told, apart from <see cref="Ruled"/>. Values are valid during the call only.
/// </summary>
/// <remarks>
/// The pipeline takes it as a type parameter. A trace that does nothing, <see cref="NoTrace"/>, therefore costs nothing: the compiler
/// removes its calls.
/// </remarks>
internal interface IDecisionTrace
{
    /// <summary>The token was looked for.</summary>
    /// <param name="source">The source that was present, or <see langword="null"/>.</param>
    /// <param name="refusal">The refusal, or <see langword="null"/>.</param>
    /// <param name="secretToken">The token, which must never be logged.</param>
    void Extracted(TokenSource? source, Refusal? refusal, ReadOnlySpan<byte> secretToken);

    /// <summary>Something was checked.</summary>
    /// <param name="refusal">The refusal, or <see langword="null"/>.</param>
    /// <param name="value">What <paramref name="check"/> names; from outside, and before <see cref="Check.Signature"/> anybody's word.</param>
    void Checked(Check check, Refusal? refusal, ReadOnlySpan<byte> value);

    /// <summary>A claim was checked.</summary>
    /// <param name="refusal">The refusal, or <see langword="null"/>.</param>
    void CheckedClaim(ClaimSlot slot, Refusal? refusal, in VerifiedToken token);

    /// <summary>The rules were asked.</summary>
    /// <param name="path">The request's path, decoded; empty for <c>$connect</c>.</param>
    /// <param name="mcp">The MCP request in it, or the default.</param>
    void Ruled(RuleSet rules, in Caller caller, ReadOnlySpan<byte> method, ReadOnlySpan<byte> path, in McpCall mcp);
}
