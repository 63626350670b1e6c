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
/// <param name="Live">Whether a running authorizer reads the file when it is saved.</param>
/// <param name="Users">The users who can sign in.</param>
/// <param name="Samples">The calls that are one click away.</param>
internal sealed record PlaygroundStart(
    SavedPermissions File, bool Live, IReadOnlyList<PlaygroundUser> Users, IReadOnlyList<PlaygroundSample> Samples);

/// <summary>The permissions file as it is on disk.</summary>
/// <param name="Name">The file's name, without its folder.</param>
/// <param name="Text">The content.</param>
/// <param name="Version">The SHA-256 of the content in hexadecimal digits: the file is saved only if its version on disk is still the one that was read.</param>
internal sealed record SavedPermissions(string Name, string Text, string Version);

/// <summary>A user who can sign in.</summary>
/// <param name="Name">The user's name.</param>
/// <param name="Groups">The groups the user is in.</param>
internal sealed record PlaygroundUser(string Name, IReadOnlyList<string> Groups);

/// <summary>A token and a call to start from.</summary>
/// <param name="Id">Its id in requests to <c>sample</c>.</param>
/// <param name="Title">One or two words.</param>
/// <param name="About">Where the token comes from, and what the sample shows.</param>
/// <param name="Route">Method and path.</param>
internal sealed record PlaygroundSample(string Id, string Title, string About, string Route);

/// <summary>A request to sign a user in.</summary>
/// <param name="User">The user's name.</param>
internal sealed record SignInRequest(string User);

/// <summary>A request for a sample's token.</summary>
/// <param name="Id">The sample.</param>
internal sealed record SampleRequest(string Id);

/// <summary>A token to try.</summary>
/// <param name="Token">The token; <see langword="null"/> for a call without one.</param>
internal sealed record TokenAnswer(string? Token);

/// <summary>A request for a decision.</summary>
/// <param name="Permissions">The permissions file as it is in the page.</param>
/// <param name="Token">The token, or <see langword="null"/> for a call without one.</param>
/// <param name="Shape">The kind of event; ignored if <paramref name="Event"/> is given.</param>
/// <param name="Route">Method and path; ignored if <paramref name="Event"/> is given.</param>
/// <param name="Event">A whole authorizer event instead, or <see langword="null"/>; <c>{token}</c> in it stands for the token.</param>
/// <param name="TrustToken">
/// Whether to accept the token's own issuer and app client, so that a token of another user pool can be tried. Nothing is fetched from
/// that issuer: the answer says what would be decided if the token were genuine.
/// </param>
internal sealed record DecisionRequest(string Permissions, string? Token, EventShape Shape, string? Route, string? Event, bool TrustToken);

/// <summary>A decision, or the reason why there is none.</summary>
/// <param name="Explanation">The decision with every step, or <see langword="null"/>.</param>
/// <param name="Problems">Why the authorizer would not start with these rules.</param>
/// <param name="Warnings">Rules that load but are probably not intended.</param>
/// <param name="Error">Why there is no decision, if the rules are not the reason; or <see langword="null"/>.</param>
/// <param name="Event">The event that was decided on, with <c>{token}</c> in place of the token.</param>
/// <param name="Command">The command that explains the same decision in a terminal. It never contains a token.</param>
/// <param name="TestCase">A test that expects this decision, without a token; <see langword="null"/> unless the call is allowed or denied.</param>
internal sealed record DecisionAnswer(
    Explanation? Explanation,
    IReadOnlyList<Finding> Problems,
    IReadOnlyList<Finding> Warnings,
    string? Error = null,
    string? Event = null,
    string? Command = null,
    string? TestCase = null);

/// <summary>Rules to check without a call.</summary>
/// <param name="Permissions">The permissions file as it is in the page.</param>
internal sealed record RulesRequest(string Permissions);

/// <summary>Routes by groups.</summary>
/// <param name="Matrix">The matrix, or <see langword="null"/>.</param>
/// <param name="Error">Why there is none, or <see langword="null"/>.</param>
internal sealed record MatrixAnswer(GroupMatrix? Matrix, string? Error = null);

/// <summary>Two versions of the rules to compare.</summary>
/// <param name="Saved">The permissions file as it was read.</param>
/// <param name="Edited">The permissions file as it is in the page.</param>
internal sealed record ComparisonRequest(string Saved, string Edited);

/// <summary>The callers that gain or lose access.</summary>
/// <param name="Report">The differences, or <see langword="null"/>.</param>
/// <param name="Error">Why there are none, or <see langword="null"/>.</param>
internal sealed record ComparisonAnswer(DifferenceReport? Report, string? Error = null);

/// <summary>Rules to write to disk.</summary>
/// <param name="Permissions">The permissions file as it is in the page.</param>
/// <param name="Version">The version that was read.</param>
internal sealed record SaveRequest(string Permissions, string Version);

/// <summary>Why a request of the page was refused.</summary>
/// <param name="Error">The reason.</param>
internal sealed record PlaygroundError(string Error);

/// <summary>The shapes as JSON. An unknown member is an error, and so is a missing one.</summary>
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
