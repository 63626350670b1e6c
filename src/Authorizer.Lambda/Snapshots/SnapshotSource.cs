using System;
using Authorizer.Decisions;
using Authorizer.Keys;
using Authorizer.Lambda.Fetching;
using Authorizer.Permissions;
using Authorizer.Refusals;
using Authorizer.Revocations;
using Authorizer.Tracing;

namespace Authorizer.Lambda.Snapshots;

/// <summary>Keeps keys, rules and revocations current, and provides one snapshot of them for each call.</summary>
internal sealed class SnapshotSource(KeyRing keys, LiveData live)
{
    private readonly Issuer[] _issuers = new Issuer[keys.Count];
    private Snapshot? _current;
    private RulesInForce? _rules;
    private RevocationList? _revocations;

    /// <summary>The last snapshot that was taken, or <see langword="null"/> if there is none.</summary>
    public Snapshot? Current => _current;

    /// <summary>Takes a snapshot of the current data. Does not wait.</summary>
    /// <returns>The same object as before if nothing has changed.</returns>
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
    /// Decides one event. If keys or live documents are missing, waits until they are fetched and decides again.
    /// </summary>
    /// <param name="json">The event's bytes.</param>
    /// <param name="trace">Receives each check. If the call is decided again, it receives all checks again.</param>
    /// <param name="decision">Valid until the next call, and only while the event's bytes are valid.</param>
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

        // The pipeline uses live documents only after the keys, so the decision above can be the first decision that needs live documents.
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

    /// <summary>Waits for the fetches in progress, at most until their time limits.</summary>
    public void AwaitFetches()
    {
        keys.AwaitFetches();
        live.AwaitFetches();
    }

    /// <inheritdoc cref="RepeatedFetch{T}.Settle"/>
    public void Settle()
    {
        keys.Settle();
        live.Settle();
    }

    /// <summary>
    /// Fetches everything that must be fetched again, and waits for it. Used only for warm-up calls, because no caller waits for them.
    /// </summary>
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
