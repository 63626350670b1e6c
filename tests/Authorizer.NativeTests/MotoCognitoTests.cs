using System;
using System.Net.Http;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Contract;
using Xunit;

namespace Authorizer.NativeTests;

/// <summary>
/// Tests the published binary with tokens of an independent implementation. moto's Cognito issues the tokens and publishes the key set.
/// </summary>
public sealed class MotoCognitoTests : IAsyncLifetime
{
    private const string Region = "eu-central-1";
    private const string User = "berta";
    private const string Password = "Correct-horse-7";

    private readonly HttpClient _client = new();
    private MotoServer? _moto;
    private string _pool = string.Empty;
    private string _appClient = string.Empty;
    private AuthorizerOptions? _options;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _moto = await MotoServer.StartAsync(["moto.server"], "-m", "moto.server", "-p");
        _pool = (string)(await CognitoAsync("CreateUserPool", new() { ["PoolName"] = "second" }))["UserPool"]!["Id"]!;
        _appClient = (string)(await CognitoAsync("CreateUserPoolClient", new() { ["UserPoolId"] = _pool, ["ClientName"] = "app" }))["UserPoolClient"]!["ClientId"]!;
        await CognitoAsync("SignUp", new() { ["ClientId"] = _appClient, ["Username"] = User, ["Password"] = Password });
        await CognitoAsync("AdminConfirmSignUp", new() { ["UserPoolId"] = _pool, ["Username"] = User });
        await CognitoAsync("CreateGroup", new() { ["UserPoolId"] = _pool, ["GroupName"] = "readers" });
        await CognitoAsync("AdminAddUserToGroup", new() { ["UserPoolId"] = _pool, ["Username"] = User, ["GroupName"] = "readers" });
        _options = new AuthorizerOptions(
            ("AUTHORIZER_USER_POOL_IDS", _pool),
            ("AUTHORIZER_CLIENT_IDS", _appClient),
            ("AUTHORIZER_JWKS_URIS", $"https://cognito-idp.{Region}.amazonaws.com/{_pool}={_moto.Address}{_pool}/.well-known/jwks.json"))
            .Jwks(null);
    }

    public async ValueTask DisposeAsync()
    {
        _options?.Dispose();
        _client.Dispose();
        if (_moto is not null)
        {
            await _moto.DisposeAsync();
        }
    }

    [Fact]
    public async Task Tokens_of_moto_are_decided_by_their_signature_claims_and_groups()
    {
        (string access, string id) = await SignInAsync();
        await using IAuthorizer authorizer = await NativeHost.Instance.StartAsync(_options!);

        Answer allowed = await authorizer.InvokeAsync(TestEvents.HttpV2(TestEvents.Bearer(access)));
        allowed.IsAllowed();
        Assert.Equal(User, (string)allowed.Context["username"]!);
        Assert.Equal("readers", (string)allowed.Context["groups"]!);
        (await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(access)))).IsAllowed();
        (await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(access), path: $"/users/{User}/orders"))).IsAllowed();
        (await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(access), path: "/admin/reports"))).IsDenied("route_not_permitted");
        (await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(id)))).IsUnauthorized("token_use_not_allowed");
    }

    [Theory]
    [InlineData(1, "\"readers\"", "\"admins\"")]
    [InlineData(1, "\"token_use\"", "\"token_use\" ")]
    [InlineData(2, null, null)]
    public async Task A_tampered_token_is_refused(int part, string? old, string? changed)
    {
        (string access, _) = await SignInAsync();
        string[] parts = access.Split('.');
        if (old is null)
        {
            parts[part] = (parts[part][0] == 'A' ? 'B' : 'A') + parts[part][1..];
        }
        else
        {
            string payload = Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(parts[part]));
            Assert.Contains(old, payload, StringComparison.Ordinal);
            parts[part] = System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload.Replace(old, changed, StringComparison.Ordinal)));
        }

        await using IAuthorizer authorizer = await NativeHost.Instance.StartAsync(_options!);

        (await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(access)))).IsAllowed();
        (await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(string.Join('.', parts))))).IsUnauthorized("signature_invalid");
    }

    private async Task<(string Access, string Id)> SignInAsync()
    {
        JsonNode result = (await CognitoAsync("InitiateAuth", new()
        {
            ["ClientId"] = _appClient,
            ["AuthFlow"] = "USER_PASSWORD_AUTH",
            ["AuthParameters"] = new JsonObject { ["USERNAME"] = User, ["PASSWORD"] = Password },
        }))["AuthenticationResult"]!;
        return ((string)result["AccessToken"]!, (string)result["IdToken"]!);
    }

    // Calls an operation of Cognito. moto does not check the signature of the request, but reads the service and the Region from the header.
    private async Task<JsonNode> CognitoAsync(string operation, JsonObject request)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, _moto!.Address)
        {
            Content = new StringContent(request.ToJsonString(), Encoding.UTF8, "application/x-amz-json-1.1"),
        };
        message.Headers.Add("X-Amz-Target", $"AWSCognitoIdentityProviderService.{operation}");
        message.Headers.TryAddWithoutValidation("Authorization", $"AWS4-HMAC-SHA256 Credential=x/20261126/{Region}/cognito-idp/aws4_request, SignedHeaders=host, Signature=x");
        using HttpResponseMessage response = await _client.SendAsync(message, Cancellation);
        string text = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.True(response.IsSuccessStatusCode, $"{operation}: {text}");
        return JsonNode.Parse(text.Length == 0 ? "{}" : text)!;
    }
}
