using System;
using System.Collections.Generic;
using Authorizer.Claims;
using Authorizer.Json;
using Authorizer.Tokens;

namespace Authorizer.Revocations;

/// <summary>
/// What has been revoked: sign-ins, single tokens, everything a user got before some time, everything an app client got. Immutable
/// once read.
/// </summary>
public sealed class RevocationList
{
    /// <summary>Nothing is revoked.</summary>
    public static RevocationList None { get; } = new();

    /// <summary>Sign-ins, by <c>origin_jti</c>: the token of a sign-in and all that were refreshed from it.</summary>
    internal Utf8Index SignIns { get; } = new();

    /// <summary>Single tokens, by <c>jti</c>.</summary>
    internal Utf8Index Tokens { get; } = new();

    /// <summary>App clients, by id.</summary>
    internal Utf8Index Clients { get; } = new();

    /// <summary>Users, by <c>sub</c>.</summary>
    internal Utf8Index Subjects { get; } = new();

    /// <summary>For each of <see cref="Subjects"/> the time, in seconds since 1970: tokens issued before are refused.</summary>
    internal List<double> IssuedBefore { get; } = [];

    /// <summary>When the document was issued, in seconds since 1970; <see langword="null"/> if it does not say.</summary>
    internal double? IssuedAt { get; set; }

    /// <summary>Whether a token is revoked.</summary>
    /// <param name="token">The token, its claims validated.</param>
    internal bool Covers(in VerifiedToken token, ReadOnlySpan<byte> clientId) =>
        Has(SignIns, token, ClaimNames.OriginTokenId)
        || Has(Tokens, token, ClaimNames.TokenId)
        || (Clients.Count > 0 && (Clients.Find(clientId) >= 0 || HasRevokedAudience(token)))
        || IsOlder(token);

    private static bool Has(Utf8Index set, in VerifiedToken token, ClaimSlot claim) =>
        set.Count > 0 && token.TryGetString(claim, out ReadOnlySpan<byte> text) && set.Find(text) >= 0;

    // An ID token may name several clients, and any revoked one refuses it, whatever their order.
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

    // A token that does not say when it was issued may be from before.
    private bool IsOlder(in VerifiedToken token)
    {
        int subject = Subjects.Count > 0 ? Subjects.Find(token.Text(ClaimNames.Subject)) : -1;
        return subject >= 0
            && !(token.Kind(ClaimNames.IssuedAt) == JsonToken.Number
                && JsonNumber.TryReadNumericDate(token.Json(ClaimNames.IssuedAt), out double issuedAt)
                && issuedAt >= IssuedBefore[subject]);
    }
}
