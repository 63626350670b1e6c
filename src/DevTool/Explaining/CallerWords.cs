using System;
using System.Globalization;
using System.Linq;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Authorizer.Conditions;

namespace DevTool.Explaining;

/// <summary>Describes a caller in words. The authorizer decides which conditions are met.</summary>
/// <param name="name">The caller's name in sentences, such as "alice" or "the caller".</param>
/// <param name="claims">The decoded claims of the caller's token.</param>
internal sealed class CallerWords(string name, JsonObject claims)
{
    private const int MaxNames = 5;
    private const int MaxJson = 60;

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string Name { get; } = name;

    /// <summary>Describes the caller's values for a condition.</summary>
    /// <returns>The end of the sentence "the caller has …".</returns>
    public string Has(Condition condition) => condition switch
    {
        GroupsCondition => Names(Strings("cognito:groups")) ?? "no group",
        ScopesCondition => Names((Text("scope") ?? string.Empty).Split(' ', StringSplitOptions.RemoveEmptyEntries)) is { } scopes ? "scope " + scopes : "no scope",
        TokenUseCondition => Text("token_use") == "id" ? "an ID token" : "an access token",
        IssuersCondition => "issuer " + Text("iss"),
        ClientsCondition => "app client " + (Text("client_id") ?? Names(Strings("aud"))),
        _ => Claim(condition.Claim!) is { } value ? $"{condition.Claim} {value}" : $"no claim {condition.Claim}",
    };

    /// <summary>The value of a claim as JSON, shortened if it is long.</summary>
    /// <returns><see langword="null"/> if the token does not contain the claim.</returns>
    public string? Claim(string claim)
    {
        string? json = claims.TryGetPropertyValue(claim, out JsonNode? value) ? value?.ToJsonString(Readable) ?? "null" : null;
        return json?.Length > MaxJson ? json[..MaxJson] + "…" : json;
    }

    /// <summary>Whether a claim equals a value as a string or an integer, or is an array that contains the value.</summary>
    public bool HasValue(string claim, string text) => claims[claim] switch
    {
        JsonArray array => array.Any(element => element?.ToString() == text),
        { } value => value.ToString() == text,
        null => false,
    };

    private static string? Names(string[] names) => names.Length switch
    {
        0 => null,
        > MaxNames => $"{string.Join(", ", names.Take(MaxNames))} and {(names.Length - MaxNames).ToString(CultureInfo.InvariantCulture)} more",
        _ => WordList.Join(names, "and"),
    };

    private string? Text(string claim) => claims[claim] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private string[] Strings(string claim) => claims[claim] switch
    {
        JsonArray array => [.. array.Select(element => element?.ToString() ?? "null")],
        { } value => [value.ToString()],
        null => [],
    };
}
