using System;
using Authorizer.Decisions;
using Authorizer.Lambda.Configuration;
using Authorizer.Lambda.Fetching;
using Authorizer.Lambda.Telemetry;
using Authorizer.Permissions;
using Authorizer.Signatures;

namespace Authorizer.Lambda.Snapshots;

/// <summary>
/// The rules of <c>AUTHORIZER_SHADOW_PERMISSIONS_URI</c>. They are evaluated for each call that the enforced rules decided, but they are
/// never enforced. A failure here changes no decision: neither a call nor the start waits for the document, and <see cref="Decide"/> throws
/// no exception.
/// </summary>
/// <param name="rs256">Computes the SHA-256 digests of the token cache.</param>
internal sealed class ShadowRules(Uri uri, Settings settings, Rs256 rs256, DocumentFetcher documents, Log log)
{
    // This is the default limit of one AppConfig document. With a larger limit, shadow rules could use memory that decisions need.
    private const int MaxBodyBytes = 2 * 1024 * 1024;

    private readonly ShadowAuthorization _authorization = new(settings, rs256);

    private readonly LiveDocument<RulesInForce> _document =
        new("shadow permissions", uri, MaxBodyBytes, settings, documents, PermissionsFile.DocumentReader("shadow permissions", settings), log);

    /// <summary>Starts the first fetch during init. Init does not wait for it.</summary>
    public void StartPrefetch(Moment now) => _document.StartPrefetch(now);

    /// <inheritdoc cref="RepeatedFetch{T}.Settle"/>
    public void Settle() => _document.Settle();

    /// <summary>
    /// Fetches the document if it must be fetched again, and waits for it. Used only for warm-up calls, because no caller waits for them.
    /// </summary>
    public void Refresh(Moment now)
    {
        _document.RefreshIfDue(now);
        _document.AwaitFetch();
    }

    /// <summary>Evaluates the shadow rules for a call that was already decided.</summary>
    /// <param name="json">The event's bytes.</param>
    /// <param name="enforced">The snapshot that decided the call.</param>
    /// <param name="outcome">The outcome that is enforced.</param>
    public ShadowDecision Decide(ReadOnlySpan<byte> json, Snapshot? enforced, Outcome outcome, Moment now)
    {
        try
        {
            _document.RefreshIfDue(now);
            return enforced is not null && _document.Current is { } rules
                ? _authorization.Decide(json, enforced, outcome, rules, now.UnixSeconds)
                : default;
        }
#pragma warning disable CA1031 // The response is already written. A bug or a lack of memory here must not change it.
        catch (Exception)
#pragma warning restore CA1031
        {
            _authorization.Forget();
            return ShadowDecision.Failed;
        }
    }
}
