using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using DevTool.Gateway.Definitions;

namespace DevTool.IdentityProvider;

/// <summary>A user pool with its app clients and groups. This class uses only calls that also work with Cognito itself.</summary>
internal sealed class UserPool
{
    /// <summary>The password of every user in the local pool. The pool exists only while this process runs.</summary>
    public const string Password = "Correct-horse-7";

    private readonly CognitoClient _cognito;

    private UserPool(CognitoClient cognito, string id)
    {
        _cognito = cognito;
        PoolId = id;
    }

    /// <summary>The ID of the pool.</summary>
    public string PoolId { get; }

    /// <summary>Whether this pool stands for pools that are not in the template.</summary>
    public required bool IsStandIn { get; init; }

    /// <summary>The address of the user pools API.</summary>
    public Uri Endpoint => _cognito.Endpoint;

    /// <summary>The issuer of the pool's tokens.</summary>
    public string Issuer => new Uri(_cognito.Endpoint, PoolId).AbsoluteUri;

    /// <summary>The first app client that allows sign-in with a password.</summary>
    public required string AppClientId { get; init; }

    /// <summary>
    /// An additional app client that is not in the template. Its access tokens are valid for a few seconds. On Cognito itself, access tokens are
    /// valid for at least five minutes.
    /// </summary>
    public required string ShortLivedAppClientId { get; init; }

    /// <summary>The physical names of the pool and its clients, by <c>LogicalId</c> and <c>LogicalId.Attribute</c>.</summary>
    public required IReadOnlyDictionary<string, string> PhysicalNames { get; init; }

    /// <summary>
    /// The public keys of the pool, in the format of a file of pinned keys (<c>AUTHORIZER_JWKS_FILE</c>). With this file, the authorizer's own
    /// code has no address to fetch keys from.
    /// </summary>
    public async Task<byte[]> PublishedKeysAsync(HttpClient http, CancellationToken cancellation)
    {
        byte[] keys = await http.GetByteArrayAsync(new Uri(Issuer + "/.well-known/jwks.json"), cancellation);
        return Encoding.UTF8.GetBytes(new JsonObject { [Issuer] = JsonNode.Parse(keys) }.ToJsonString());
    }

    /// <summary>Creates a pool with its app clients and groups.</summary>
    /// <param name="cognito">The API to create the pool with.</param>
    /// <param name="definition">The definition of the pool.</param>
    /// <param name="shortLife">The lifetime of access tokens of the additional app client.</param>
    /// <exception cref="ToolException">No app client of the template allows sign-in with a password.</exception>
    public static async Task<UserPool> CreateAsync(
        CognitoClient cognito, UserPoolDefinition definition, TimeSpan shortLife, CancellationToken cancellation)
    {
        AppClientDefinition signsIn = definition.Clients.FirstOrDefault(client => client.AuthFlows.Contains(UserPoolDefinition.PasswordFlow))
            ?? throw new ToolException($"no app client of the template has {UserPoolDefinition.PasswordFlow}, with which the local stack signs users in; add it to ExplicitAuthFlows of a client");
        JsonObject pool = await cognito.CallAsync(
            "CreateUserPool",
            new JsonObject
            {
                ["PoolName"] = definition.LogicalId,
                ["AutoVerifiedAttributes"] = Json(Confirmable(definition.AutoVerifiedAttributes)),
                ["Schema"] = new JsonArray([.. definition.Attributes.Select(attribute => new JsonObject
                {
                    ["Name"] = attribute.Name,
                    ["AttributeDataType"] = attribute.DataType,
                    ["Mutable"] = attribute.IsMutable,
                })]),
            },
            cancellation);
        string id = pool["UserPool"]!["Id"]!.GetValue<string>();
        Dictionary<string, string> names = new()
        {
            [definition.LogicalId] = id,
            [$"{definition.LogicalId}.ProviderURL"] = new Uri(cognito.Endpoint, id).AbsoluteUri,
        };
        foreach (AppClientDefinition client in definition.Clients)
        {
            names[client.LogicalId] = await CreateClientAsync(cognito, id, client, cancellation);
        }

        foreach (string group in definition.Groups)
        {
            _ = await cognito.CallAsync("CreateGroup", new JsonObject { ["UserPoolId"] = id, ["GroupName"] = group }, cancellation);
        }

        AppClientDefinition shortLived = signsIn with
        {
            LogicalId = signsIn.LogicalId + "ShortLived",
            Validity = new Dictionary<string, int> { ["AccessTokenValidity"] = (int)shortLife.TotalSeconds },
            ValidityUnits = new Dictionary<string, string> { ["AccessToken"] = "seconds" },
        };
        return new UserPool(cognito, id)
        {
            IsStandIn = definition.IsStandIn,
            AppClientId = names[signsIn.LogicalId],
            ShortLivedAppClientId = await CreateClientAsync(cognito, id, shortLived, cancellation),
            PhysicalNames = names,
        };
    }

    /// <summary>Signs a user up.</summary>
    /// <param name="tenant">The value of the attribute <c>custom:tenant</c>.</param>
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

    /// <summary>Confirms a sign-up with the code that the user received.</summary>
    public Task ConfirmSignUpAsync(string username, string code, CancellationToken cancellation) => _cognito.CallAsync(
        "ConfirmSignUp",
        new JsonObject { ["ClientId"] = AppClientId, ["Username"] = username, ["ConfirmationCode"] = code },
        cancellation);

    /// <summary>Adds a user to a group.</summary>
    public Task AddToGroupAsync(string username, string group, CancellationToken cancellation) => _cognito.CallAsync(
        "AdminAddUserToGroup",
        new JsonObject { ["UserPoolId"] = PoolId, ["Username"] = username, ["GroupName"] = group },
        cancellation);

    /// <summary>Signs a user in.</summary>
    public Task<SignedIn> SignInAsync(string username, string clientId, CancellationToken cancellation) => InitiateAuthAsync(
        "USER_PASSWORD_AUTH", new JsonObject { ["USERNAME"] = username, ["PASSWORD"] = Password }, clientId, cancellation);

    /// <summary>Gets new tokens for a refresh token.</summary>
    /// <param name="clientId">The app client that the refresh token was issued to.</param>
    public Task<SignedIn> RefreshAsync(string refreshToken, string clientId, CancellationToken cancellation) => InitiateAuthAsync(
        "REFRESH_TOKEN_AUTH", new JsonObject { ["REFRESH_TOKEN"] = refreshToken }, clientId, cancellation);

    private static async Task<string> CreateClientAsync(
        CognitoClient cognito, string poolId, AppClientDefinition client, CancellationToken cancellation)
    {
        var parameters = new JsonObject
        {
            ["UserPoolId"] = poolId,
            ["ClientName"] = client.LogicalId,
            ["ExplicitAuthFlows"] = Json(client.AuthFlows),
            ["TokenValidityUnits"] = new JsonObject(client.ValidityUnits.Select(unit => KeyValuePair.Create(unit.Key, (JsonNode?)unit.Value))),
        };
        foreach ((string name, int value) in client.Validity)
        {
            parameters[name] = value;
        }

        JsonObject created = await cognito.CallAsync("CreateUserPoolClient", parameters, cancellation);
        return created["UserPoolClient"]!["ClientId"]!.GetValue<string>();
    }

    // Without a verified attribute, Cognito waits until an administrator confirms a sign-up, and the emulator refuses the sign-up.
    private static IReadOnlyList<string> Confirmable(IReadOnlyList<string> verified) => verified.Count > 0 ? verified : ["email"];

    private static JsonArray Json(IEnumerable<string> texts) => [.. texts.Select(text => (JsonNode?)text)];

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
