using System;
using Authorizer.Claims;
using Authorizer.Events;
using Authorizer.Permissions;
using Authorizer.Tokens;

namespace Authorizer.Decisions;

/// <summary>What the pipeline decided about one event, and all that an answer or a log line says of it.</summary>
public ref struct Decision
{
    /// <summary>How it ended. <see cref="Outcome.Decide"/> alone can make it an allowed one.</summary>
    public Outcome Outcome { get; internal set; }

    /// <summary>The event; its kind is <see cref="EventKind.Unsupported"/> if it could not be read. A field: copies of it add up.</summary>
    internal AuthorizerEvent Event;

    /// <summary>The caller's claims; empty until the signature holds.</summary>
    internal VerifiedToken Token { get; set; }

    /// <summary>The claims that <see cref="Token"/> was read for, each with its place.</summary>
    internal ClaimNames? Claims { get; set; }

    /// <summary>The <c>kid</c> of the token's header. From before the signature holds, so for the log only.</summary>
    internal ReadOnlySpan<byte> UnverifiedKeyId { get; set; }

    /// <summary>The accepted issuer the token names; empty where it names none.</summary>
    internal ReadOnlySpan<byte> Issuer { get; set; }

    /// <summary>The accepted app client the token was issued to; empty where it is none.</summary>
    internal ReadOnlySpan<byte> ClientId { get; set; }

    /// <summary>Whether the token's signature was verified by an earlier call.</summary>
    internal bool CacheHit { get; set; }

    /// <summary>
    /// Everything the caller may do, for a policy that speaks of that; <see langword="null"/> for one that names the requested route.
    /// </summary>
    internal PrincipalGrants? Grants { get; set; }

    /// <summary>
    /// Of a call that no rule allows, what the nearest rule requires of another token; nothing if that does not help or no challenge is
    /// configured.
    /// </summary>
    internal StepUpNeed StepUp { get; set; }

    /// <summary>The name of the rule that decided; empty where none matched.</summary>
    public ReadOnlySpan<byte> RuleId { get; internal set; }
}
