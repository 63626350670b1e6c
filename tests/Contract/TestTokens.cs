using System;
using System.Text.Json.Nodes;

namespace Contract;

/// <summary>Tokens like those of Cognito. Tests change single claims or header parameters.</summary>
public static class TestTokens
{
    public const string UserPoolId = "us-east-1_TestPool1";
    public const string Issuer = "https://cognito-idp.us-east-1.amazonaws.com/" + UserPoolId;
    public const string NewerIssuer = "https://issuer-cognito-idp.us-east-1.amazonaws.com/" + UserPoolId;
    public const string ClientId = "3n4b5exampleclient";

    public static long Now => DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    public static JsonObject Header() => new() { ["kid"] = SigningKey.Default.KeyId, ["alg"] = "RS256" };

    public static JsonObject AccessClaims() => new()
    {
        ["sub"] = "6f1c0d5e-0001-4b2a-9c3d-aaaaaaaaaaaa",
        ["cognito:groups"] = new JsonArray("readers"),
        ["iss"] = Issuer,
        ["client_id"] = ClientId,
        ["origin_jti"] = "0b7c1a52-0002-4b2a-9c3d-bbbbbbbbbbbb",
        ["event_id"] = "0b7c1a52-0003-4b2a-9c3d-cccccccccccc",
        ["token_use"] = "access",
        ["scope"] = "aws.cognito.signin.user.admin orders/read",
        ["auth_time"] = Now - 10,
        ["exp"] = Now + 3600,
        ["iat"] = Now - 10,
        ["jti"] = "0b7c1a52-0004-4b2a-9c3d-dddddddddddd",
        ["username"] = "ann",
    };

    public static JsonObject IdClaims() => new()
    {
        ["sub"] = "6f1c0d5e-0001-4b2a-9c3d-aaaaaaaaaaaa",
        ["cognito:groups"] = new JsonArray("readers"),
        ["email_verified"] = true,
        ["iss"] = Issuer,
        ["cognito:username"] = "ann",
        ["aud"] = ClientId,
        ["token_use"] = "id",
        ["auth_time"] = Now - 10,
        ["exp"] = Now + 3600,
        ["iat"] = Now - 10,
        ["jti"] = "0b7c1a52-0005-4b2a-9c3d-eeeeeeeeeeee",
        ["email"] = "ann@example.com",
        ["custom:tenant"] = "acme",
    };

    public static string Access(Action<JsonObject>? change = null) => Sign(Header(), AccessClaims(), change);

    public static string Id(Action<JsonObject>? change = null) => Sign(Header(), IdClaims(), change);

    /// <summary>Creates a correctly signed access token with a changed header.</summary>
    public static string WithHeader(Action<JsonObject> change)
    {
        JsonObject header = Header();
        change(header);
        return SigningKey.Default.Token(header.ToJsonString(), AccessClaims().ToJsonString());
    }

    /// <summary>Creates a correctly signed token with any text as payload.</summary>
    public static string WithPayload(string payload) => SigningKey.Default.Token(Header().ToJsonString(), payload);

    private static string Sign(JsonObject header, JsonObject claims, Action<JsonObject>? change)
    {
        change?.Invoke(claims);
        return SigningKey.Default.Token(header.ToJsonString(), claims.ToJsonString());
    }
}
