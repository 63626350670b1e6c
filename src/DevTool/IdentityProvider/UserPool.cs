using System;
using System.Collections.Generic;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;

namespace DevTool.IdentityProvider;

/// <summary>A user pool with its app clients, through the same calls that work on Cognito.</summary>
internal sealed class UserPool
{
    private const string Password = "Correct-horse-7";

    private readonly CognitoClient _cognito;

    private UserPool(CognitoClient cognito, string id, string clientId, string shortLivedClientId)
    {
        _cognito = cognito;
        PoolId = id;
        AppClientId = clientId;
        ShortLivedAppClientId = shortLivedClientId;
    }

    /// <summary>The pool's id.</summary>
    public string PoolId { get; }

    /// <summary>The issuer of its tokens.</summary>
    public string Issuer => new Uri(_cognito.Endpoint, PoolId).AbsoluteUri;

    /// <summary>An app client whose access tokens live an hour.</summary>
    public string AppClientId { get; }

    /// <summary>An app client whose access tokens live for seconds; on Cognito itself they live for five minutes at least.</summary>
    public string ShortLivedAppClientId { get; }

    /// <summary>Creates a pool with its clients and groups.</summary>
    /// <param name="cognito">Where.</param>
    /// <param name="groups">The groups.</param>
    /// <param name="shortLife">How long the access tokens of the second client live.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>The pool.</returns>
    public static async Task<UserPool> CreateAsync(
        CognitoClient cognito, IReadOnlyList<string> groups, TimeSpan shortLife, CancellationToken cancellation)
    {
        JsonObject pool = await cognito.CallAsync(
            "CreateUserPool",
            new JsonObject
            {
                ["PoolName"] = "local-stack",
                ["AutoVerifiedAttributes"] = new JsonArray("email"),
                ["Schema"] = new JsonArray(new JsonObject { ["Name"] = "tenant", ["AttributeDataType"] = "String", ["Mutable"] = true }),
            },
            cancellation);
        string id = pool["UserPool"]!["Id"]!.GetValue<string>();
        string clientId = await CreateClientAsync(cognito, id, "web", TimeSpan.FromHours(1), cancellation);
        string shortLivedClientId = await CreateClientAsync(cognito, id, "web-short-lived", shortLife, cancellation);
        foreach (string group in groups)
        {
            _ = await cognito.CallAsync("CreateGroup", new JsonObject { ["UserPoolId"] = id, ["GroupName"] = group }, cancellation);
        }

        return new UserPool(cognito, id, clientId, shortLivedClientId);
    }

    /// <summary>Signs a user up.</summary>
    /// <param name="username">The user.</param>
    /// <param name="tenant">The value of <c>custom:tenant</c>.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>When it is done.</returns>
    public Task SignUpAsync(string username, string tenant, CancellationToken cancellation) => _cognito.CallAsync(
        "SignUp",
        new JsonObject
        {
            ["ClientId"] = AppClientId,
            ["Username"] = username,
            ["Password"] = Password,
            ["UserAttributes"] = new JsonArray(Attribute("email", $"{username}@example.com"), Attribute("custom:tenant", tenant)),
        },
        cancellation);

    /// <summary>Confirms a sign-up with the code that was sent.</summary>
    /// <param name="username">The user.</param>
    /// <param name="code">The code.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>When it is done.</returns>
    public Task ConfirmSignUpAsync(string username, string code, CancellationToken cancellation) => _cognito.CallAsync(
        "ConfirmSignUp",
        new JsonObject { ["ClientId"] = AppClientId, ["Username"] = username, ["ConfirmationCode"] = code },
        cancellation);

    /// <summary>Puts a user into a group.</summary>
    /// <param name="username">The user.</param>
    /// <param name="group">The group.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>When it is done.</returns>
    public Task AddToGroupAsync(string username, string group, CancellationToken cancellation) => _cognito.CallAsync(
        "AdminAddUserToGroup",
        new JsonObject { ["UserPoolId"] = PoolId, ["Username"] = username, ["GroupName"] = group },
        cancellation);

    /// <summary>Signs a user in.</summary>
    /// <param name="username">The user.</param>
    /// <param name="clientId">The app client.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>The tokens.</returns>
    public Task<SignedIn> SignInAsync(string username, string clientId, CancellationToken cancellation) => InitiateAuthAsync(
        "USER_PASSWORD_AUTH", new JsonObject { ["USERNAME"] = username, ["PASSWORD"] = Password }, clientId, cancellation);

    /// <summary>Gets new tokens for a refresh token.</summary>
    /// <param name="refreshToken">The refresh token.</param>
    /// <param name="clientId">The app client that it was given to.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>The tokens.</returns>
    public Task<SignedIn> RefreshAsync(string refreshToken, string clientId, CancellationToken cancellation) => InitiateAuthAsync(
        "REFRESH_TOKEN_AUTH", new JsonObject { ["REFRESH_TOKEN"] = refreshToken }, clientId, cancellation);

    private static async Task<string> CreateClientAsync(
        CognitoClient cognito, string poolId, string name, TimeSpan accessTokenLife, CancellationToken cancellation)
    {
        JsonObject client = await cognito.CallAsync(
            "CreateUserPoolClient",
            new JsonObject
            {
                ["UserPoolId"] = poolId,
                ["ClientName"] = name,
                ["ExplicitAuthFlows"] = new JsonArray("ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"),
                ["AccessTokenValidity"] = (int)accessTokenLife.TotalSeconds,
                ["IdTokenValidity"] = 60,
                ["TokenValidityUnits"] = new JsonObject { ["AccessToken"] = "seconds", ["IdToken"] = "minutes" },
            },
            cancellation);
        return client["UserPoolClient"]!["ClientId"]!.GetValue<string>();
    }

    private static JsonObject Attribute(string name, string value) => new() { ["Name"] = name, ["Value"] = value };

    private async Task<SignedIn> InitiateAuthAsync(string flow, JsonObject parameters, string clientId, CancellationToken cancellation)
    {
        JsonObject answer = await _cognito.CallAsync(
            "InitiateAuth",
            new JsonObject { ["AuthFlow"] = flow, ["ClientId"] = clientId, ["AuthParameters"] = parameters },
            cancellation);
        JsonNode result = answer["AuthenticationResult"]!;
        return new SignedIn(
            result["AccessToken"]!.GetValue<string>(), result["IdToken"]!.GetValue<string>(), result["RefreshToken"]?.GetValue<string>());
    }
}
