using System;
using Authorizer.Claims;
using Authorizer.Json;
using Authorizer.Options;
using Authorizer.Refusals;
using Authorizer.Tokens;
using Authorizer.Tracing;

namespace Authorizer.Stages;

/// <summary>
/// Checks the claims of a verified token (Amazon Cognito developer guide: "Verifying JSON web tokens"; RFC 7519, section 4.1). Types are
/// checked before values. The issuer is not checked here, because the signature was verified with a key of the issuer.
/// </summary>
internal sealed class ClaimsValidator(AuthorizationOptions options, ClaimNames names)
{
    /// <summary>
    /// The limit of groups in a token. A Cognito user can be in 100 groups (Amazon Cognito quotas: "Groups per user"), but triggers can add
    /// more.
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

    /// <summary>Checks all claims. Returns the refusal, or <see langword="null"/> to continue.</summary>
    /// <param name="now">The current time, in seconds since 1970.</param>
    /// <param name="clientId">The app client to which the token was issued, from the configuration. Empty on refusal.</param>
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
        if (refusal is null && use == TokenUses.Access && options.AudienceIds.Length > 0)
        {
            refusal = HasAcceptedAudience(token) ? null : Refusal.AudienceNotAllowed;
            trace.CheckedClaim(ClaimNames.Audience, refusal, token);
        }

        if (refusal is null && names.Tenant != default)
        {
            refusal = HasOneTenant(token) ? null : Refusal.ClaimInvalid;
            trace.Checked(Check.Tenant, refusal, token.Json(names.Tenant));
        }

        return refusal is null ? CheckTimes(token, now, ref trace) : refusal;
    }

    // The slot identifies the first claim with a wrong type. If there is no such claim, the slot identifies sub, the only required claim of
    // this check.
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

    // Returns false if a claim is an array that contains a value other than a string, or too many strings.
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
            return IsAmong(options.ClientIds, single, out clientId) ? null : Refusal.ClientNotAllowed;
        }

        if (slot != ClaimNames.Audience || token.Kind(slot) != JsonToken.ArrayStart)
        {
            return Refusal.ClaimInvalid;
        }

        foreach (ReadOnlySpan<byte> audience in token.Strings(slot))
        {
            if (IsAmong(options.ClientIds, audience, out clientId))
            {
                return null;
            }
        }

        return Refusal.ClientNotAllowed;
    }

    // If the client requested the token for a resource, aud contains the resource (RFC 8707, section 2).
    private bool HasAcceptedAudience(in VerifiedToken token)
    {
        if (token.TryGetString(ClaimNames.Audience, out ReadOnlySpan<byte> single))
        {
            return IsAmong(options.AudienceIds, single, out _);
        }

        foreach (ReadOnlySpan<byte> audience in token.Strings(ClaimNames.Audience))
        {
            if (IsAmong(options.AudienceIds, audience, out _))
            {
                return true;
            }
        }

        return false;
    }

    // A caller without a tenant is accepted here, and the rules decide whether the call is allowed. A caller with several tenants is
    // refused, because it is unclear to which tenant the caller must be restricted.
    private bool HasOneTenant(in VerifiedToken token)
    {
        ClaimTexts texts = token.Texts(names.Tenant);
        JsonToken kind = token.Kind(names.Tenant);
        return kind == JsonToken.Invalid || (kind != JsonToken.ArrayStart && texts.MoveNext() && !texts.Current.IsEmpty);
    }

    private static bool IsAmong(byte[][] accepted, ReadOnlySpan<byte> value, out byte[] found)
    {
        foreach (byte[] candidate in accepted)
        {
            if (value.SequenceEqual(candidate))
            {
                found = candidate;
                return true;
            }
        }

        found = [];
        return false;
    }

    // An absent time passes every comparison. A malformed time is always refused.
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

        // A token must not be accepted "on or after" this time (RFC 7519, section 4.1.4).
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
