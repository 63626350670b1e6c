using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Authorizer;
using Authorizer.Claims;
using Authorizer.Configuration;
using Authorizer.Json;
using Authorizer.Signatures;

namespace DevTool.Explaining;

/// <summary>
/// Tells of the checks of claims one by one, in the order of <see cref="ClaimsValidator"/>, up to the one that fails. The two must
/// come to the same outcome.
/// </summary>
/// <param name="settings">What is accepted.</param>
/// <param name="steps">Takes the steps.</param>
internal sealed class ClaimsStory(Settings settings, List<ExplainedStep> steps)
{
    private static readonly (string Name, int Slot, JsonToken Kind)[] Types =
    [
        ("nbf", ClaimNames.NotBefore, JsonToken.Number),
        ("iat", ClaimNames.IssuedAt, JsonToken.Number),
        ("auth_time", ClaimNames.AuthTime, JsonToken.Number),
        ("scope", ClaimNames.Scope, JsonToken.String),
        ("cognito:groups", ClaimNames.Groups, JsonToken.ArrayStart),
        ("username", ClaimNames.Username, JsonToken.String),
        ("cognito:username", ClaimNames.CognitoUsername, JsonToken.String),
        ("jti", ClaimNames.TokenId, JsonToken.String),
        ("origin_jti", ClaimNames.OriginTokenId, JsonToken.String),
    ];

    /// <summary>Tells of all checks.</summary>
    /// <param name="token">The token.</param>
    /// <param name="now">The time, in seconds since 1970.</param>
    /// <returns>What they come to.</returns>
    public Outcome Tell(in VerifiedToken token, double now)
    {
        Outcome outcome = TellTypes(token);
        outcome = outcome == Outcome.Allowed ? TellUse(token, out TokenUses use) : Ended(outcome, out use);
        outcome = outcome == Outcome.Allowed ? TellClient(token, use) : outcome;
        return outcome == Outcome.Allowed ? TellTimes(token, now) : outcome;
    }

    private static Outcome Ended(Outcome outcome, out TokenUses use)
    {
        use = TokenUses.None;
        return outcome;
    }

