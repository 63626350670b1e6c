using System;
using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;

namespace DevTool.Demo;

/// <summary>Forges a token like an attacker, and reads claims without verifying them.</summary>
internal static class TokenForgery
{
    /// <summary>Changes the groups of a token and keeps its signature.</summary>
    /// <param name="group">The group to add to the claims.</param>
    public static string ClaimGroup(string token, string group)
    {
        string[] parts = token.Split('.');
        JsonObject claims = Claims(token);
        claims["cognito:groups"] = new JsonArray(group);
        string payload = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims.ToJsonString()));
        return $"{parts[0]}.{payload}.{parts[2]}";
    }

    /// <summary>The time at which a token expires, according to its unverified claims.</summary>
    public static DateTimeOffset Expiry(string token) => DateTimeOffset.FromUnixTimeSeconds(Claims(token)["exp"]!.GetValue<long>());

    /// <summary>The ID of the user, according to the unverified claim <c>sub</c>.</summary>
    public static string Subject(string token) => Claims(token)["sub"]!.GetValue<string>();

    private static JsonObject Claims(string token) => JsonNode.Parse(Base64Url.DecodeFromChars(token.Split('.')[1]))!.AsObject();
}
