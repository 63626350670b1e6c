using System;
using Authorizer.Configuration;
using Authorizer.Json;
using Authorizer.Signatures;
using Authorizer.Tracing;

namespace Authorizer.Claims;

/// <summary>
/// Checks the claims of a verified token: types first, then meaning (Amazon Cognito developer guide: "Verifying JSON web
/// tokens"; RFC 7519, section 4.1). The issuer is not checked here: it chose the key, so it is checked already.
/// </summary>
/// <param name="settings">What is accepted.</param>
internal sealed class ClaimsValidator(Settings settings)
{
    /// <summary>
    /// The most groups a token may name. Cognito lets a user be in 100 (Amazon Cognito quotas: "Groups per user"); triggers may add.
    /// </summary>
    public const int MaxGroups = 1000;

    private static readonly (int Slot, JsonToken Kind)[] OptionalTypes =
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
    /// <param name="token">The token.</param>
    /// <param name="now">The time, in seconds since 1970.</param>
    /// <param name="trace">Is told of each check.</param>
    /// <param name="clientId">The app client the token was issued to, as it is configured; empty on refusal.</param>
    /// <returns><see cref="Outcome.Allowed"/> to go on, or the refusal.</returns>
    public Outcome Validate<TTrace>(in VerifiedToken token, double now, scoped ref TTrace trace, out byte[] clientId)
        where TTrace : struct, IDecisionTrace
    {
        clientId = [];
        Outcome outcome = CheckTypes(token, out int slot);
        trace.CheckedClaim(slot, outcome, token);
        if (outcome != Outcome.Allowed)
        {
            return outcome;
        }

        outcome = CheckUse(token, out TokenUses use);
        trace.CheckedClaim(ClaimNames.TokenUse, outcome, token);
        if (outcome != Outcome.Allowed)
        {
            return outcome;
        }

        slot = use == TokenUses.Access ? ClaimNames.ClientId : ClaimNames.Audience;
        outcome = CheckClient(token, slot, out clientId);
        trace.CheckedClaim(slot, outcome, token);
        return outcome == Outcome.Allowed ? CheckTimes(token, now, ref trace) : outcome;
    }

    // The slot is that of the claim with a wrong type, or of the subject, which is the one that must be there.
    private static Outcome CheckTypes(in VerifiedToken token, out int slot)
    {
        foreach ((int optional, JsonToken kind) in OptionalTypes)
        {
            slot = optional;
            JsonToken actual = token.Kind(slot);
            if (actual != kind && actual != JsonToken.Invalid)
            {
                return Outcome.ClaimInvalid;
            }
        }

        slot = ClaimNames.Groups;
        if (!AreStrings(token, slot, MaxGroups))
        {
            return Outcome.ClaimInvalid;
        }

        slot = ClaimNames.Audience;
        if (token.Kind(slot) is not (JsonToken.Invalid or JsonToken.String or JsonToken.ArrayStart) || !AreStrings(token, slot, int.MaxValue))
        {
            return Outcome.ClaimInvalid;
        }

        slot = ClaimNames.Subject;
        return token.TryGetString(slot, out ReadOnlySpan<byte> subject) && !subject.IsEmpty ? Outcome.Allowed : Outcome.ClaimInvalid;
    }

    // Whether a claim, if it is an array, holds strings only, and not too many.
    private static bool AreStrings(in VerifiedToken token, int slot, int maximum)
    {
        ClaimStrings strings = token.Strings(slot);
        int count = 0;
        while (strings.MoveNext())
        {
            count++;
        }

        return !strings.FoundOther && count <= maximum;
    }

    private Outcome CheckUse(in VerifiedToken token, out TokenUses use)
    {
        use = TokenUses.None;
        if (!token.TryGetString(ClaimNames.TokenUse, out ReadOnlySpan<byte> name))
        {
            return Outcome.ClaimInvalid;
        }

        use = name.SequenceEqual("access"u8) ? TokenUses.Access : name.SequenceEqual("id"u8) ? TokenUses.Id : TokenUses.None;
        return (use & settings.TokenUses) == TokenUses.None ? Outcome.TokenUseNotAllowed : Outcome.Allowed;
    }

    private Outcome CheckClient(in VerifiedToken token, int slot, out byte[] clientId)
    {
        clientId = [];
        if (token.TryGetString(slot, out ReadOnlySpan<byte> single))
        {
            return IsAccepted(single, out clientId) ? Outcome.Allowed : Outcome.ClientNotAllowed;
        }

        if (slot != ClaimNames.Audience || token.Kind(slot) != JsonToken.ArrayStart)
        {
            return Outcome.ClaimInvalid;
        }

        foreach (ReadOnlySpan<byte> audience in token.Strings(slot))
        {
            if (IsAccepted(audience, out clientId))
            {
                return Outcome.Allowed;
            }
        }

        return Outcome.ClientNotAllowed;
    }

    private bool IsAccepted(ReadOnlySpan<byte> client, out byte[] accepted)
    {
        foreach (byte[] candidate in settings.ClientIds)
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
    internal static bool TryGetTime(in VerifiedToken token, int slot, out double? time)
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

    private Outcome CheckTimes<TTrace>(in VerifiedToken token, double now, scoped ref TTrace trace)
        where TTrace : struct, IDecisionTrace
    {
        double? notBefore = null;
        double? issuedAt = null;
        double? signedInAt = null;
        int slot = ClaimNames.Expiry;
        bool read = TryGetTime(token, slot, out double? expiry) && expiry is not null
            && TryGetTime(token, slot = ClaimNames.NotBefore, out notBefore)
            && TryGetTime(token, slot = ClaimNames.IssuedAt, out issuedAt)
            && TryGetTime(token, slot = ClaimNames.AuthTime, out signedInAt);
        if (!read)
        {
            trace.CheckedClaim(slot, Outcome.ClaimInvalid, token);
            return Outcome.ClaimInvalid;
        }

        // "On or after which" it must not be accepted (RFC 7519, section 4.1.4).
        int skew = settings.ClockSkewSeconds;
        Outcome outcome = now >= expiry + skew ? Outcome.TokenExpired : Outcome.Allowed;
        trace.CheckedClaim(ClaimNames.Expiry, outcome, token);
        if (outcome == Outcome.Allowed)
        {
            outcome = now < notBefore - skew ? Outcome.TokenNotYetValid : Outcome.Allowed;
            trace.CheckedClaim(ClaimNames.NotBefore, outcome, token);
        }

        if (outcome == Outcome.Allowed)
        {
            outcome = now < issuedAt - skew ? Outcome.TokenNotYetValid : Outcome.Allowed;
            trace.CheckedClaim(ClaimNames.IssuedAt, outcome, token);
        }

        if (outcome == Outcome.Allowed && settings.MaxTokenAgeSeconds is { } maxAge)
        {
            double? since = signedInAt ?? issuedAt;
            outcome = since is null ? Outcome.ClaimInvalid : now >= since + maxAge ? Outcome.TokenTooOld : Outcome.Allowed;
            trace.CheckedClaim(ClaimNames.AuthTime, outcome, token);
        }

        return outcome;
    }
}
