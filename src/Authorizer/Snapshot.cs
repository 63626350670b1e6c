using System;
using Authorizer.Keys;
using Authorizer.Permissions;
using Authorizer.Revocations;

namespace Authorizer;

/// <summary>
/// The input of decisions that changes with time: issuers with their keys, rules and revocations. Immutable. Each call uses one snapshot,
/// so a refresh cannot change the input while a call is decided.
/// </summary>
public sealed class Snapshot
{
    private readonly Issuer[] _issuers;

    /// <summary>Creates a snapshot.</summary>
    /// <param name="rules">The rules in force. If <see langword="null"/>, because none were loaded yet, no call is allowed.</param>
    /// <param name="revocations">
    /// The revocations in force. If <see langword="null"/>, because required revocations were not loaded yet, no token is accepted.
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
