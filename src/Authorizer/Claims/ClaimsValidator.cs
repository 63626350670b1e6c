using System;
using Authorizer.Configuration;
using Authorizer.Json;
using Authorizer.Signatures;

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
    /// <param name="clientId">The app client the token was issued to, as it is configured; empty on refusal.</param>
    /// <returns><see cref="Outcome.Allowed"/> to go on, or the refusal.</returns>
    public Outcome Validate(in VerifiedToken token, double now, out byte[] clientId)
    {
        clientId = [];
        if (!HaveTheirTypes(token))
        {
            return Outcome.ClaimInvalid;
        }

        Outcome outcome = CheckUse(token, out TokenUses use);
        if (outcome == Outcome.Allowed)
        {
            outcome = CheckClient(token, use, out clientId);
        }

        return outcome == Outcome.Allowed ? CheckTimes(token, now) : outcome;
    }

    /// <summary>Reads a time. An absent one passes every comparison; one that cannot be read is refused, whatever it would have allowed.</summary>
    /// <param name="token">The token.</param>
    /// <param name="slot">The claim.</param>
    /// <param name="time">The time, in seconds since 1970, or <see langword="null"/> where it is absent.</param>
    /// <returns>Whether it is absent or can be read.</returns>
    internal static bool TryGetTime(in VerifiedToken token, int slot, out double? time)
    {
        time = null;
        if (token.Kind(slot) == JsonToken.Invalid)
        {
            return true;
        }

        bool read = JsonNumber.TryReadNumericDate(token.Json(slot), out double seconds);
        time = seconds;
        return read;
    }

    private static bool HaveTheirTypes(in VerifiedToken token)
    {
        foreach ((int slot, JsonToken kind) in OptionalTypes)
        {
            JsonToken actual = token.Kind(slot);
            if (actual != kind && actual != JsonToken.Invalid)
            {
                return false;
            }
        }

        return AreStrings(token, ClaimNames.Groups, MaxGroups)
            && token.Kind(ClaimNames.Audience) is JsonToken.Invalid or JsonToken.String or JsonToken.ArrayStart
            && AreStrings(token, ClaimNames.Audience, int.MaxValue)
            && token.TryGetString(ClaimNames.Subject, out ReadOnlySpan<byte> subject) && !subject.IsEmpty;
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

    private Outcome CheckClient(in VerifiedToken token, TokenUses use, out byte[] clientId)
    {
        clientId = [];
        int slot = use == TokenUses.Access ? ClaimNames.ClientId : ClaimNames.Audience;
        if (token.TryGetString(slot, out ReadOnlySpan<byte> single))
        {
            return IsAccepted(single, out clientId) ? Outcome.Allowed : Outcome.ClientNotAllowed;
        }

        if (use != TokenUses.Id || token.Kind(slot) != JsonToken.ArrayStart)
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

    private Outcome CheckTimes(in VerifiedToken token, double now)
    {
        if (token.Kind(ClaimNames.Expiry) != JsonToken.Number
            || !TryGetTime(token, ClaimNames.Expiry, out double? expiry)
            || !TryGetTime(token, ClaimNames.NotBefore, out double? notBefore)
            || !TryGetTime(token, ClaimNames.IssuedAt, out double? issuedAt)
            || !TryGetTime(token, ClaimNames.AuthTime, out double? authTime))
        {
            return Outcome.ClaimInvalid;
        }

        // "On or after which" it must not be accepted (RFC 7519, section 4.1.4).
        int skew = settings.ClockSkewSeconds;
        if (now >= expiry + skew)
        {
            return Outcome.TokenExpired;
        }

        if (now < notBefore - skew || now < issuedAt - skew)
        {
            return Outcome.TokenNotYetValid;
        }

        if (settings.MaxTokenAgeSeconds is not { } maxAge)
        {
            return Outcome.Allowed;
        }

        double? since = authTime ?? issuedAt;
        return since is null ? Outcome.ClaimInvalid : now >= since + maxAge ? Outcome.TokenTooOld : Outcome.Allowed;
    }
}