    private static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);

    private static string Time(double seconds)
    {
        bool representable = seconds is >= -62_135_596_800 and <= 253_402_300_799;
        return representable
            ? DateTimeOffset.FromUnixTimeSeconds((long)seconds).ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)
            : seconds.ToString("R", CultureInfo.InvariantCulture);
    }

    private static string Span(double seconds)
    {
        var span = TimeSpan.FromSeconds(Math.Min(Math.Abs(seconds), 1e9));
        return span.TotalDays >= 2 ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalDays:0} days")
            : span.TotalMinutes >= 2 ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalMinutes:0} minutes")
            : string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.#} seconds");
    }

    private Outcome Pass(string text)
    {
        steps.Add(new ExplainedStep("claims", StepResult.Passed, text));
        return Outcome.Allowed;
    }

    private Outcome Refuse(Outcome outcome, string text)
    {
        steps.Add(new ExplainedStep("claims", StepResult.Refused, text));
        return outcome;
    }

    private Outcome TellTypes(in VerifiedToken token)
    {
        foreach ((string name, int slot, JsonToken kind) in Types)
        {
            JsonToken actual = token.Kind(slot);
            if (actual != kind && actual != JsonToken.Invalid)
            {
                return Refuse(Outcome.ClaimInvalid, $"the claim {name} has the wrong type: {actual} instead of {kind}");
            }
        }

        if (!AreStrings(token, ClaimNames.Groups, out int groups) || groups > ClaimsValidator.MaxGroups)
        {
            return Refuse(Outcome.ClaimInvalid, groups > ClaimsValidator.MaxGroups ? "the claim cognito:groups has too many groups" : "the claim cognito:groups has an element that is not a string");
        }

        if (token.Kind(ClaimNames.Audience) is not (JsonToken.Invalid or JsonToken.String or JsonToken.ArrayStart)
            || !AreStrings(token, ClaimNames.Audience, out _))
        {
            return Refuse(Outcome.ClaimInvalid, "the claim aud is neither a string nor an array of strings");
        }

        return token.Text(ClaimNames.Subject).IsEmpty
            ? Refuse(Outcome.ClaimInvalid, "the claim sub is missing, empty or not a string")
            : Pass($"sub is {Text(token.Text(ClaimNames.Subject))}, and all known claims have the right types");
    }

    private static bool AreStrings(in VerifiedToken token, int slot, out int count)
    {
        ClaimStrings strings = token.Strings(slot);
        for (count = 0; strings.MoveNext(); count++)
        {
        }

        return !strings.FoundOther;
    }

    private Outcome TellUse(in VerifiedToken token, out TokenUses use)
    {
        use = TokenUses.None;
        if (!token.TryGetString(ClaimNames.TokenUse, out ReadOnlySpan<byte> utf8))
        {
            return Refuse(Outcome.ClaimInvalid, "the claim token_use is missing or not a string");
        }

        string name = Text(utf8);
        use = name switch
        {
            "access" => TokenUses.Access,
            "id" => TokenUses.Id,
            _ => TokenUses.None,
        };
        string accepted = settings.TokenUses switch
        {
            TokenUses.Access => "access",
            TokenUses.Id => "id",
            _ => "any",
        };
        return (use & settings.TokenUses) == TokenUses.None
            ? Refuse(Outcome.TokenUseNotAllowed, $"token_use is \"{name}\", but AUTHORIZER_TOKEN_USE accepts {accepted}")
            : Pass($"token_use is \"{name}\", which AUTHORIZER_TOKEN_USE={accepted} accepts");
    }

    private Outcome TellClient(in VerifiedToken token, TokenUses use)
    {
        bool isAccess = use == TokenUses.Access;
        int slot = isAccess ? ClaimNames.ClientId : ClaimNames.Audience;
        string name = isAccess ? "client_id" : "aud";
        var clients = new List<string>();
        if (token.TryGetString(slot, out ReadOnlySpan<byte> single))
        {
            clients.Add(Text(single));
        }
        else if (isAccess || token.Kind(slot) != JsonToken.ArrayStart)
        {
            return Refuse(Outcome.ClaimInvalid, $"the claim {name} is missing or has the wrong type");
        }
        else
        {
            foreach (ReadOnlySpan<byte> audience in token.Strings(slot))
            {
                clients.Add(Text(audience));
            }
        }

        string[] allowed = Array.ConvertAll(settings.ClientIds, id => Text(id));
        string has = $"{name} is {string.Join(", ", clients)}";
        return clients.Exists(client => Array.IndexOf(allowed, client) >= 0)
            ? Pass($"{has}, which is in AUTHORIZER_CLIENT_IDS")
            : Refuse(Outcome.ClientNotAllowed, $"{has}, but AUTHORIZER_CLIENT_IDS has {string.Join(", ", allowed)}");
    }

    private Outcome TellTimes(in VerifiedToken token, double now)
    {
        if (token.Kind(ClaimNames.Expiry) != JsonToken.Number
            || !ClaimsValidator.TryGetTime(token, ClaimNames.Expiry, out double? expiry)
            || !ClaimsValidator.TryGetTime(token, ClaimNames.NotBefore, out double? notBefore)
            || !ClaimsValidator.TryGetTime(token, ClaimNames.IssuedAt, out double? issuedAt)
            || !ClaimsValidator.TryGetTime(token, ClaimNames.AuthTime, out double? authTime))
        {
            return Refuse(Outcome.ClaimInvalid, "the claim exp is missing, or a time is not a number in the valid range");
        }

        int skew = settings.ClockSkewSeconds;
        string exp = $"exp is {Time(expiry!.Value)}";
        if (now >= expiry + skew)
        {
            return Refuse(Outcome.TokenExpired, $"the token expired {Span(now - expiry.Value)} ago ({exp}; clock skew allowed: {skew} s)");
        }

        _ = Pass($"{exp}, in {Span(expiry.Value - now)}");
        foreach ((string name, double? time) in (ReadOnlySpan<(string, double?)>)[("nbf", notBefore), ("iat", issuedAt)])
        {
            if (now < time - skew)
            {
                return Refuse(Outcome.TokenNotYetValid, $"the token is not valid for another {Span(time!.Value - now)} ({name} is {Time(time.Value)}; clock skew allowed: {skew} s)");
            }

            if (time is { } past)
            {
                _ = Pass($"{name} is {Time(past)}, not in the future");
            }
        }

        if (settings.MaxTokenAgeSeconds is not { } maxAge)
        {
            return Outcome.Allowed;
        }

        double? since = authTime ?? issuedAt;
        return since is not { } start ? Refuse(Outcome.ClaimInvalid, "AUTHORIZER_MAX_TOKEN_AGE_SECONDS is set, but the token has neither auth_time nor iat")
            : now >= start + maxAge ? Refuse(Outcome.TokenTooOld, $"the sign-in was {Span(now - start)} ago, but AUTHORIZER_MAX_TOKEN_AGE_SECONDS is {maxAge}")
            : Pass($"the sign-in was {Span(now - start)} ago, within AUTHORIZER_MAX_TOKEN_AGE_SECONDS={maxAge}");
    }
}
