using System;
using System.Collections.Generic;
using System.Linq;
using Authorizer.Json;
using Authorizer.Options;
using Authorizer.Syntax;

namespace DevTool.Checking;

/// <summary>A claim that Cognito issues.</summary>
/// <param name="Tokens">The kinds of token that contain the claim.</param>
/// <param name="Type">The type of the value or of each array element; <see cref="JsonToken.Invalid"/> if rules should not rely on the value.</param>
internal sealed record CognitoClaim(TokenUses Tokens, JsonToken Type);

/// <summary>
/// The claims that Cognito issues itself (Amazon Cognito developer guide: "Understanding the access token", "Understanding the identity
/// token"). A pre token generation trigger can add any other claim to either token.
/// </summary>
internal static class CognitoClaims
{
    private const string CustomPrefix = "custom:";

    private static readonly Dictionary<string, CognitoClaim> Known = new(StringComparer.Ordinal);

    static CognitoClaims()
    {
        Add(TokenUses.Access | TokenUses.Id, JsonToken.String, "sub", "iss", "token_use", "cognito:groups", "origin_jti", "event_id", "jti", "aud");
        Add(TokenUses.Access | TokenUses.Id, JsonToken.Number, "exp", "iat", "auth_time");
        Add(TokenUses.Access, JsonToken.String, "client_id", "scope", "username", "device_key");
        Add(TokenUses.Access, JsonToken.Number, "version");
        Add(
            TokenUses.Id,
            JsonToken.String,
            "cognito:username",
            "cognito:preferred_role",
            "cognito:roles",
            "at_hash",
            "nonce",
            "birthdate",
            "email",
            "family_name",
            "gender",
            "given_name",
            "locale",
            "middle_name",
            "name",
            "nickname",
            "phone_number",
            "picture",
            "preferred_username",
            "profile",
            "website",
            "zoneinfo");
        Add(TokenUses.Id, JsonToken.True, "email_verified", "phone_number_verified");
        Add(TokenUses.Id, JsonToken.Invalid, "address", "identities", "updated_at");
    }

    /// <summary>Finds a claim by its name.</summary>
    /// <returns>The claim; <see langword="null"/> if Cognito itself does not issue a claim with this name. Custom attributes are strings.</returns>
    public static CognitoClaim? Find(string name) =>
        Known.GetValueOrDefault(name) ?? (name.StartsWith(CustomPrefix, StringComparison.Ordinal) ? new CognitoClaim(TokenUses.Id, JsonToken.String) : null);

    /// <summary>Finds the Cognito claim whose name is most similar to an unknown name.</summary>
    /// <returns>The name of the claim, in quotes; <see langword="null"/> if no name is similar enough.</returns>
    public static string? Nearest(string name) =>
        Known.Keys.FirstOrDefault(known => known.EndsWith(':' + name, StringComparison.Ordinal)) is { } prefixed
            ? $"\"{prefixed}\""
            : NearestName.Find(name, [.. Known.Keys]);

    private static void Add(TokenUses tokens, JsonToken type, params string[] names)
    {
        foreach (string name in names)
        {
            Known.Add(name, new CognitoClaim(tokens, type));
        }
    }
}
