using System;
using System.Text;
using Authorizer.Claims;
using Authorizer.Decisions;
using Authorizer.Json;
using Authorizer.Options;
using Authorizer.Refusals;
using Authorizer.Tokens;

namespace Authorizer.Responses;

/// <summary>
/// Writes the context for the backend. The context is flat, because API Gateway refuses nested contexts. Absent claims are omitted.
/// </summary>
internal sealed class ContextWriter(AuthorizationOptions options)
{
    // These are all keys that this class writes, and the keys that API Gateway reserves or sets (AWS documentation: "Output from an API
    // Gateway Lambda authorizer").
    private static readonly string[] Taken =
    [
        "sub", "username", "clientId", "tokenUse", "scope", "groups", "issuer", "jti", "expiresAt", "ruleId", "tenantId",
        "errorCode", "errorMessage", "challenge", "requiredScope", "claims", "principalId", "integrationLatency",
    ];

    private readonly byte[][] _extraKeys = Array.ConvertAll(options.ContextClaims, static claim => Encoding.ASCII.GetBytes(claim.Key));

    /// <summary>Whether a key already has a meaning, so that a claim must not be copied to it.</summary>
    public static bool IsTaken(string key) => Array.IndexOf(Taken, key) >= 0;

    /// <summary>Writes the reason for a refusal.</summary>
    public static void WriteRefusal(Refusal refusal, ref JsonWriter writer)
    {
        writer.Member("errorCode"u8, refusal.Code());
        writer.Member("errorMessage"u8, refusal.Message());
    }

    /// <summary>Writes a verified caller.</summary>
    /// <param name="ruleId">The ID of the rule that decided the call, or empty to write none.</param>
    /// <param name="omittedClaims">Contains true for each copied claim that is omitted. If it is empty, no claim is omitted.</param>
    public void WriteCaller(scoped in Decision decision, ReadOnlySpan<byte> ruleId, scoped ReadOnlySpan<bool> omittedClaims, ref JsonWriter writer)
    {
        VerifiedToken token = decision.Token;
        ReadOnlySpan<byte> username = token.Text(ClaimNames.Username);
        Text(ref writer, "sub"u8, token.Text(ClaimNames.Subject));
        Text(ref writer, "username"u8, username.IsEmpty ? token.Text(ClaimNames.CognitoUsername) : username);
        Text(ref writer, "clientId"u8, decision.ClientId);
        Text(ref writer, "tokenUse"u8, token.Text(ClaimNames.TokenUse));
        Text(ref writer, "scope"u8, token.Text(ClaimNames.Scope));
        Groups(ref writer, token);
        Text(ref writer, "issuer"u8, decision.Issuer);
        Text(ref writer, "jti"u8, token.Text(ClaimNames.TokenId));
        writer.Name("expiresAt"u8);
        writer.Raw(token.Json(ClaimNames.Expiry));
        Text(ref writer, "ruleId"u8, ruleId);
        Tenant(ref writer, token, decision.Claims?.Tenant ?? default);
        for (int i = 0; i < _extraKeys.Length; i++)
        {
            if (omittedClaims.IsEmpty || !omittedClaims[i])
            {
                Claim(ref writer, _extraKeys[i], token, decision.Claims?.Context[i] ?? default);
            }
        }
    }

    private static void Text(ref JsonWriter writer, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (!value.IsEmpty)
        {
            writer.Member(key, value);
        }
    }

    private static void Groups(ref JsonWriter writer, in VerifiedToken token)
    {
        if (token.Kind(ClaimNames.Groups) == JsonToken.Invalid)
        {
            return;
        }

        writer.Name("groups"u8);
        writer.StartString();
        bool first = true;
        foreach (ReadOnlySpan<byte> group in token.Strings(ClaimNames.Groups))
        {
            if (!first)
            {
                writer.StringPart(" "u8);
            }

            GroupName(ref writer, group);
            first = false;
        }

        writer.EndString();
    }

    // Spaces separate the groups, so a space inside a group's name is escaped. % is escaped too, so that the text is unambiguous.
    private static void GroupName(ref JsonWriter writer, scoped ReadOnlySpan<byte> name)
    {
        for (int at; (at = name.IndexOfAny((byte)' ', (byte)'%')) >= 0; name = name[(at + 1)..])
        {
            writer.StringPart(name[..at]);
            writer.StringPart(name[at] == ' ' ? "%20"u8 : "%25"u8);
        }

        writer.StringPart(name);
    }

    // Validation has checked that the claim is a string or an integer.
    private static void Tenant(ref JsonWriter writer, in VerifiedToken token, ClaimSlot slot)
    {
        foreach (ReadOnlySpan<byte> text in token.Texts(slot))
        {
            writer.Member("tenantId"u8, text);
        }
    }

    private static void Claim(ref JsonWriter writer, ReadOnlySpan<byte> key, in VerifiedToken token, ClaimSlot slot)
    {
        JsonToken kind = token.Kind(slot);
        if (kind is JsonToken.Invalid or JsonToken.Null)
        {
            return;
        }

        writer.Name(key);
        if (kind is JsonToken.Number or JsonToken.True or JsonToken.False)
        {
            writer.Raw(token.Json(slot));
        }
        else
        {
            // A string is copied. An array or object is written as JSON text, because a context cannot contain structures.
            writer.String(token.Json(slot));
        }
    }
}
