using System;
using Authorizer.Claims;
using Authorizer.Events;
using Authorizer.Permissions;
using Authorizer.Tokens;

namespace Authorizer.Decisions;

/// <summary>The decision about one event, with everything that the response and the log line need.</summary>
public ref struct Decision
{
    /// <summary>The outcome. Only <see cref="Outcome.Decide"/> can create one that allows the call.</summary>
    public Outcome Outcome { get; internal set; }

    /// <summary>
    /// The event. Its kind is <see cref="EventKind.Unsupported"/> if it could not be read. A field, because a property would copy
    /// the large struct.
    /// </summary>
    internal AuthorizerEvent Event;

    /// <summary>The caller's claims. Empty unless the signature is valid.</summary>
    internal VerifiedToken Token { get; set; }

    /// <summary>The names and slots of the claims in <see cref="Token"/>.</summary>
    internal ClaimNames? Claims { get; set; }

    /// <summary>The <c>kid</c> of the token's header. The signature can be invalid, so use the value only in logs.</summary>
    internal ReadOnlySpan<byte> UnverifiedKeyId { get; set; }

    /// <summary>The accepted issuer that equals the token's <c>iss</c>. Empty if there is none.</summary>
    internal ReadOnlySpan<byte> Issuer { get; set; }

    /// <summary>The accepted app client to which the token was issued. Empty if there is none.</summary>
    internal ReadOnlySpan<byte> ClientId { get; set; }

    /// <summary>Whether an earlier call verified the token's signature.</summary>
    internal bool CacheHit { get; set; }

    /// <summary>
    /// Everything the caller may call, for a policy of scope <c>principal</c>. <see langword="null"/> if the policy lists only the
    /// requested route.
    /// </summary>
    internal PrincipalGrants? Grants { get; set; }

    /// <summary>
    /// The fewest requirements that another token must meet so that a rule allows the refused call. Empty if no other token would help, or
    /// if challenges are not configured.
    /// </summary>
    internal StepUpNeed StepUp { get; set; }

    /// <summary>The ID of the rule that decided the call. Empty if no rule matched.</summary>
    public ReadOnlySpan<byte> RuleId { get; internal set; }
}
