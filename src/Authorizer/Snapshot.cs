using System;
using Authorizer.Keys;
using Authorizer.Permissions;
using Authorizer.Revocations;

namespace Authorizer;

/// <summary>
/// What decisions depend on and what changes with time: the issuers with their keys, the rules, the revocations. Immutable; one is taken
/// for each call, so that a call is decided by one state of the world.
/// </summary>
public sealed class Snapshot
{
    private readonly Issuer[] _issuers;

    /// <summary>Takes a state of the world.</summary>
    /// <param name="rules">The rules, or <see langword="null"/> if there are none yet: then nobody is allowed anything.</param>
    /// <param name="revocations">The revocations, or <see langword="null"/> if they are required and not there yet: then no token is accepted.</param>
    public Snapshot(ReadOnlySpan<Issuer> issuers, RulesInForce? rules, RevocationList? revocations) =>
        (_issuers, Rules, Revocations) = (issuers.ToArray(), rules, revocations);

    /// <summary>The rules in force, or <see langword="null"/>.</summary>
    internal RulesInForce? Rules { get; }

    /// <summary>The revocations in force, or <see langword="null"/>.</summary>
    internal RevocationList? Revocations { get; }

    /// <summary>Selects among the accepted issuers.</summary>
    /// <returns>The issuer of exactly that name, or <see langword="null"/>.</returns>
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
