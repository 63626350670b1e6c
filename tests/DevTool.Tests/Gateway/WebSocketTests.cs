using System;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace DevTool.Tests.Gateway;

/// <summary>WebSocket APIs, called with .NET's <c>ClientWebSocket</c>.</summary>
public sealed class WebSocketTests
{
    private const string Deny =
        """{"principalId":"p","policyDocument":{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_connection_is_authorized_once_and_every_message_has_the_context()
    {
        const string WithContext =
            """{"principalId":"p","context":{"n":1},"policyDocument":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"arn:aws:execute-api:*:*:*/live/$connect"}]}}""";
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync(TestTemplates.WebSocket, WithContext);
        using ClientWebSocket socket = await ConnectAsync(gateway, "?token=t");
        Assert.Equal(WebSocketState.Open, socket.State);

        JsonNode asked = Assert.Single(gateway.AuthorizerEvents);
        Assert.EndsWith("/live/$connect", asked["methodArn"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("REQUEST", asked["type"]!.GetValue<string>());
        Assert.Equal("t", asked["queryStringParameters"]!["token"]!.GetValue<string>());
        Assert.Equal("CONNECT", asked["requestContext"]!["eventType"]!.GetValue<string>());
        Assert.Null(asked["httpMethod"]);
        Assert.Null(asked["path"]);

        await SendAsync(socket, """{"action":"tell"}""");
        await SendAsync(socket, """{"action":"ask"}""");
        JsonNode answer = await ReceiveAsync(socket);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "done", Cancellation);
        await Patience.UntilAsync(() => gateway.BackendEvents.Count == 4);

        // The gateway drops the backend's answer to `tell`, because the route `tell` has no route response.
        Assert.Equal("ask", answer["requestContext"]!["routeKey"]!.GetValue<string>());
        string connection = asked["requestContext"]!["connectionId"]!.GetValue<string>();
        string[] routes = ["$connect", "tell", "ask", "$disconnect"];
        for (int i = 0; i < routes.Length; i++)
        {
            JsonNode context = gateway.BackendEvents[i]["requestContext"]!;
            Assert.Equal(routes[i], context["routeKey"]!.GetValue<string>());
            Assert.Equal(connection, context["connectionId"]!.GetValue<string>());
            Assert.Equal("""{"n":"1","principalId":"p"}""", context["authorizer"]!.ToJsonString());
        }

        JsonNode gone = gateway.BackendEvents[3]["requestContext"]!;
        Assert.Equal(1000, gone["disconnectStatusCode"]!.GetValue<int>());
        Assert.Equal("done", gone["disconnectReason"]!.GetValue<string>());
        _ = Assert.Single(gateway.AuthorizerEvents);
    }

    [Theory]
    [InlineData("", GatewayUnderTest.Allow, null, 401)]
    [InlineData("?token=t", null, "Unauthorized", 401)]
    [InlineData("?token=t", Deny, null, 403)]
    [InlineData("?token=t", null, "KeysUnavailable", 500)]
    [InlineData("?token=t", """{"isAuthorized":true}""", null, 500)]
    public async Task The_status_of_a_refused_connection_depends_on_the_cause(string query, string? answer, string? error, int status)
    {
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync(TestTemplates.WebSocket, answer, error);
        using ClientWebSocket socket = await ConnectAsync(gateway, query);

        Assert.Equal(status, (int)socket.HttpStatusCode);
        Assert.NotEqual(WebSocketState.Open, socket.State);
        Assert.Empty(gateway.BackendEvents);
        Assert.Equal(query.Length == 0 ? 0 : 1, gateway.AuthorizerEvents.Count);
    }

    [Theory]
    [InlineData("""{"statusCode":403}""", 403)]
    [InlineData("nonsense", 502)]
    public async Task The_backend_can_also_refuse_a_connection(string backend, int status)
    {
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync(TestTemplates.WebSocket, backend: backend);
        using ClientWebSocket socket = await ConnectAsync(gateway, "?token=t");

        Assert.Equal(status, (int)socket.HttpStatusCode);
    }

    [Theory]
    [InlineData("""{"action":"unknown"}""")]
    [InlineData("no json")]
    public async Task The_gateway_answers_a_message_without_a_route(string message)
    {
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync(TestTemplates.WebSocket);
        using ClientWebSocket socket = await ConnectAsync(gateway, "?token=t");
        await SendAsync(socket, message);

        Assert.Equal("Forbidden", (await ReceiveAsync(socket))["message"]!.GetValue<string>());
        _ = Assert.Single(gateway.BackendEvents);
    }

    [Fact]
    public async Task Each_connection_is_authorized_separately()
    {
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync(TestTemplates.WebSocket);
        using ClientWebSocket first = await ConnectAsync(gateway, "?token=t");
        using ClientWebSocket second = await ConnectAsync(gateway, "?token=t");

        Assert.Equal(2, gateway.AuthorizerEvents.Count);
    }

    private static async Task<ClientWebSocket> ConnectAsync(GatewayUnderTest gateway, string query)
    {
        var socket = new ClientWebSocket();
        socket.Options.Proxy = null;
        socket.Options.CollectHttpResponseDetails = true;
        try
        {
            await socket.ConnectAsync(new Uri($"ws://{gateway.Address.Authority}/ws{query}"), Cancellation);
        }
        catch (WebSocketException)
        {
            // The gateway refused the connection. The test checks the status.
        }

        return socket;
    }

    private static Task SendAsync(ClientWebSocket socket, string message) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, endOfMessage: true, Cancellation);

    private static async Task<JsonNode> ReceiveAsync(ClientWebSocket socket)
    {
        byte[] buffer = new byte[64 * 1024];
        WebSocketReceiveResult received = await socket.ReceiveAsync(buffer, Cancellation);
        return JsonNode.Parse(buffer.AsSpan(0, received.Count))!;
    }
}
