using System;
using Authorizer.Events;
using Authorizer.Permissions;
using Authorizer.Signatures;

namespace Authorizer.Tracing;

/// <summary>Hears nothing.</summary>
internal readonly struct NoTrace : IDecisionTrace
{
    /// <inheritdoc/>
    public void Extracted(TokenSource? source, Outcome outcome, ReadOnlySpan<byte> secretToken)
    {
    }

    /// <inheritdoc/>
    public void Checked(Check check, Outcome outcome, ReadOnlySpan<byte> value)
    {
    }

    /// <inheritdoc/>
    public void CheckedClaim(int slot, Outcome outcome, in VerifiedToken token)
    {
    }

    /// <inheritdoc/>
    public void Ruled(RuleSet rules, in Caller caller, ReadOnlySpan<byte> method, ReadOnlySpan<byte> path)
    {
    }
}
