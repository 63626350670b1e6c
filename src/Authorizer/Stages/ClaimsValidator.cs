using System;
using Authorizer.Claims;
using Authorizer.Json;
using Authorizer.Options;
using Authorizer.Refusals;
using Authorizer.Tokens;
using Authorizer.Tracing;

namespace Authorizer.Stages;

/// <summary>
/// Checks the claims of a verified token: types first, then meaning (Amazon Cognito developer guide: "Verifying JSON web
/// tokens"; RFC 7519, section 4.1). The issuer is not checked here: it chose the key, so it is checked already.
/// </summary>
internal sealed class ClaimsValidator(AuthorizationOptions options)
{
    /// <summary>
    /// The most groups a token may name. Cognito lets a user be in 100 (Amazon Cognito quotas: "Groups per user"); triggers may add.
    /// </summary>
    public const int MaxGroups = 1000;

    private static readonly (ClaimSlot Slot, JsonToken Kind)[] OptionalTypes =
    [
        (ClaimNames.NotBefore, JsonToken.Number),
        (ClaimNames.IssuedAt, JsonToken.Number),
        (ClaimNames.AuthTime, JsonToken.Number),
        (ClaimNames.Scope, JsonToken.String),
        (ClaimNames.Groups, JsonToken.ArrayStart),
        (ClaimNames.Username, JsonToken.String),
        (ClaimNames.CognitoUsername, JsonToken.String),
        (ClaimNames.TokenId, JsonToken.String),
        (ClaimNames.OriginTokenId, JsonToken.String),
    ];

    /// <summary>Checks all claims.</summary>
    /// <param name="now">The time, in seconds since 1970.</param>
    /// <param name="clientId">The app client the token was issued to, as it is configured; empty on refusal.</param>
    /// <returns>The refusal, or <see langword="null"/> to go on.</returns>
    public Refusal? Validate<TTrace>(in VerifiedToken token, double now, scoped ref TTrace trace, out byte[] clientId)
        where TTrace : struct, IDecisionTrace
    {
        clientId = [];
        Refusal? refusal = CheckTypes(token, out ClaimSlot slot);
        trace.CheckedClaim(slot, refusal, token);
        if (refusal is not null)
        {
            return refusal;
        }

        refusal = CheckUse(token, out TokenUses use);
        trace.CheckedClaim(ClaimNames.TokenUse, refusal, token);
        if (refusal is not null)
        {
            return refusal;
        }

        slot = use == TokenUses.Access ? ClaimNames.ClientId : ClaimNames.Audience;
        refusal = CheckClient(token, slot, out clientId);
        trace.CheckedClaim(slot, refusal, token);
        return refusal is null ? CheckTimes(token, now, ref trace) : refusal;
    }

    // The slot is that of the claim with a wrong type, or of the subject, which is the one that must be there.
    private static Refusal? CheckTypes(in VerifiedToken token, out ClaimSlot slot)
    {
        foreach ((ClaimSlot optional, JsonToken kind) in OptionalTypes)
        {
            slot = optional;
            JsonToken actual = token.Kind(slot);
            if (actual != kind && actual != JsonToken.Invalid)
            {
                return Refusal.ClaimInvalid;
            }
        }

        slot = ClaimNames.Groups;
        if (!AreStrings(token, slot, MaxGroups))
        {
            return Refusal.ClaimInvalid;
        }

        slot = ClaimNames.Audience;
        if (token.Kind(slot) is not (JsonToken.Invalid or JsonToken.String or JsonToken.ArrayStart) || !AreStrings(token, slot, int.MaxValue))
        {
            return Refusal.ClaimInvalid;
        }

        slot = ClaimNames.Subject;
        return token.TryGetString(slot, out ReadOnlySpan<byte> subject) && !subject.IsEmpty ? null : Refusal.ClaimInvalid;
    }

    // Whether a claim, if it is an array, holds strings only, and not too many.
    private static bool AreStrings(in VerifiedToken token, ClaimSlot slot, int maximum)
    {
        ClaimStrings strings = token.Strings(slot);
        int count = 0;
        while (strings.MoveNext())
        {
            count++;
        }

        return !strings.FoundOther && count <= maximum;
    }

