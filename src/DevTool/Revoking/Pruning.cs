using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace DevTool.Revoking;

/// <summary>The report of <c>revocations</c>.</summary>
/// <param name="Version">The version of the document.</param>
/// <param name="Entries">The entries that remain.</param>
/// <param name="DryRun">Whether the command was only a dry run.</param>
/// <param name="Removed">The entries that were removed.</param>
internal sealed record RevocationsReport(int Version, IReadOnlyList<RevokedEntry> Entries, bool DryRun, IReadOnlyList<string> Removed);

/// <summary>One entry of the document.</summary>
/// <param name="Kind">The member that contains the entry: <c>sub</c>, <c>originJti</c>, <c>jti</c> or <c>clientId</c>.</param>
/// <param name="Id">The ID of the user, sign-in, token or app client.</param>
/// <param name="IssuedBefore">For a user, the time before which the refused tokens were issued.</param>
internal sealed record RevokedEntry(string Kind, string Id, DateTimeOffset? IssuedBefore);

/// <summary>
/// Finds entries that no longer have an effect, because all tokens that they refuse have expired. The document does not contain the times of
/// revoked tokens and sign-ins, but each older version contains <c>issuedAt</c>. An entry in an older version was revoked at that time or
/// earlier. App clients stay revoked.
/// </summary>
/// <param name="deployed">The versions of the document.</param>
/// <param name="signInLife">The longest lifetime of a refresh token.</param>
/// <param name="now">The current time.</param>
internal sealed class Pruning(DeployedRevocations deployed, TimeSpan signInLife, DateTimeOffset now)
{
    /// <summary>Removes the entries that no longer have an effect.</summary>
    /// <returns>The removed entries.</returns>
    public async Task<IReadOnlyList<string>> RemoveAsync(RevocationsDocument document, CancellationToken cancellation)
    {
        List<string> removed = [.. document.PruneUsers(now)];
        if (document.RevokedTokens.Count > 0 || document.Listed(RevocationKind.SignIn).Count > 0)
        {
            IReadOnlyList<int> versions = await deployed.VersionsAsync(cancellation);
            removed.AddRange(document.PruneTokens(await NewestBeforeAsync(now - RevocationsDocument.LongestTokenLife, versions, cancellation)));

            // Adds the lifetime of a token, because a refresh shortly before the end of the sign-in still issues a token.
            removed.AddRange(document.PruneSignIns(await NewestBeforeAsync(now - signInLife - RevocationsDocument.LongestTokenLife, versions, cancellation)));
        }

        return removed;
    }

    // A binary search, because issuedAt never decreases from one version to the next.
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
