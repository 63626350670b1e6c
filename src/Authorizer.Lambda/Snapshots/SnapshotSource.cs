using System;
using Authorizer.Decisions;
using Authorizer.Keys;
using Authorizer.Lambda.Fetching;
using Authorizer.Permissions;
using Authorizer.Refusals;
using Authorizer.Revocations;
using Authorizer.Tracing;

namespace Authorizer.Lambda.Snapshots;

/// <summary>Keeps what decisions depend on up to date, and hands it out as one snapshot for each call.</summary>
internal sealed class SnapshotSource(KeyRing keys, LiveData live)
{
    private readonly Issuer[] _issuers = new Issuer[keys.Count];
    private Snapshot? _current;
    private RulesInForce? _rules;
    private RevocationList? _revocations;

    /// <summary>Takes what holds now. Nothing is waited for.</summary>
    /// <returns>The same object as long as nothing changed.</returns>
    public Snapshot Take(Moment now)
    {
        live.RefreshIfDue(now);
        if (!ReferenceEquals(live.Rules, _rules) || !ReferenceEquals(live.Revocations, _revocations))
        {
            (_current, _rules, _revocations) = (null, live.Rules, live.Revocations);
        }

        for (int i = 0; i < _issuers.Length; i++)
        {
            Issuer issuer = keys[i].Current(now);
            if (!ReferenceEquals(issuer, _issuers[i]))
            {
                (_current, _issuers[i]) = (null, issuer);
            }
        }

        return _current ??= new Snapshot(_issuers, _rules, _revocations);
    }

    /// <summary>
    /// Decides about one event. If keys or live documents are missing, they are fetched and waited for, and the call is decided once more.
    /// </summary>
    /// <param name="json">The event's bytes.</param>
    /// <param name="trace">Is told of each check, from the beginning if the call is decided once more.</param>
    /// <param name="decision">The decision; valid until the next call, and as long as the event's bytes.</param>
    public void Decide<TTrace>(Authorization authorization, ReadOnlySpan<byte> json, Moment now, scoped ref TTrace trace, out Decision decision)
        where TTrace : struct, IDecisionTrace
    {
        Snapshot snapshot = Take(now);
        authorization.Decide(json, snapshot, now.UnixSeconds, ref trace, out decision);
        IssuerKeys? issuer = keys.Find(decision.Issuer);
        if (issuer is not null && !decision.UnverifiedKeyId.IsEmpty && decision.Outcome.Refusal is Refusal.KeyUnknown or Refusal.KeysUnavailable)
        {
            issuer.FetchFor(decision.UnverifiedKeyId, now);
            if (HasChanged(ref snapshot, now))
            {
                authorization.Decide(json, snapshot, now.UnixSeconds, ref trace, out decision);
            }
        }

        // Documents are asked for after keys, so they may be what is missing now.
        if (decision.Outcome.Refusal == Refusal.LiveDataUnavailable)
        {
            live.AwaitFetches();
            if (HasChanged(ref snapshot, now))
            {
                authorization.Decide(json, snapshot, now.UnixSeconds, ref trace, out decision);
            }
        }

        issuer?.RefreshIfDue(now);
    }

    /// <summary>Waits for the fetches under way, at most as long as a fetch may take.</summary>
    public void AwaitFetches()
    {
        keys.AwaitFetches();
        live.AwaitFetches();
    }

    /// <summary>After an answer: gives the fetches that began with its call a moment to end, before the sandbox may be frozen.</summary>
    public void Settle()
    {
        keys.Settle();
        live.Settle();
    }

    /// <summary>Fetches what is due, and waits for it: a warm-up call keeps nobody waiting.</summary>
    public void Refresh(Moment now)
    {
        keys.RefreshIfDue(now);
        live.RefreshIfDue(now);
        AwaitFetches();
    }

    private bool HasChanged(ref Snapshot snapshot, Moment now)
    {
        Snapshot before = snapshot;
        snapshot = Take(now);
        return !ReferenceEquals(snapshot, before);
    }
}
