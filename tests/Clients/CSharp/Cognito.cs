using System;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;

namespace Clients.CSharp;

/// <summary>The tokens of a sign-in or a refresh.</summary>
/// <param name="RefreshToken">The refresh token; <see langword="null"/> after a refresh, because the old refresh token remains valid.</param>
internal sealed record Tokens(string AccessToken, string? RefreshToken);

/// <summary>Cognito refused a call, for example because of a wrong password, an expired or revoked refresh token, or too many calls.</summary>
/// <param name="code">The error code of Cognito, such as <c>NotAuthorizedException</c>.</param>
internal sealed class CognitoException(string code) : Exception($"Cognito answered {code}");

/// <summary>
/// The two calls of Amazon Cognito user pools that a client without a secret needs. A call is a POST request with a JSON body and with the
/// action in a header.
/// </summary>
/// <param name="endpoint"><c>https://cognito-idp.&lt;region&gt;.amazonaws.com</c>, or a local substitute.</param>
/// <param name="clientId">An app client without a secret.</param>
internal sealed class Cognito(HttpClient http, Uri endpoint, string clientId)
{
    /// <summary>Signs a user in.</summary>
    /// <exception cref="CognitoException">Cognito refused the sign-in.</exception>
    public Task<Tokens> SignInAsync(string username, string password, CancellationToken cancellation) => InitiateAuthAsync(
        "USER_PASSWORD_AUTH", new JsonObject { ["USERNAME"] = username, ["PASSWORD"] = password }, cancellation);

    /// <summary>Gets new tokens.</summary>
    /// <exception cref="CognitoException">Cognito refused the refresh. The user must sign in again.</exception>
    public Task<Tokens> RefreshAsync(string refreshToken, CancellationToken cancellation) => InitiateAuthAsync(
        "REFRESH_TOKEN_AUTH", new JsonObject { ["REFRESH_TOKEN"] = refreshToken }, cancellation);

    private async Task<Tokens> InitiateAuthAsync(string flow, JsonObject parameters, CancellationToken cancellation)
    {
        var call = new JsonObject { ["AuthFlow"] = flow, ["ClientId"] = clientId, ["AuthParameters"] = parameters };
        using var content = new StringContent(call.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue("application/x-amz-json-1.1"));
        content.Headers.Add("X-Amz-Target", "AWSCognitoIdentityProviderService.InitiateAuth");
        using HttpResponseMessage response = await http.PostAsync(endpoint, content, cancellation);
        JsonNode? answer = Parse(await response.Content.ReadAsStringAsync(cancellation));
        if (!response.IsSuccessStatusCode)
        {
            throw new CognitoException(answer?["__type"]?.ToString() ?? $"HTTP {(int)response.StatusCode}");
        }

        return answer?["AuthenticationResult"] is { } result && result["AccessToken"] is { } token
            ? new Tokens(token.GetValue<string>(), result["RefreshToken"]?.GetValue<string>())
            : throw new CognitoException(answer?["ChallengeName"]?.ToString() ?? "no tokens");
    }

    private static JsonNode? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
