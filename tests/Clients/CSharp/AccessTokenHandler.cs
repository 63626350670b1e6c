using System;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading;
using System.Threading.Tasks;

namespace Clients.CSharp;

/// <summary>
/// Adds the access token of a session to every request to one API.
/// <para>
/// Status 401 means that the token is invalid or has expired. The handler then refreshes the token and sends the request a second time. Status
/// 403 means that the token is valid, but the caller is not permitted. A new token of the same user would not change this, so 403 is final.
/// </para>
/// </summary>
/// <param name="session">The session of the user.</param>
/// <param name="api">The API's address with the stage and a trailing slash. Requests to other addresses are sent without a token.</param>
internal sealed class AccessTokenHandler(Session session, Uri api) : DelegatingHandler
{
    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri is not { } target || !api.IsBaseOf(target))
        {
            return await base.SendAsync(request, cancellationToken);
        }

        // Buffers the content, because sending reads it and a stream can be read only once.
        await (request.Content?.LoadIntoBufferAsync(cancellationToken) ?? Task.CompletedTask);
        string token = session.AccessToken;
        HttpResponseMessage response = await SendAsync(request, token, cancellationToken);
        if (response.StatusCode != HttpStatusCode.Unauthorized)
        {
            return response;
        }

        response.Dispose();
        return await SendAsync(request, await session.RefreshAsync(token, cancellationToken), cancellationToken);
    }

    private Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string token, CancellationToken cancellation)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return base.SendAsync(request, cancellation);
    }
}
