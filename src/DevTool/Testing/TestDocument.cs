using System;
using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DevTool.Testing;

/// <summary>A file of permission tests.</summary>
/// <param name="Version">The version of the format, which is 1.</param>
/// <param name="Callers">The callers, by the names that the tests use.</param>
/// <param name="Permissions">The path of the permissions file, relative to the test file.</param>
/// <param name="Settings">Variables of the authorizer that replace the variables of the environment.</param>
/// <param name="Schema">The path of the schema, for editors.</param>
internal sealed record TestDocument(
    int Version,
    IReadOnlyDictionary<string, TestCaller> Callers,
    IReadOnlyList<CallerTest> Tests,
    string Permissions = "permissions.json",
    IReadOnlyDictionary<string, string>? Settings = null,
    [property: JsonPropertyName("$schema")] string? Schema = null);

/// <summary>A caller, described by the claims of the token.</summary>
/// <param name="Groups">The groups (<c>cognito:groups</c>).</param>
/// <param name="Client">The app client; if absent, the first accepted app client.</param>
/// <param name="TokenUse"><c>access</c> (the default) or <c>id</c>.</param>
/// <param name="Claims">All other claims of the token.</param>
/// <param name="SourceIp">The source address of the caller's requests.</param>
internal sealed record TestCaller(
    IReadOnlyList<string>? Groups = null,
    IReadOnlyList<string>? Scopes = null,
    string? Client = null,
    string? TokenUse = null,
    IReadOnlyDictionary<string, JsonElement>? Claims = null,
    string? SourceIp = null);

/// <summary>A test: the calls of one caller that the rules must allow, and the calls that the rules must deny.</summary>
/// <param name="Caller">The name of the caller.</param>
/// <param name="Name">A description of the test.</param>
/// <param name="Rule">The rule that must decide about each call, or <see langword="null"/> for any rule.</param>
/// <param name="Allow">The calls that must be allowed.</param>
/// <param name="Deny">The calls that must be denied.</param>
internal sealed record CallerTest(
    PlacedText Caller,
    string? Name = null,
    PlacedText? Rule = null,
    IReadOnlyList<PlacedText>? Allow = null,
    IReadOnlyList<PlacedText>? Deny = null);

/// <summary>A text with its position in the file.</summary>
/// <param name="Offset">The number of bytes before the text.</param>
[JsonConverter(typeof(PlacedTextConverter))]
internal sealed record PlacedText(string Text, int Offset)
{
    /// <summary>Computes the line of the text.</summary>
    /// <param name="json">The whole file.</param>
    /// <returns>The line, from 1.</returns>
    public int Line(byte[] json) => 1 + json.AsSpan(0, Offset).Count((byte)'\n');
}

/// <summary>Reads a text with its position. The whole file must be in one span, so that the offsets of the reader are offsets in the file.</summary>
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

/// <summary>The JSON format of these records. An unknown, missing or duplicate member is an error.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TestDocument))]
internal sealed partial class TestJson : JsonSerializerContext;
