using System;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;

namespace DevTool.IdentityProvider;

/// <summary>Calls the Cognito user pools API. A call is a POST request with a JSON body and with the action in a header.</summary>
/// <param name="http">Sends the requests. This class does not dispose it.</param>
/// <param name="endpoint">The address of Cognito.</param>
internal sealed class CognitoClient(HttpClient http, Uri endpoint)
{
    private const string TargetPrefix = "AWSCognitoIdentityProviderService.";

    /// <summary>The address of Cognito.</summary>
    public Uri Endpoint => endpoint;

    /// <summary>Calls an action of the API.</summary>
    /// <exception cref="CognitoException">The status is not 200.</exception>
    public async Task<JsonObject> CallAsync(string action, JsonObject parameters, CancellationToken cancellation)
    {
        using var content = new StringContent(parameters.ToJsonString(), Encoding.UTF8);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.1");
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = content };
        request.Headers.Add("X-Amz-Target", TargetPrefix + action);
        using HttpResponseMessage response = await http.SendAsync(request, cancellation);
        string answer = await response.Content.ReadAsStringAsync(cancellation);
        return response.StatusCode == HttpStatusCode.OK
            ? JsonNode.Parse(answer)!.AsObject()
            : throw new CognitoException(action, (int)response.StatusCode, answer);
    }
}
