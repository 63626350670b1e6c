using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Serialization;
using DevTool.Checking;
using DevTool.Comparing;
using DevTool.Explaining;
using DevTool.Routes;

namespace DevTool.Playground;

/// <summary>The initial content of the page.</summary>
/// <param name="File">The permissions file.</param>
/// <param name="Live">Whether a running authorizer reads the file again after each save.</param>
/// <param name="Users">The users who can sign in.</param>
/// <param name="Samples">The sample calls.</param>
internal sealed record PlaygroundStart(
    SavedPermissions File, bool Live, IReadOnlyList<PlaygroundUser> Users, IReadOnlyList<PlaygroundSample> Samples);

/// <summary>The permissions file as it is on disk.</summary>
/// <param name="Name">The name of the file without its folder.</param>
/// <param name="Text">The content.</param>
/// <param name="Version">The SHA-256 of the content in hexadecimal digits. The page can save the file only if this version is still on disk.</param>
internal sealed record SavedPermissions(string Name, string Text, string Version);

/// <summary>A user who can sign in.</summary>
/// <param name="Name">The user's name.</param>
/// <param name="Groups">The groups of the user.</param>
internal sealed record PlaygroundUser(string Name, IReadOnlyList<string> Groups);

/// <summary>A token and a call to start from.</summary>
/// <param name="Id">The ID in requests to the endpoint <c>sample</c>.</param>
/// <param name="Title">One or two words for the button.</param>
/// <param name="About">The origin of the token, and the purpose of the sample.</param>
/// <param name="Route">The method and the path.</param>
internal sealed record PlaygroundSample(string Id, string Title, string About, string Route);

/// <summary>A request to sign a user in.</summary>
/// <param name="User">The user's name.</param>
internal sealed record SignInRequest(string User);

/// <summary>A request for a sample's token.</summary>
/// <param name="Id">The ID of the sample.</param>
internal sealed record SampleRequest(string Id);

/// <summary>The token for a call.</summary>
/// <param name="Token">The token, or <see langword="null"/> for a call without a token.</param>
internal sealed record TokenAnswer(string? Token);

/// <summary>A request for a decision.</summary>
/// <param name="Permissions">The permissions file as edited in the page.</param>
/// <param name="Token">The token, or <see langword="null"/> for a call without a token.</param>
/// <param name="Shape">The kind of event; ignored if <paramref name="Event"/> is given.</param>
/// <param name="Route">The method and the path; ignored if <paramref name="Event"/> is given.</param>
/// <param name="Event">A complete authorizer event, or <see langword="null"/>. <c>{token}</c> in the event stands for the token.</param>
/// <param name="TrustToken">
/// Whether to accept the token's own issuer and app client, so that the user can try a token of another user pool. Keys of that issuer are not
/// fetched, so the decision is correct only for a genuine token.
/// </param>
internal sealed record DecisionRequest(string Permissions, string? Token, EventShape Shape, string? Route, string? Event, bool TrustToken);

/// <summary>A decision, or the reason why there is no decision.</summary>
/// <param name="Explanation">The decision with all its steps, or <see langword="null"/>.</param>
/// <param name="Problems">The reasons why the authorizer would not start with these rules.</param>
/// <param name="Warnings">Findings about rules that are valid but probably not intended.</param>
/// <param name="Error">The reason why there is no decision, if the rules are not the reason; otherwise <see langword="null"/>.</param>
/// <param name="Event">The event that the decision is about, with <c>{token}</c> in place of the token.</param>
/// <param name="Command">The command that explains the same decision in a terminal. It does not contain a token.</param>
/// <param name="TestCase">A test that expects this decision, without a token; <see langword="null"/> unless the call is allowed or denied.</param>
internal sealed record DecisionAnswer(
    Explanation? Explanation,
    IReadOnlyList<Finding> Problems,
    IReadOnlyList<Finding> Warnings,
    string? Error = null,
    string? Event = null,
    string? Command = null,
    string? TestCase = null);

/// <summary>A request for the matrix of routes and groups.</summary>
/// <param name="Permissions">The permissions file as edited in the page.</param>
internal sealed record RulesRequest(string Permissions);

/// <summary>The response to a request for the matrix of routes and groups.</summary>
/// <param name="Matrix">The matrix, or <see langword="null"/>.</param>
/// <param name="Error">The reason why there is no matrix, or <see langword="null"/>.</param>
internal sealed record MatrixAnswer(GroupMatrix? Matrix, string? Error = null);

/// <summary>A request to compare two versions of the rules.</summary>
/// <param name="Saved">The permissions file that the page read.</param>
/// <param name="Edited">The permissions file as edited in the page.</param>
internal sealed record ComparisonRequest(string Saved, string Edited);

/// <summary>The response to a request to compare two versions.</summary>
/// <param name="Report">The differences, or <see langword="null"/>.</param>
/// <param name="Error">The reason why the versions cannot be compared, or <see langword="null"/>.</param>
internal sealed record ComparisonAnswer(DifferenceReport? Report, string? Error = null);

/// <summary>A request to save the rules.</summary>
/// <param name="Permissions">The permissions file as edited in the page.</param>
/// <param name="Version">The version that the page read.</param>
internal sealed record SaveRequest(string Permissions, string Version);

/// <summary>The reason why a request of the page was refused.</summary>
/// <param name="Error">The reason.</param>
internal sealed record PlaygroundError(string Error);

/// <summary>The JSON format of these records. An unknown or missing member is an error.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(PlaygroundStart))]
[JsonSerializable(typeof(SignInRequest))]
[JsonSerializable(typeof(SampleRequest))]
[JsonSerializable(typeof(TokenAnswer))]
[JsonSerializable(typeof(DecisionRequest))]
[JsonSerializable(typeof(DecisionAnswer))]
[JsonSerializable(typeof(RulesRequest))]
[JsonSerializable(typeof(MatrixAnswer))]
[JsonSerializable(typeof(ComparisonRequest))]
[JsonSerializable(typeof(ComparisonAnswer))]
[JsonSerializable(typeof(SaveRequest))]
[JsonSerializable(typeof(SavedPermissions))]
[JsonSerializable(typeof(PlaygroundError))]
internal sealed partial class PlaygroundJson : JsonSerializerContext;
