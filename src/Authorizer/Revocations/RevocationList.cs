using System;
using System.Collections.Generic;
using Authorizer.Claims;
using Authorizer.Json;
using Authorizer.Tokens;

namespace Authorizer.Revocations;

/// <summary>
/// The revocations: sign-ins, single tokens, all tokens of a user that were issued before a time, all tokens of an app client. Immutable
/// after it was read.
/// </summary>
public sealed class RevocationList
{
    /// <summary>Nothing is revoked.</summary>
    public static RevocationList None { get; } = new();

    /// <summary>Sign-ins, by <c>origin_jti</c>. It revokes the tokens of the sign-in and all that were refreshed from them.</summary>
    internal Utf8Index SignIns { get; } = new();

    /// <summary>Single tokens, by <c>jti</c>.</summary>
    internal Utf8Index Tokens { get; } = new();

    /// <summary>App clients, by ID.</summary>
    internal Utf8Index Clients { get; } = new();

    /// <summary>Users, by <c>sub</c>.</summary>
    internal Utf8Index Subjects { get; } = new();

    /// <summary>For each of <see cref="Subjects"/> a time, in seconds since 1970. Tokens issued earlier are revoked.</summary>
    internal List<double> IssuedBefore { get; } = [];

    /// <summary>When the document was issued, in seconds since 1970; <see langword="null"/> if it does not contain the time.</summary>
    internal double? IssuedAt { get; set; }

    /// <summary>Whether a token is revoked.</summary>
    /// <param name="token">A token whose claims are validated.</param>
    internal bool Covers(in VerifiedToken token, ReadOnlySpan<byte> clientId) =>
        Has(SignIns, token, ClaimNames.OriginTokenId)
        || Has(Tokens, token, ClaimNames.TokenId)
        || (Clients.Count > 0 && (Clients.Find(clientId) >= 0 || HasRevokedAudience(token)))
        || IsOlder(token);

    private static bool Has(Utf8Index set, in VerifiedToken token, ClaimSlot claim) =>
        set.Count > 0 && token.TryGetString(claim, out ReadOnlySpan<byte> text) && set.Find(text) >= 0;

    // An ID token may name several clients. It is refused if any of them is revoked, in whatever order.
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

    // A token without iat may be older than the time, so it counts as older.
    private bool IsOlder(in VerifiedToken token)
    {
        int subject = Subjects.Count > 0 ? Subjects.Find(token.Text(ClaimNames.Subject)) : -1;
        return subject >= 0
            && !(token.Kind(ClaimNames.IssuedAt) == JsonToken.Number
                && JsonNumber.TryReadNumericDate(token.Json(ClaimNames.IssuedAt), out double issuedAt)
                && issuedAt >= IssuedBefore[subject]);
    }
}
