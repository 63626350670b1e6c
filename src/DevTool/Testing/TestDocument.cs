using System;
using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DevTool.Testing;

/// <summary>A file of permission tests.</summary>
/// <param name="Version">The version of the format: 1.</param>
/// <param name="Callers">The callers, by the names that tests use.</param>
/// <param name="Permissions">The permissions file, relative to this one.</param>
/// <param name="Settings">Variables of the authorizer that replace the environment's.</param>
/// <param name="Schema">The schema's path, for editors.</param>
internal sealed record TestDocument(
    int Version,
    IReadOnlyDictionary<string, TestCaller> Callers,
    IReadOnlyList<CallerTest> Tests,
    string Permissions = "permissions.json",
    IReadOnlyDictionary<string, string>? Settings = null,
    [property: JsonPropertyName("$schema")] string? Schema = null);

/// <summary>A caller: the claims of its token.</summary>
/// <param name="Groups">The groups (<c>cognito:groups</c>).</param>
/// <param name="Client">The app client; if it is absent, the first accepted one.</param>
/// <param name="TokenUse"><c>access</c> (the default) or <c>id</c>.</param>
/// <param name="Claims">Any other claims, as they are in the token.</param>
/// <param name="SourceIp">The address that the caller's requests come from.</param>
internal sealed record TestCaller(
    IReadOnlyList<string>? Groups = null,
    IReadOnlyList<string>? Scopes = null,
    string? Client = null,
    string? TokenUse = null,
    IReadOnlyDictionary<string, JsonElement>? Claims = null,
    string? SourceIp = null);

/// <summary>A test: the calls that one caller may and may not make.</summary>
/// <param name="Caller">The caller's name.</param>
/// <param name="Name">A description for people.</param>
/// <param name="Rule">The rule that must decide each of the calls, or <see langword="null"/> for any.</param>
/// <param name="Allow">The calls that must be allowed.</param>
/// <param name="Deny">The calls that must be denied.</param>
internal sealed record CallerTest(
    PlacedText Caller,
    string? Name = null,
    PlacedText? Rule = null,
    IReadOnlyList<PlacedText>? Allow = null,
    IReadOnlyList<PlacedText>? Deny = null);

/// <summary>A text, and its position in the file.</summary>
/// <param name="Offset">The number of bytes before it.</param>
[JsonConverter(typeof(PlacedTextConverter))]
internal sealed record PlacedText(string Text, int Offset)
{
    /// <summary>The line of the text.</summary>
    /// <param name="json">The whole file.</param>
    /// <returns>The line, from 1.</returns>
    public int Line(byte[] json) => 1 + json.AsSpan(0, Offset).Count((byte)'\n');
}

/// <summary>Reads a text with its position. The whole file must be one span, so that the reader's offsets are those of the file.</summary>
internal sealed class PlacedTextConverter : JsonConverter<PlacedText>
{
    /// <inheritdoc/>
    public override PlacedText Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String
            ? new PlacedText(reader.GetString()!, (int)reader.TokenStartIndex)
            : throw new JsonException("a string is expected here");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, PlacedText value, JsonSerializerOptions options) => writer.WriteStringValue(value.Text);
}

/// <summary>The format: an unknown, missing or duplicate member is an error.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TestDocument))]
internal sealed partial class TestJson : JsonSerializerContext;
