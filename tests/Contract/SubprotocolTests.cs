using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace Contract;

/// <summary>
/// The token source <c>subprotocol:NAME</c>. The token follows the label NAME in the header <c>Sec-WebSocket-Protocol</c>, which is the only
/// header of a WebSocket connection that web pages can set.
/// </summary>
public abstract class SubprotocolTests(IAuthorizerHost host) : ContractTests(host)
{
    private const string Header = "Sec-WebSocket-Protocol";
    private static readonly string Token = TestTokens.Access();
    private static readonly string Other = TestTokens.Access(c => c["jti"] = "other");

    [Theory]
    [InlineData("bearer, {token}")]
    [InlineData("bearer,{token}")]
    [InlineData(" bearer\t, \t{token} ")]
    [InlineData("chat, bearer, {token}")]
    [InlineData("bearer, {token}, chat")]
    [InlineData("bearer, , {token}")]
    [InlineData("bearer, Bearer {token}")]
    [InlineData("bearer, {token}, bearer, {token}")]
    public async Task The_entry_after_the_label_is_the_token(string list) => (await ConnectAsync(list)).IsAllowed();

    [Theory]
    [InlineData("{token}", "token_missing")]
    [InlineData("{token}, bearer", "token_missing")]
    [InlineData("bearer", "token_missing")]
    [InlineData("bearer,", "token_missing")]
    [InlineData("", "token_missing")]
    [InlineData("Bearer, {token}", "token_missing")]
    [InlineData("xbearer, {token}", "token_missing")]
    [InlineData("bearer {token}", "token_missing")]
    [InlineData("bearer, chat, {token}", "token_malformed")]
    [InlineData("bearer, bearer, {token}", "token_missing")]
    [InlineData("bearer, {token}, bearer, {other}", "token_malformed")]
    [InlineData("bearer, {token}, bearer", "token_malformed")]
    public async Task A_subprotocol_list_without_a_valid_token_after_the_label_is_refused(string list, string code) => (await ConnectAsync(list)).IsUnauthorized(code);

    [Theory]
    [InlineData("bearer|{token}")]
    [InlineData("chat|bearer, {token}")]
    [InlineData("chat, bearer|{token}, x")]
    public async Task Several_headers_are_read_as_one_list(string headers) => (await ConnectAsync(headers.Split('|'))).IsAllowed();

    [Theory]
    [InlineData("bearer, {token}|bearer, {other}")]
    [InlineData("bearer, {token}|bearer")]
    public async Task Several_headers_with_conflicting_tokens_are_refused(string headers) =>
        (await ConnectAsync(headers.Split('|'))).IsUnauthorized("token_malformed");

    [Fact]
    public async Task The_two_header_maps_of_the_event_must_agree()
    {
        IAuthorizer authorizer = await SubprotocolAsync();
        JsonObject request = TestEvents.WebSocketConnect(null).With(e =>
        {
            e["headers"]![Header] = Fill("bearer, {other}");
            e["multiValueHeaders"]![Header] = new JsonArray(Fill("bearer, {token}"));
        });

        (await authorizer.InvokeAsync(request)).IsUnauthorized("token_malformed");
        (await authorizer.InvokeAsync(request.With(e => e["headers"]![Header] = Fill("bearer, {token}")))).IsAllowed();
        (await authorizer.InvokeAsync(request.With(e => e["headers"]!["sec-websocket-protocol"] = 1))).IsUnauthorized("token_malformed");
    }

    [Fact]
    public async Task The_next_token_source_is_used_only_if_the_label_is_absent()
    {
        IAuthorizer authorizer = await StartAsync(("AUTHORIZER_TOKEN_SOURCES", "subprotocol:bearer,query:token"));
        JsonObject request = TestEvents.WebSocketConnect(Token);

        (await authorizer.InvokeAsync(request.With(e => e["headers"]![Header] = "chat"))).IsAllowed();
        (await authorizer.InvokeAsync(request.With(e => e["headers"]![Header] = "chat, bearer"))).IsUnauthorized("token_missing");
    }

    [Fact]
    public async Task A_TOKEN_event_has_the_value_of_the_first_header_source()
    {
        IAuthorizer authorizer = await StartAsync(("AUTHORIZER_TOKEN_SOURCES", "subprotocol:bearer,header:Authorization"));

        (await authorizer.InvokeAsync(TestEvents.RestToken("Bearer " + Token))).IsAllowed();
        (await authorizer.InvokeAsync(TestEvents.RestToken(Token))).IsUnauthorized("token_malformed");
    }

    [Fact]
    public async Task The_token_is_not_logged()
    {
        IAuthorizer authorizer = await StartAsync(("AUTHORIZER_TOKEN_SOURCES", "subprotocol:bearer"), ("AWS_LAMBDA_LOG_LEVEL", "TRACE"));

        (await authorizer.InvokeAsync(Connect("bearer, {token}, bearer"))).IsUnauthorized("token_malformed");

        Assert.DoesNotContain(authorizer.LogLines, line => line.Contains(Token.Split('.')[1], System.StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("subprotocol:")]
    [InlineData("subprotocol:a b")]
    [InlineData("subprotocol:a,b")]
    public async Task The_start_fails_if_the_label_is_invalid(string sources)
    {
        StartFailedException failure = await Assert.ThrowsAsync<StartFailedException>(() => StartAsync(("AUTHORIZER_TOKEN_SOURCES", sources)));

        Assert.StartsWith("AUTHORIZER_TOKEN_SOURCES", failure.Message, System.StringComparison.Ordinal);
    }

    private Task<IAuthorizer> SubprotocolAsync() => StartAsync(("AUTHORIZER_TOKEN_SOURCES", "subprotocol:bearer"));

    private async Task<Answer> ConnectAsync(params string[] headers) => await (await SubprotocolAsync()).InvokeAsync(Connect(headers));

    // Like API Gateway, puts the last value of the header into "headers" and all values into "multiValueHeaders".
    private static JsonObject Connect(params IReadOnlyList<string> headers) => TestEvents.WebSocketConnect(null).With(e =>
    {
        e["headers"]![Header] = Fill(headers[^1]);
        e["multiValueHeaders"]![Header] = new JsonArray([.. headers.Select(value => JsonValue.Create(Fill(value)))]);
    });

    private static string Fill(string list) => list.Replace("{token}", Token, System.StringComparison.Ordinal).Replace("{other}", Other, System.StringComparison.Ordinal);
}
