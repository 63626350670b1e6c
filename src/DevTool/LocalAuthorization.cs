using System;
using Authorizer;
using Authorizer.Decisions;
using Authorizer.Lambda.Configuration;
using Authorizer.Lambda.Fetching;
using Authorizer.Lambda.Native;
using Authorizer.Lambda.Snapshots;
using Authorizer.Lambda.Telemetry;
using Authorizer.Permissions;
using Authorizer.Tracing;

namespace DevTool;

/// <summary>Runs the authorizer's own code in this process, with one set of rules.</summary>
/// <param name="settings">The authorizer's settings.</param>
/// <param name="keys">The keys of the issuers.</param>
internal sealed class LocalAuthorization(Settings settings, KeyRing keys, RulesInForce rules)
{
    private static readonly OpenSslRs256 Rs256 = new();

    private readonly Authorization _authorization = new(settings, Rs256);
    private readonly SnapshotSource _snapshots = new(keys, new LiveData(rules));

    /// <summary>Reads the pinned keys. Other keys are fetched when they are needed.</summary>
    /// <param name="settings">The authorizer's settings.</param>
    /// <param name="log">Receives the log lines about fetching keys.</param>
    public static KeyRing ReadKeys(Settings settings, Log log) =>
        new(settings, new JwksFetcher(new DocumentFetcher(settings, new InternetTransport(settings.Proxy), log), settings, Rs256, log), Rs256);

    /// <summary>Decides about an event.</summary>
    /// <param name="now">The current time.</param>
    public void Decide(ReadOnlySpan<byte> request, Moment now, out Decision decision)
    {
        NoTrace noTrace = default;
        Decide(request, now, ref noTrace, out decision);
    }

    /// <summary>Decides about an event, and reports each check.</summary>
    /// <param name="now">The current time.</param>
    /// <param name="trace">Receives each check.</param>
    public void Decide<TTrace>(ReadOnlySpan<byte> request, Moment now, scoped ref TTrace trace, out Decision decision)
        where TTrace : struct, IDecisionTrace =>
        _snapshots.Decide(_authorization, request, now, ref trace, out decision);
}
