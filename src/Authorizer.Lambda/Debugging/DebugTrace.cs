using System;
using Authorizer.Callers;
using Authorizer.Claims;
using Authorizer.Mcp;
using Authorizer.Options;
using Authorizer.Permissions;
using Authorizer.Refusals;
using Authorizer.Tokens;
using Authorizer.Tracing;

namespace Authorizer.Lambda.Debugging;

/// <summary>
/// Forwards the checks of one decision to its record. This type is a structure, because the pipeline requires a structure.
/// </summary>
internal readonly struct DebugTrace(DebugRecord record) : IDecisionTrace
{
    /// <inheritdoc/>
    public void Extracted(TokenSource? source, Refusal? refusal, ReadOnlySpan<byte> secretToken) => record.Extracted(source, refusal, secretToken);

    /// <inheritdoc/>
    public void Checked(Check check, Refusal? refusal, ReadOnlySpan<byte> value) => record.Checked(check, refusal);

    /// <inheritdoc/>
    public void CheckedClaim(ClaimSlot slot, Refusal? refusal, in VerifiedToken token) => record.CheckedClaim(slot, refusal);

    /// <inheritdoc/>
    public void Ruled(RuleSet rules, in Caller caller, ReadOnlySpan<byte> method, ReadOnlySpan<byte> path, in McpCall mcp) =>
        record.Rules = rules.Explain(caller, method, path, mcp);
}
