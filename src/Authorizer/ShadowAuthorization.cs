using System;
using Authorizer.Decisions;
using Authorizer.Options;
using Authorizer.Permissions;
using Authorizer.Refusals;
using Authorizer.Signatures;

namespace Authorizer;

/// <summary>
/// Evaluates a second set of rules beside the one in force, to see what would change. All it gives away is a <see cref="ShadowDecision"/>, which
/// cannot allow a call. It shares no buffer and no cache with the <see cref="Authorization"/> that decides. Not thread-safe.
/// </summary>
public sealed class ShadowAuthorization
{
    private readonly Authorization _authorization;
    private Snapshot? _enforced;
    private RulesInForce? _rules;
    private Snapshot? _shadow;

    /// <summary>Evaluates by options, with the platform's cryptography.</summary>
    /// <param name="options">What is accepted.</param>
    public ShadowAuthorization(AuthorizationOptions options)
        : this(options, new PlatformRs256())
    {
    }

    /// <summary>Evaluates by options.</summary>
    /// <param name="options">What is accepted.</param>
    /// <param name="rs256">Whose SHA-256 identifies tokens.</param>
    internal ShadowAuthorization(AuthorizationOptions options, Rs256 rs256) => _authorization = new Authorization(options, rs256);

    /// <summary>Evaluates other rules for an event that was decided.</summary>
    /// <param name="json">The event's bytes.</param>
    /// <param name="enforced">What it was decided by.</param>
    /// <param name="outcome">How it was decided.</param>
    /// <param name="rules">The other rules.</param>
    /// <param name="now">The time that it was decided at, in seconds since 1970.</param>
    /// <returns>What the other rules come to; the default if the call was refused before any rules were asked.</returns>
    public ShadowDecision Decide(ReadOnlySpan<byte> json, Snapshot enforced, Outcome outcome, RulesInForce rules, double now)
    {
        ArgumentNullException.ThrowIfNull(enforced);

        // Rules change nothing about a call without a good token, so such calls cost nothing here.
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

    /// <summary>Discards everything that earlier calls left behind, as <see cref="Authorization.Forget"/> does.</summary>
    public void Forget()
    {
        _authorization.Forget();
        _shadow = null;
    }
}
