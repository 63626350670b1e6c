using System;
using System.Globalization;
using System.Linq;
using System.Text;
using Authorizer.Claims;
using Authorizer.Json;
using Authorizer.Lambda.Configuration;
using Authorizer.Options;
using Authorizer.Refusals;
using Authorizer.Tokens;

namespace DevTool.Explaining;

/// <summary>Describes the pipeline's checks of claims in words.</summary>
/// <param name="settings">The settings that the checks use.</param>
/// <param name="now">The current time, in seconds since 1970.</param>
internal sealed class ClaimWords(Settings settings, double now)
{
    /// <summary>Describes a check of a claim.</summary>
    /// <param name="slot">The number of the claim.</param>
    /// <param name="refusal">The refusal, or <see langword="null"/> if the check passed.</param>
    /// <param name="token">The verified token with the claim.</param>
    /// <returns>A sentence; <see langword="null"/> if an optional claim is absent.</returns>
    public string? Text(ClaimSlot slot, Refusal? refusal, in VerifiedToken token)
    {
        string name = ClaimNames.Name(slot);
        string value = Encoding.UTF8.GetString(token.Json(slot));
        bool absent = token.Kind(slot) == JsonToken.Invalid;
        return refusal switch
        {
            Refusal.ClaimInvalid when absent && slot == ClaimNames.AuthTime => "AUTHORIZER_MAX_TOKEN_AGE_SECONDS is set, but the token has neither auth_time nor iat",
            Refusal.ClaimInvalid => absent ? $"the claim {name} is missing" : $"the claim {name} has the wrong type or value: {Shown(value, token.Kind(slot))}",
            Refusal.TokenUseNotAllowed => $"token_use is \"{value}\", but AUTHORIZER_TOKEN_USE accepts {AcceptedUses()}",
            Refusal.ClientNotAllowed => $"{name} is {value}, but AUTHORIZER_CLIENT_IDS has {string.Join(", ", settings.ClientIds.Select(Encoding.UTF8.GetString))}",
            Refusal.AudienceNotAllowed => $"aud is {(absent ? "missing" : value)}, but AUTHORIZER_AUDIENCES has {Audiences()}",
            Refusal.TokenExpired => $"the token expired {Span(now - Seconds(value))} ago ({name} is {Time(value)}{Skew()})",
            Refusal.TokenNotYetValid => $"the token is not valid for another {Span(Seconds(value) - now)} ({name} is {Time(value)}{Skew()})",
            Refusal.TokenTooOld => $"the sign-in was {Age(token)} ago; AUTHORIZER_MAX_TOKEN_AGE_SECONDS is {Number(settings.MaxTokenAgeSeconds!.Value)}",
            null => Passed(name, value, absent, token),
            _ => Encoding.UTF8.GetString(refusal.Value.Message()),
        };
    }

    private string? Passed(string name, string value, bool absent, in VerifiedToken token) => name switch
    {
        "token_use" => $"token_use is \"{value}\", which AUTHORIZER_TOKEN_USE accepts",
        "aud" when token.Text(ClaimNames.TokenUse).SequenceEqual("access"u8) => $"aud is {value}, which AUTHORIZER_AUDIENCES accepts",
        "client_id" or "aud" => $"{name} is {value}, which AUTHORIZER_CLIENT_IDS accepts",
        "exp" => $"exp is {Time(value)}, in {Span(Seconds(value) - now)}",
        "auth_time" => $"the sign-in was {Age(token)} ago, within AUTHORIZER_MAX_TOKEN_AGE_SECONDS",
        "nbf" or "iat" => absent ? null : $"{name} is {Time(value)}, not in the future",
        _ => $"{name} is {value}",
    };

    private string Audiences() => string.Join(", ", settings.Audiences);

    private static string Shown(string json, JsonToken kind) => kind == JsonToken.String ? $"\"{json}\"" : json;

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static double Seconds(string json) => double.Parse(json, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static string Time(string json) => Seconds(json) is >= -62_135_596_800 and <= 253_402_300_799 and var seconds
        ? DateTimeOffset.FromUnixTimeSeconds((long)seconds).ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)
        : json;

    private static string Span(double seconds)
    {
        var span = TimeSpan.FromSeconds(Math.Min(Math.Abs(seconds), 1e9));
        (double count, string unit) = span.TotalDays >= 2 ? (span.TotalDays, "day")
            : span.TotalHours >= 2 ? (span.TotalHours, "hour")
            : span.TotalMinutes >= 1 ? (span.TotalMinutes, "minute")
            : (span.TotalSeconds, "second");
        return Plural.Count((long)Math.Floor(count), unit);
    }

    private string Skew() => settings.ClockSkewSeconds == 0 ? string.Empty : $"; {Number(settings.ClockSkewSeconds)} s of clock skew are allowed";

    private string Age(in VerifiedToken token) =>
        Span(now - Seconds(Encoding.UTF8.GetString(token.Json(token.Kind(ClaimNames.AuthTime) == JsonToken.Invalid ? ClaimNames.IssuedAt : ClaimNames.AuthTime))));

    private string AcceptedUses() => settings.TokenUses switch
    {
        TokenUses.Access => TokenUseNames.Access,
        TokenUses.Id => TokenUseNames.Id,
        _ => "access and id",
    };
}
