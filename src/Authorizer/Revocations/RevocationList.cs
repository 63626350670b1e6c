using System;
using System.Collections.Generic;
using Authorizer.Claims;
using Authorizer.Json;
using Authorizer.Tokens;

namespace Authorizer.Revocations;

/// <summary>
/// The list of revocations. It can revoke sign-ins, single tokens, all tokens of a user that were issued before a time, and all tokens of
/// an app client. Immutable after it was read.
/// </summary>
public sealed class RevocationList
{
    /// <summary>An empty list, which revokes nothing.</summary>
    public static RevocationList None { get; } = new();

    /// <summary>The revoked sign-ins, by <c>origin_jti</c>. All tokens of such a sign-in are revoked, including refreshed tokens.</summary>
    internal Utf8Index SignIns { get; } = new();

    /// <summary>The revoked single tokens, by <c>jti</c>.</summary>
    internal Utf8Index Tokens { get; } = new();

    /// <summary>The revoked app clients, by ID.</summary>
    internal Utf8Index Clients { get; } = new();

    /// <summary>The users with revoked tokens, by <c>sub</c>.</summary>
    internal Utf8Index Subjects { get; } = new();

    /// <summary>
    /// A time for each entry of <see cref="Subjects"/>, in seconds since 1970. Tokens of this user that were issued earlier are revoked.
    /// </summary>
    internal List<double> IssuedBefore { get; } = [];

    /// <summary>
    /// When the document was issued, in seconds since 1970. <see langword="null"/> if the document does not contain the time.
    /// </summary>
    internal double? IssuedAt { get; set; }

    /// <summary>Whether a token is revoked.</summary>
    /// <param name="token">A token whose claims were validated.</param>
    internal bool Covers(in VerifiedToken token, ReadOnlySpan<byte> clientId) =>
        Has(SignIns, token, ClaimNames.OriginTokenId)
        || Has(Tokens, token, ClaimNames.TokenId)
        || (Clients.Count > 0 && (Clients.Find(clientId) >= 0 || HasRevokedAudience(token)))
        || IsOlder(token);

    private static bool Has(Utf8Index set, in VerifiedToken token, ClaimSlot claim) =>
        set.Count > 0 && token.TryGetString(claim, out ReadOnlySpan<byte> text) && set.Find(text) >= 0;

    // The aud of an ID token can contain several clients. The token is refused if any of them is revoked.
    private bool HasRevokedAudience(in VerifiedToken token)
    {
        if (Clients.Find(token.Text(ClaimNames.Audience)) >= 0)
        {
            return true;
        }

        foreach (ReadOnlySpan<byte> audience in token.Strings(ClaimNames.Audience))
        {
            if (Clients.Find(audience) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    // A token without iat can be older than the revocation's time, so it counts as older.
    private bool IsOlder(in VerifiedToken token)
    {
        int subject = Subjects.Count > 0 ? Subjects.Find(token.Text(ClaimNames.Subject)) : -1;
        return subject >= 0
            && !(token.Kind(ClaimNames.IssuedAt) == JsonToken.Number
                && JsonNumber.TryReadNumericDate(token.Json(ClaimNames.IssuedAt), out double issuedAt)
                && issuedAt >= IssuedBefore[subject]);
    }
}
