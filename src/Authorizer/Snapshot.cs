using System;
using Authorizer.Keys;
using Authorizer.Permissions;
using Authorizer.Revocations;

namespace Authorizer;

/// <summary>
/// The inputs of decisions that change with time: issuers with their keys, rules, revocations. Immutable. Each call uses one snapshot, so a
/// refresh never changes a decision halfway.
/// </summary>
public sealed class Snapshot
{
    private readonly Issuer[] _issuers;

    /// <summary>Creates a snapshot.</summary>
    /// <param name="rules"><see langword="null"/> if no rules were loaded yet; then no call is allowed.</param>
    /// <param name="revocations">
    /// <see langword="null"/> if revocations are required and were not loaded yet; then no token is accepted.
    /// </param>
    public Snapshot(ReadOnlySpan<Issuer> issuers, RulesInForce? rules, RevocationList? revocations) =>
        (_issuers, Rules, Revocations) = (issuers.ToArray(), rules, revocations);

    /// <summary>Copies the snapshot with other rules.</summary>
    internal Snapshot With(RulesInForce rules) => new(_issuers, rules, Revocations);

    /// <summary>The rules in force, or <see langword="null"/>.</summary>
    internal RulesInForce? Rules { get; }

    /// <summary>The revocations in force, or <see langword="null"/>.</summary>
    internal RevocationList? Revocations { get; }

    internal Issuer? FindIssuer(ReadOnlySpan<byte> unverifiedName)
    {
        foreach (Issuer issuer in _issuers)
        {
            if (unverifiedName.SequenceEqual(issuer.Name))
            {
                return issuer;
            }
        }

        return null;
    }
}
