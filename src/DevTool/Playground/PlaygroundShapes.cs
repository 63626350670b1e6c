using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Serialization;
using DevTool.Checking;
using DevTool.Explaining;

namespace DevTool.Playground;

/// <summary>What the page shows at first.</summary>
/// <param name="PermissionsName">What the permissions file is called.</param>
/// <param name="Permissions">The permissions file of the running authorizer.</param>
/// <param name="Users">Who can sign in.</param>
internal sealed record PlaygroundStart(string PermissionsName, string Permissions, IReadOnlyList<PlaygroundUser> Users);

/// <summary>Somebody who can sign in.</summary>
/// <param name="Name">The user's name.</param>
/// <param name="Groups">The groups the user is in.</param>
internal sealed record PlaygroundUser(string Name, IReadOnlyList<string> Groups);

/// <summary>Who wants to sign in.</summary>
/// <param name="User">The user's name.</param>
internal sealed record SignInRequest(string User);

/// <summary>What a sign-in gives.</summary>
/// <param name="Token">The access token.</param>
internal sealed record SignInAnswer(string Token);

/// <summary>What is to be decided.</summary>
/// <param name="Permissions">The permissions file as it stands in the page.</param>
/// <param name="Token">The token, or <see langword="null"/> for a call without one.</param>
/// <param name="Shape">The kind of event; without effect where <paramref name="Event"/> is given.</param>
/// <param name="Route">Method and path; without effect where <paramref name="Event"/> is given.</param>
/// <param name="Event">A whole authorizer event instead, or <see langword="null"/>.</param>
/// <param name="TrustToken">
/// Whether issuer and app client are taken from the token, for one of another user pool. Nothing is fetched from there: it is told
/// what would be decided if the token were genuine.
/// </param>
internal sealed record DecisionRequest(string Permissions, string? Token, EventShape Shape, string? Route, string? Event, bool TrustToken);

/// <summary>What came of it: an explanation, or why there is none.</summary>
/// <param name="Explanation">The decision with every step of it, or <see langword="null"/>.</param>
/// <param name="Problems">Why the authorizer would not start with these rules.</param>
/// <param name="Warnings">What it would start with, and what is probably not meant.</param>
/// <param name="Error">Why nothing could be decided, where it is not the rules' fault; or <see langword="null"/>.</param>
internal sealed record DecisionAnswer(
    Explanation? Explanation, IReadOnlyList<Finding> Problems, IReadOnlyList<Finding> Warnings, string? Error);

/// <summary>Why a request of the page was refused.</summary>
/// <param name="Error">The reason.</param>
internal sealed record PlaygroundError(string Error);

/// <summary>The shapes as JSON. A member that nobody knows, and one that is missing, is an error.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(PlaygroundStart))]
[JsonSerializable(typeof(SignInRequest))]
[JsonSerializable(typeof(SignInAnswer))]
[JsonSerializable(typeof(DecisionRequest))]
[JsonSerializable(typeof(DecisionAnswer))]
[JsonSerializable(typeof(PlaygroundError))]
internal sealed partial class PlaygroundJson : JsonSerializerContext;
