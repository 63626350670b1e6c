using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using DevTool.Gateway.Definitions;
using DevTool.IdentityProvider;

namespace DevTool.Demo;

/// <summary>Makes the calls of the demo to one WebSocket API, which authorizes once per connection.</summary>
/// <param name="address">The address of the API.</param>
/// <param name="users">The callers.</param>
/// <param name="report">Receives every step.</param>
internal sealed class WebSocketFlow(ApiDefinition api, Uri address, DemoUsers users, DemoReport report)
{
    private const int MaxAnswerBytes = 64 * 1024;

    /// <summary>Makes the calls. The returned task completes after the last step.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await TalkAsync("access token", users.Reader.AccessToken, DemoUser.Reader.Name, cancellation);
        await RefuseAsync("no token", null, 401, cancellation);
        await RefuseAsync(
            "tampered token, groups rewritten", TokenForgery.ClaimGroup(users.Suspended.AccessToken, "admins"), 401, cancellation);
        await RefuseAsync("id token", users.Reader.IdToken, 401, cancellation);
        await RefuseAsync("expired token", await users.ExpiredTokenAsync(cancellation), 401, cancellation);
        SignedIn refreshed = await users.RefreshAsync(cancellation);
        await TalkAsync("refreshed token", refreshed.AccessToken, DemoUser.Reader.Name, cancellation);
        await RefuseAsync("a suspended reader", users.Suspended.AccessToken, 403, cancellation);
    }

    private async Task TalkAsync(string who, string token, string user, CancellationToken cancellation)
    {
        (ClientWebSocket socket, int status) = await ConnectAsync(token, cancellation);
        using (socket)
        {
            bool connected = socket.State == WebSocketState.Open;
            report.Add($"$connect, {who}{(socket.SubProtocol is { } selected ? $", subprotocol {selected}" : string.Empty)}", status, connected ? [] : [$"expected 101, got {status}"]);
            if (!connected)
            {
                return;
            }

            await socket.SendAsync("""{"action":"hello"}"""u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, cancellation);
            byte[] buffer = new byte[MaxAnswerBytes];
            WebSocketReceiveResult received = await socket.ReceiveAsync(buffer, cancellation);
            var answer = new DemoAnswer(200, new Dictionary<string, string>(), Json(buffer.AsSpan(0, received.Count)));
            report.Add(
                "a message, answered with the context of $connect",
                answer.Status,
                new DemoExpectation(200, DemoExpectation.Identity("username", user)).Problems(answer),
                answer.IdentityLines());
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, statusDescription: null, cancellation);
        }
    }

    private async Task RefuseAsync(string who, string? token, int expected, CancellationToken cancellation)
    {
        (ClientWebSocket socket, int status) = await ConnectAsync(token, cancellation);
        using (socket)
        {
            report.Add($"$connect, {who}", status, status == expected ? [] : [$"expected {expected}, got {status}"]);
        }
    }

    private async Task<(ClientWebSocket Socket, int Status)> ConnectAsync(string? token, CancellationToken cancellation)
    {
        var socket = new ClientWebSocket();
        socket.Options.Proxy = null;
        socket.Options.CollectHttpResponseDetails = true;
        var target = new UriBuilder(address) { Scheme = "ws" };
        if (token is not null)
        {
            AddToken(socket, target, token);
        }

        try
        {
            await socket.ConnectAsync(target.Uri, cancellation);
        }
        catch (WebSocketException)
        {
            // The connection was refused. The status contains the reason.
        }

        return (socket, (int)socket.HttpStatusCode);
    }

    // Sends the token in the place that the template names, because browsers cannot set headers on a WebSocket handshake.
    private void AddToken(ClientWebSocket socket, UriBuilder target, string token)
    {
        IEnumerable<IdentitySource> sources = api.Routes.Select(route => route.Authorizer).OfType<AuthorizerDefinition>()
            .SelectMany(authorizer => authorizer.IdentitySources);
        foreach (IdentitySource source in sources)
        {
            if (source.Kind == IdentitySourceKind.QueryString)
            {
                target.Query = $"{source.Name}={token}";
            }
            else if (source.Kind == IdentitySourceKind.Header && source.Name.Equals("Sec-WebSocket-Protocol", StringComparison.OrdinalIgnoreCase))
            {
                socket.Options.AddSubProtocol("bearer");
                socket.Options.AddSubProtocol(token);
            }
            else if (source.Kind == IdentitySourceKind.Header)
            {
                socket.Options.SetRequestHeader(source.Name, $"Bearer {token}");
            }
        }
    }

    private static JsonNode? Json(ReadOnlySpan<byte> message) => JsonNode.Parse(Encoding.UTF8.GetString(message));
}
