using System;
using Authorizer.Callers;
using Authorizer.Claims;
using Authorizer.Mcp;
using Authorizer.Options;
using Authorizer.Permissions;
using Authorizer.Refusals;
using Authorizer.Tokens;

namespace Authorizer.Tracing;

/// <summary>Ignores everything.</summary>
internal readonly struct NoTrace : IDecisionTrace
{
    /// <inheritdoc/>
    public void Extracted(TokenSource? source, Refusal? refusal, ReadOnlySpan<byte> secretToken)
    {
    }

    /// <inheritdoc/>
    public void Checked(Check check, Refusal? refusal, ReadOnlySpan<byte> value)
    {
    }

    /// <inheritdoc/>
    public void CheckedClaim(ClaimSlot slot, Refusal? refusal, in VerifiedToken token)
    {
    }

    /// <inheritdoc/>
    public void Ruled(RuleSet rules, in Caller caller, ReadOnlySpan<byte> method, ReadOnlySpan<byte> path, in McpCall mcp)
    {
    }
}
