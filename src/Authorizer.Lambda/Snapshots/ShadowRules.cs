using System;
using Authorizer.Decisions;
using Authorizer.Lambda.Configuration;
using Authorizer.Lambda.Fetching;
using Authorizer.Lambda.Telemetry;
using Authorizer.Permissions;
using Authorizer.Signatures;

namespace Authorizer.Lambda.Snapshots;

/// <summary>
/// The rules of <c>AUTHORIZER_SHADOW_PERMISSIONS_URI</c>: evaluated for each call that rules decided, and never enforced. Whatever goes wrong here
/// changes no decision: no call and no start waits for the document, and no exception leaves this class.
/// </summary>
/// <param name="uri">Where the document is.</param>
/// <param name="settings">What is accepted, ages and time limits.</param>
/// <param name="rs256">Whose SHA-256 identifies tokens.</param>
/// <param name="documents">Fetches.</param>
/// <param name="log">Where changes and failures are told.</param>
internal sealed class ShadowRules(Uri uri, Settings settings, Rs256 rs256, DocumentFetcher documents, Log log)
{
    // AppConfig stores no more in one document by default. What is compiled from it takes memory that decisions need.
    private const int MaxBodyBytes = 2 * 1024 * 1024;

    private readonly ShadowAuthorization _authorization = new(settings, rs256);

    private readonly LiveDocument<RulesInForce> _document =
        new("shadow permissions", uri, MaxBodyBytes, settings, documents, PermissionsFile.DocumentReader("shadow permissions", settings), log);

    /// <summary>Begins to fetch, during init. Init does not wait for it.</summary>
    /// <param name="now">The time.</param>
    public void StartPrefetch(Moment now) => _document.StartPrefetch(now);

    /// <summary>After an answer: gives a fetch that began with its call a moment to end.</summary>
    public void Settle() => _document.Settle();

    /// <summary>Fetches what is due, and waits for it: a warm-up call keeps nobody waiting.</summary>
    /// <param name="now">The time.</param>
    public void Refresh(Moment now)
    {
        _document.RefreshIfDue(now);
        _document.AwaitFetch();
    }

    /// <summary>Evaluates the rules for a call that was decided and answered.</summary>
    /// <param name="json">The event's bytes.</param>
    /// <param name="enforced">What it was decided by.</param>
    /// <param name="outcome">How it was decided.</param>
    /// <param name="now">The time that it was decided at.</param>
    /// <returns>What they come to.</returns>
    public ShadowDecision Decide(ReadOnlySpan<byte> json, Snapshot? enforced, Outcome outcome, Moment now)
    {
        try
        {
            _document.RefreshIfDue(now);
            return enforced is not null && _document.Current is { } rules
                ? _authorization.Decide(json, enforced, outcome, rules, now.UnixSeconds)
                : default;
        }
#pragma warning disable CA1031 // The call is answered already; a defect here, or a lack of memory, must not change that.
        catch (Exception)
#pragma warning restore CA1031
        {
            _authorization.Forget();
            return ShadowDecision.Failed;
        }
    }
}
