using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using DevTool.Gateway.Authorization;
using DevTool.Gateway.Definitions;
using DevTool.Gateway.Requests;
using DevTool.Gateway.Responses;

namespace DevTool.Gateway;

/// <summary>Forwards allowed requests unchanged to a server (<c>HTTP_PROXY</c>). Responses are not streamed.</summary>
internal static class HttpIntegration
{
    // Headers that are not forwarded: the headers of RFC 9110, section 7.6.1, and the headers that the HTTP client sets itself.
    private static readonly string[] OwnHeaders =
        ["Connection", "Keep-Alive", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "Host", "Content-Length", "Expect"];

    private static readonly HttpClient Http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false })
    {
        Timeout = TimeSpan.FromSeconds(29),
    };

    /// <summary>Forwards one request.</summary>
    /// <param name="integration">The target server.</param>
    /// <param name="cancellation">Cancelled if the client disconnects.</param>
    /// <returns>The response, or the reason for the failure.</returns>
    public static async Task<(HttpReply? Reply, Verdict? Failed)> SendAsync(
        HttpIntegrationDefinition integration, GatewayRequest request, CancellationToken cancellation)
    {
        string query = request.RawQueryString.Length == 0 ? string.Empty : "?" + request.RawQueryString;
        using var forwarded = new HttpRequestMessage(new HttpMethod(integration.Method), integration.Url + query) { Content = new ByteArrayContent(request.Body) };
        foreach ((string name, string value) in request.Headers.Where(header => !IsOwn(header.Key)))
        {
            if (!forwarded.Headers.TryAddWithoutValidation(name, value))
            {
                _ = forwarded.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        try
        {
            using HttpResponseMessage response = await Http.SendAsync(forwarded, cancellation);
            IEnumerable<KeyValuePair<string, string>> headers = response.Headers.Concat(response.Content.Headers)
                .Where(header => !IsOwn(header.Key))
                .SelectMany(header => header.Value.Select(value => KeyValuePair.Create(Renamed(header.Key), value)));
            return (new HttpReply((int)response.StatusCode, [.. headers], await response.Content.ReadAsByteArrayAsync(cancellation)), null);
        }
        catch (Exception failed) when (failed is HttpRequestException or TaskCanceledException && !cancellation.IsCancellationRequested)
        {
            return (null, Verdict.Refused(Refusal.IntegrationFailure, $"the server {integration.Url} gave no answer: {failed.Message}"));
        }
    }

    private static bool IsOwn(string header) => OwnHeaders.Contains(header, StringComparer.OrdinalIgnoreCase);

    // API Gateway renames this header, because its own responses use the original name (developer guide: "Important notes": remapped headers).
    private static string Renamed(string header) =>
        header.Equals("WWW-Authenticate", StringComparison.OrdinalIgnoreCase) ? "x-amzn-Remapped-" + header : header;
}
