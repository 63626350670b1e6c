using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace DevTool.Revoking;

/// <summary>The report of <c>revoke</c>.</summary>
/// <param name="Revoked">The kind of the entry (<c>sub</c>, <c>originJti</c> or <c>clientId</c>) and its ID.</param>
/// <param name="DryRun">Whether the command was only a dry run.</param>
/// <param name="Version">The version of the document that contains the entry; 0 for a dry run.</param>
/// <param name="SignedOut">The user who was signed out of Cognito, or <see langword="null"/>.</param>
/// <param name="Done">The steps that were done, one sentence each.</param>
internal sealed record RevocationReport(string Revoked, bool DryRun, int Version, string? SignedOut, IReadOnlyList<string> Done);

/// <summary>
/// Revokes in an order that is safe to interrupt: store the new document, sign the user out, deploy. After the first step, every later
/// command also deploys the revocation. Running the same command again is safe.
/// </summary>
/// <param name="document">The deployed document.</param>
/// <param name="users">The user pool, or <see langword="null"/> if there is no user pool.</param>
/// <param name="now">Returns the current time.</param>
internal sealed class Revoker(DeployedRevocations document, SignedInUsers? users, Func<DateTimeOffset> now)
{
    // Until the user is signed out, a refresh token can still issue new tokens. The authorizer also refuses these tokens if the sign-out
    // completes within this time.
    private static readonly TimeSpan SignOutMargin = TimeSpan.FromMinutes(1);

    private readonly List<string> _done = [];

    /// <summary>Finds a user by name.</summary>
    /// <returns>The user's <c>sub</c>.</returns>
    /// <exception cref="ToolException">The user does not exist.</exception>
    public async Task<string> SubjectOfAsync(string username, CancellationToken cancellation)
    {
        if (users is null)
        {
            throw new ToolException("--user requires a user pool; give --user-pool-id, or use --sub");
        }

        return await users.SubjectOfAsync(username, cancellation)
            ?? throw new ToolException(
                $"the user \"{username}\" does not exist; nothing was changed; correct the name. If the user was deleted, the user's tokens stay valid until they expire. "
                + "To revoke them, take the sub from the authorizer's log, and use --sub SUB");
    }

    /// <summary>Revokes the tokens of a user, a sign-in or an app client.</summary>
    /// <param name="kind">The kind of entry.</param>
    /// <param name="id">The ID of the user, sign-in or app client.</param>
    /// <param name="username">The name of the user, or <see langword="null"/> if it is not known.</param>
    /// <param name="dryRun">Whether to only report the steps.</param>
    /// <exception cref="ToolException">A step failed. The message says which steps were done and what to do.</exception>
    public async Task<RevocationReport> RevokeAsync(RevocationKind kind, string id, string? username, bool dryRun, CancellationToken cancellation)
    {
        string what = $"{Name(kind)} {id}";
        try
        {
            username ??= kind == RevocationKind.User && users is not null ? await users.NameOfAsync(id, cancellation) : null;
            if (dryRun)
            {
                return await PreviewAsync(kind, id, username, what, cancellation);
            }

            return await RevokeAsync(kind, id, username, what, cancellation);
        }
        catch (ToolException problem)
        {
            throw new ToolException(_done.Count == 0
                ? $"nothing was changed: {problem.Message}"
                : $"only a part was done ({string.Join(", ", _done)}); run the same command again, which is safe, to do the rest. The problem: {problem.Message}");
        }
    }

    private static string Name(RevocationKind kind) => kind switch
    {
        RevocationKind.User => "sub",
        RevocationKind.SignIn => "originJti",
        _ => "clientId",
    };

    private async Task<RevocationReport> PreviewAsync(RevocationKind kind, string id, string? username, string what, CancellationToken cancellation)
    {
        int latest = await document.LatestVersionAsync(cancellation);
        bool adds = (await document.ReadAsync(latest, cancellation)).Add(kind, id, RefusedBefore());
        _done.Add(adds ? $"would store version {latest + 1} of the revocations, with {what}" : $"version {latest} of the revocations already has {what}");
        if (username is not null)
        {
            _done.Add($"would sign {username} out of Cognito");
        }

        NoteUnknownSubject(kind, username);
        _done.Add("would deploy the latest version");
        return new RevocationReport(what, DryRun: true, 0, SignedOut: null, _done);
    }

    private async Task<RevocationReport> RevokeAsync(RevocationKind kind, string id, string? username, string what, CancellationToken cancellation)
    {
        bool inTime;
        string? signedOut = null;
        do
        {
            long refusedBefore = RefusedBefore();
            int stored = await document.ChangeAsync(latest => Task.FromResult(latest.Add(kind, id, refusedBefore)), now, cancellation);
            _done.Add($"version {stored} of the revocations has {what}");
            if (username is not null && users is not null)
            {
                signedOut = await users.SignOutAsync(username, cancellation) ? username : null;
                _done.Add(signedOut is null ? $"the user {username} was deleted in the meantime, so there is no session to end" : $"{username} is signed out of Cognito");
            }

            // A refresh shortly before the sign-out can issue another token. The time of the revocation must be later than that token.
            inTime = kind != RevocationKind.User || now().ToUnixTimeSeconds() < refusedBefore;
        }
        while (!inTime);

        NoteUnknownSubject(kind, username);
        int deployed = await document.DeployLatestAsync(cancellation);
        _done.Add($"version {deployed} is deployed");
        return new RevocationReport(what, DryRun: false, deployed, signedOut, _done);
    }

    // An unknown subject is not an error, because the tokens of a deleted user are valid until they expire. The subject is reported, because it
    // can also be a typing mistake.
    private void NoteUnknownSubject(RevocationKind kind, string? username)
    {
        if (kind == RevocationKind.User && username is null)
        {
            _done.Add(users is null
                ? "without --user-pool-id, the sub is not checked and no user is signed out"
                : "no user of the pool has this sub; check it, unless the user was deleted");
        }
    }

    private long RefusedBefore() => (now() + SignOutMargin).ToUnixTimeSeconds();
}