    private Refusal? CheckUse(in VerifiedToken token, out TokenUses use)
    {
        use = TokenUses.None;
        if (!token.TryGetString(ClaimNames.TokenUse, out ReadOnlySpan<byte> name))
        {
            return Refusal.ClaimInvalid;
        }

        use = TokenUseNames.Parse(name);
        return (use & options.TokenUses) == TokenUses.None ? Refusal.TokenUseNotAllowed : null;
    }

    private Refusal? CheckClient(in VerifiedToken token, ClaimSlot slot, out byte[] clientId)
    {
        clientId = [];
        if (token.TryGetString(slot, out ReadOnlySpan<byte> single))
        {
            return IsAccepted(single, out clientId) ? null : Refusal.ClientNotAllowed;
        }

        if (slot != ClaimNames.Audience || token.Kind(slot) != JsonToken.ArrayStart)
        {
            return Refusal.ClaimInvalid;
        }

        foreach (ReadOnlySpan<byte> audience in token.Strings(slot))
        {
            if (IsAccepted(audience, out clientId))
            {
                return null;
            }
        }

        return Refusal.ClientNotAllowed;
    }

    private bool IsAccepted(ReadOnlySpan<byte> client, out byte[] accepted)
    {
        foreach (byte[] candidate in options.ClientIds)
        {
            if (client.SequenceEqual(candidate))
            {
                accepted = candidate;
                return true;
            }
        }

        accepted = [];
        return false;
    }

    // An absent time passes every comparison; one that cannot be read is refused, whatever it would have allowed.
    private static bool TryGetTime(in VerifiedToken token, ClaimSlot slot, out double? time)
    {
        time = null;
        if (token.Kind(slot) == JsonToken.Invalid)
        {
            return true;
        }

        double seconds = 0;
        bool read = token.Kind(slot) == JsonToken.Number && JsonNumber.TryReadNumericDate(token.Json(slot), out seconds);
        time = seconds;
        return read;
    }

    private Refusal? CheckTimes<TTrace>(in VerifiedToken token, double now, scoped ref TTrace trace)
        where TTrace : struct, IDecisionTrace
    {
        double? notBefore = null;
        double? issuedAt = null;
        double? signedInAt = null;
        ClaimSlot slot = ClaimNames.Expiry;
        bool read = TryGetTime(token, slot, out double? expiry) && expiry is not null
            && TryGetTime(token, slot = ClaimNames.NotBefore, out notBefore)
            && TryGetTime(token, slot = ClaimNames.IssuedAt, out issuedAt)
            && TryGetTime(token, slot = ClaimNames.AuthTime, out signedInAt);
        if (!read)
        {
            trace.CheckedClaim(slot, Refusal.ClaimInvalid, token);
            return Refusal.ClaimInvalid;
        }

        // "On or after which" it must not be accepted (RFC 7519, section 4.1.4).
        int skew = options.ClockSkewSeconds;
        Refusal? refusal = now >= expiry + skew ? Refusal.TokenExpired : null;
        trace.CheckedClaim(ClaimNames.Expiry, refusal, token);
        if (refusal is null)
        {
            refusal = now < notBefore - skew ? Refusal.TokenNotYetValid : null;
            trace.CheckedClaim(ClaimNames.NotBefore, refusal, token);
        }

        if (refusal is null)
        {
            refusal = now < issuedAt - skew ? Refusal.TokenNotYetValid : null;
            trace.CheckedClaim(ClaimNames.IssuedAt, refusal, token);
        }

        if (refusal is null && options.MaxTokenAgeSeconds is { } maxAge)
        {
            double? since = signedInAt ?? issuedAt;
            refusal = since is null ? Refusal.ClaimInvalid : now >= since + maxAge ? Refusal.TokenTooOld : null;
            trace.CheckedClaim(ClaimNames.AuthTime, refusal, token);
        }

        return refusal;
    }
}
