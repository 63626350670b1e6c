using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace DevTool.Revoking;

/// <summary>The revocations, for <c>--json</c>.</summary>
/// <param name="Version">The version of the document.</param>
/// <param name="Entries">The entries that are left.</param>
/// <param name="DryRun">Whether nothing was changed.</param>
/// <param name="Removed">What was removed.</param>
internal sealed record RevocationsReport(int Version, IReadOnlyList<RevokedEntry> Entries, bool DryRun, IReadOnlyList<string> Removed);

/// <summary>One entry.</summary>
/// <param name="Kind">Its member: <c>sub</c>, <c>originJti</c>, <c>jti</c> or <c>clientId</c>.</param>
/// <param name="Id">Its id.</param>
/// <param name="IssuedBefore">Of a user: tokens issued earlier are refused.</param>
internal sealed record RevokedEntry(string Kind, string Id, DateTimeOffset? IssuedBefore);

/// <summary>
/// Finds entries that no longer matter: every token that they refuse has expired. The document has no times for single tokens and sign-ins, but
/// its older versions have <c>issuedAt</c>: what such a version revokes was revoked by then. App clients stay revoked.
/// </summary>
/// <param name="deployed">The versions.</param>
/// <param name="signInLife">The longest life of a refresh token.</param>
/// <param name="now">The time.</param>
internal sealed class Pruning(DeployedRevocations deployed, TimeSpan signInLife, DateTimeOffset now)
{
    /// <summary>Removes the entries that have no effect any more from a document.</summary>
    /// <param name="document">The document.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>What was removed.</returns>
    public async Task<IReadOnlyList<string>> RemoveAsync(RevocationsDocument document, CancellationToken cancellation)
    {
        List<string> removed = [.. document.PruneUsers(now)];
        if (document.RevokedTokens.Count > 0 || document.Listed(RevocationKind.SignIn).Count > 0)
        {
            IReadOnlyList<int> versions = await deployed.VersionsAsync(cancellation);
            removed.AddRange(document.PruneTokens(await NewestBeforeAsync(now - RevocationsDocument.LongestTokenLife, versions, cancellation)));

            // A refresh just before its end gives a token that lives on.
            removed.AddRange(document.PruneSignIns(await NewestBeforeAsync(now - signInLife - RevocationsDocument.LongestTokenLife, versions, cancellation)));
        }

        return removed;
    }

    // issuedAt never goes back from one version to the next, so half of the versions can be left out with each look.
    private async Task<RevocationsDocument?> NewestBeforeAsync(DateTimeOffset limit, IReadOnlyList<int> newestFirst, CancellationToken cancellation)
    {
        RevocationsDocument? found = null;
        for (int from = 0, to = newestFirst.Count; from < to;)
        {
            int middle = (from + to) / 2;
            RevocationsDocument candidate = await deployed.ReadAsync(newestFirst[middle], cancellation);
            if (candidate.IssuedAt > 0 && candidate.IssuedAt <= limit.ToUnixTimeSeconds())
            {
                (found, to) = (candidate, middle);
            }
            else
            {
                from = middle + 1;
            }
        }

        return found;
    }
}
