using System;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace DevTool.Explaining;

/// <summary>Decodes a token without verifying it, to show the token and to guess missing settings.</summary>
internal static partial class TokenPeek
{
    /// <summary>Cleans a token that a user pasted.</summary>
    /// <param name="pasted">The token, with or without <c>Bearer</c>.</param>
    /// <returns>The token without <c>Bearer</c>, or <see langword="null"/> if the text is empty.</returns>
    public static string? Bare(string? pasted)
    {
        string token = pasted?.Trim() ?? string.Empty;
        token = token.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? token["Bearer ".Length..].Trim() : token;
        return token.Length == 0 ? null : token;
    }

    /// <summary>Decodes one part of a token.</summary>
    /// <param name="token">The compact token.</param>
    /// <param name="part">0 for the header, 1 for the claims. Part 2, the signature, is never shown.</param>
    /// <returns>The JSON, or <see langword="null"/> if it cannot be decoded.</returns>
    public static string? Part(string? token, int part) => Object(token, part)?.ToJsonString(Relaxed);

    /// <summary>Reads a member of the header.</summary>
    /// <param name="token">The compact token.</param>
    /// <returns>The value, or <see langword="null"/>.</returns>
    public static string? HeaderMember(string? token, string member) => Object(token, 0)?[member]?.ToString();

    /// <summary>Finds a part of a text that might be a JSON Web Token and therefore a secret.</summary>
    /// <param name="text">The text, such as the value of a header field.</param>
    /// <returns>The token, or <see langword="null"/>.</returns>
    public static string? Find(string text) => CompactJws().Match(text) is { Success: true } token ? token.Value : null;

    [GeneratedRegex(@"\bey[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{4,}(\.[A-Za-z0-9_-]*)?")]
    private static partial Regex CompactJws();

    /// <summary>Reads a claim that is a string.</summary>
    /// <param name="token">The compact token.</param>
    /// <returns>The value, or <see langword="null"/>.</returns>
    public static string? Claim(string? token, string claim) =>
        Object(token, 1)?[claim] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    /// <summary>Decodes the claims.</summary>
    /// <param name="token">The compact token.</param>
    /// <returns>The claims; empty if they cannot be decoded.</returns>
    public static JsonObject Claims(string? token) => Object(token, 1) ?? [];

    private static JsonSerializerOptions Relaxed { get; } = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static JsonObject? Object(string? token, int part)
    {
        string[] parts = token?.Split('.') ?? [];
        if (parts.Length <= part || part > 1)
        {
            return null;
        }

        try
        {
            byte[] json = Base64Url.DecodeFromChars(parts[part]);
            var decoded = JsonNode.Parse(Encoding.UTF8.GetString(json)) as JsonObject;

            // Reads Count, because JsonObject reports a duplicate name only at its first use.
            return decoded?.Count > 0 ? decoded : null;
        }
        catch (Exception unreadable) when (unreadable is FormatException or JsonException or ArgumentException)
        {
            return null;
        }
    }
}
