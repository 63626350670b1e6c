using System;
using Authorizer.Decisions;
using Authorizer.Options;
using Authorizer.Permissions;
using Authorizer.Refusals;
using Authorizer.Signatures;

namespace Authorizer;

/// <summary>
/// Evaluates a second set of rules, to show which decisions would change. Its only result is a <see cref="ShadowDecision"/>, which cannot
/// allow a call. It shares no buffer and no cache with the <see cref="Authorization"/> that makes the enforced decisions. Not thread-safe.
/// </summary>
public sealed class ShadowAuthorization
{
    private readonly Authorization _authorization;
    private Snapshot? _enforced;
    private RulesInForce? _rules;
    private Snapshot? _shadow;

    /// <summary>Creates an instance that uses the platform's cryptography.</summary>
    public ShadowAuthorization(AuthorizationOptions options)
        : this(options, new PlatformRs256())
    {
    }

    /// <summary>Creates an instance that uses the given cryptography.</summary>
    internal ShadowAuthorization(AuthorizationOptions options, Rs256 rs256) => _authorization = new Authorization(options, rs256);

    /// <summary>Evaluates other rules for an event that was already decided.</summary>
    /// <param name="enforced">The snapshot that decided the event.</param>
    /// <param name="outcome">The outcome of that decision.</param>
    /// <param name="now">The time of that decision, in seconds since 1970.</param>
    /// <returns>
    /// The decision of the other rules, or <see langword="default"/> if the call was refused before the rules were evaluated.
    /// </returns>
    public ShadowDecision Decide(ReadOnlySpan<byte> json, Snapshot enforced, Outcome outcome, RulesInForce rules, double now)
    {
        ArgumentNullException.ThrowIfNull(enforced);

        // A call without a valid token is refused under any rules, so it is not evaluated again.
        if (!outcome.IsAllowed && outcome.Refusal is not (Refusal.RouteNotPermitted or Refusal.McpHeaderInvalid))
        {
            return default;
        }

        if (_shadow is null || !ReferenceEquals(enforced, _enforced) || !ReferenceEquals(rules, _rules))
        {
            _shadow = enforced.With(rules);
            (_enforced, _rules) = (enforced, rules);
        }

        _authorization.Decide(json, _shadow, now, out Decision shadow);
        return ShadowDecision.Of(outcome, shadow);
    }

    /// <summary>Discards all buffers and cached tokens, as <see cref="Authorization.Forget"/> does.</summary>
    public void Forget()
    {
        _authorization.Forget();
        _shadow = null;
    }
}
