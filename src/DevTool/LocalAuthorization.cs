using System;
using System.Collections.Generic;
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

/// <summary>The authorizer's own decisions in this process, by one set of rules.</summary>
/// <param name="settings">What is accepted.</param>
/// <param name="keys">The issuers' keys.</param>
/// <param name="rules">The rules.</param>
internal sealed class LocalAuthorization(Settings settings, KeyRing keys, IReadOnlyList<Rule> rules)
{
    private static readonly OpenSslRs256 Rs256 = new();

    private readonly Authorization _authorization = new(settings, Rs256);
    private readonly SnapshotSource _snapshots = new(keys, new LiveData(new RulesInForce(rules, settings)));

    /// <summary>Reads the pinned keys; others are fetched when they are needed.</summary>
    /// <param name="settings">Where keys are.</param>
    /// <param name="log">Where fetches are told.</param>
    public static KeyRing ReadKeys(Settings settings, Log log) =>
        new(settings, new JwksFetcher(new DocumentFetcher(settings, new InternetTransport(settings.Proxy), log), settings, Rs256, log), Rs256);

    /// <summary>Decides.</summary>
    /// <param name="request">The event.</param>
    /// <param name="now">The time.</param>
    /// <param name="decision">The decision.</param>
    public void Decide(ReadOnlySpan<byte> request, Moment now, out Decision decision)
    {
        NoTrace nobody = default;
        Decide(request, now, ref nobody, out decision);
    }

    /// <summary>Decides, and tells how.</summary>
    /// <param name="request">The event.</param>
    /// <param name="now">The time.</param>
    /// <param name="trace">Is told of each check.</param>
    /// <param name="decision">The decision.</param>
    public void Decide<TTrace>(ReadOnlySpan<byte> request, Moment now, scoped ref TTrace trace, out Decision decision)
        where TTrace : struct, IDecisionTrace =>
        _snapshots.Decide(_authorization, request, now, ref trace, out decision);
}
