using System;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace DevTool.Tests.Gateway;

/// <summary>How requests become events and refusals become answers.</summary>
public sealed class RequestTests
{
    [Theory]
    [InlineData("rest", TestTemplates.Rest, GatewayUnderTest.Allow, "methodArn", "demo", "path", "/items/a%2Fb")]
    [InlineData("http", TestTemplates.Http, """{"isAuthorized":true}""", "routeArn", "$default", "rawPath", "/items/a%2Fb")]
    public async Task An_encoded_path_reaches_the_authorizer_as_it_was_sent_and_without_the_stage(
        string mount, string apis, string answer, string arn, string stage, string member, string expected)
    {
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync(apis, answer);

        Assert.Equal(200, (await gateway.SendAsync("GET", mount + "/items/a%2Fb?q=1")).Status);
        Assert.EndsWith($"/{stage}/GET/items/a%2Fb", Assert.Single(gateway.AuthorizerEvents)[arn]!.GetValue<string>(), StringComparison.Ordinal);
        JsonNode sent = Assert.Single(gateway.BackendEvents);
        Assert.Equal(expected, sent[member]!.GetValue<string>());
        Assert.Equal("a/b", sent["pathParameters"]!["id"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_rest_api_shows_the_stage_in_the_request_context_alone()
    {
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync(TestTemplates.Rest);

        Assert.Equal(200, (await gateway.SendAsync("GET", "rest/items/1")).Status);
        JsonNode sent = Assert.Single(gateway.BackendEvents);
        Assert.Equal("/items/1", sent["path"]!.GetValue<string>());
        Assert.Equal("/demo/items/1", sent["requestContext"]!["path"]!.GetValue<string>());
        Assert.Equal("/items/{id}", sent["resource"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("rest", TestTemplates.Rest, GatewayUnderTest.Allow)]
    [InlineData("http", TestTemplates.Http, """{"isAuthorized":true}""")]
    public async Task A_binary_body_travels_in_base64(string mount, string apis, string answer)
    {
        byte[] bytes = [0, 1, 0xFF];
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync(apis, answer);

        _ = await gateway.SendAsync("POST", mount + "/items/1", request =>
        {
            request.Content = new ByteArrayContent(bytes);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        });
        JsonNode sent = Assert.Single(gateway.BackendEvents);
        Assert.True(sent["isBase64Encoded"]!.GetValue<bool>());
        Assert.Equal(bytes, Convert.FromBase64String(sent["body"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_rest_api_takes_a_body_for_text_unless_it_names_the_media_type_as_binary()
    {
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync(TestTemplates.Rest);

        _ = await gateway.SendAsync("POST", "rest/items/1", request => request.Content = new StringContent("x", Encoding.UTF8, "image/png"));
        JsonNode sent = Assert.Single(gateway.BackendEvents);
        Assert.False(sent["isBase64Encoded"]!.GetValue<bool>());
        Assert.Equal("x", sent["body"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_repeated_header_is_a_list_on_a_rest_api_and_joined_on_an_http_api()
    {
        static void Repeat(HttpRequestMessage request) => request.Headers.Add("X-Many", ["a", "b"]);

        await using GatewayUnderTest rest = await GatewayUnderTest.StartAsync(TestTemplates.Rest);
        _ = await rest.SendAsync("GET", "rest/items/1", Repeat);
        JsonNode sent = Assert.Single(rest.BackendEvents);
        string many = sent["multiValueHeaders"]!["X-Many"]!.ToJsonString();
        Assert.Contains(many, (string[])["""["a","b"]""", """["a, b"]"""]);

        await using GatewayUnderTest http = await GatewayUnderTest.StartAsync(TestTemplates.Http, """{"isAuthorized":true}""");
        _ = await http.SendAsync("GET", "http/items/1", Repeat);
        Assert.Equal("a,b", Assert.Single(http.BackendEvents)["headers"]!["x-many"]!.GetValue<string>().Replace(" ", string.Empty, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_path_without_a_route_is_403_on_a_rest_api_and_404_on_an_http_api()
    {
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync(TestTemplates.Rest + "\n" + TestTemplates.Http);

        (int status, JsonNode? body, _) = await gateway.SendAsync("GET", "rest/nowhere");
        Assert.Equal(403, status);
        Assert.Equal("""{"type":"MISSING_AUTHENTICATION_TOKEN","message":"Missing Authentication Token"}""", body!.ToJsonString());

        (status, body, _) = await gateway.SendAsync("GET", "http/nowhere");
        Assert.Equal(404, status);
        Assert.Equal("""{"message":"Not Found"}""", body!.ToJsonString());
        Assert.Empty(gateway.AuthorizerEvents);
    }

    [Theory]
    [InlineData("rest/checked", """{"name":"a"}""", "application/json", "t", 400, "BAD_REQUEST_PARAMETERS")]
    [InlineData("rest/checked?page=1", """{"name":"a"}""", "application/json", null, 400, "BAD_REQUEST_PARAMETERS")]
    [InlineData("rest/checked?page=1", """{"name":"long"}""", "application/json", "t", 400, "BAD_REQUEST_BODY")]
    [InlineData("rest/checked?page=1", "{}", "application/json", "t", 400, "BAD_REQUEST_BODY")]
    [InlineData("rest/checked?page=1", "no json", "application/json", "t", 400, "BAD_REQUEST_BODY")]
    [InlineData("rest/checked?page=1", "no json", "text/plain", "t", 200, null)]
    [InlineData("rest/checked?page=1", """{"name":"a"}""", "application/json", "t", 200, null)]
    public async Task A_rest_api_checks_what_its_validators_say(
        string path, string body, string mediaType, string? tenant, int status, string? type)
    {
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync(TestTemplates.Rest);

        (int actual, JsonNode? answer, _) = await gateway.SendAsync("POST", path, request =>
        {
            request.Content = new StringContent(body, Encoding.UTF8, mediaType);
            if (tenant is not null)
            {
                request.Headers.Add("X-Tenant", tenant);
            }
        });
        Assert.Equal(status, actual);
        Assert.Equal(type, answer!["type"]?.GetValue<string>());
        Assert.Equal(status == 200 ? 1 : 0, gateway.BackendEvents.Count);

        // As on AWS, who may not call does not learn what a call has to be like.
        Assert.Equal(401, (await gateway.SendAsync("POST", path, token: null)).Status);
    }

    [Fact]
    public async Task A_preflight_on_a_rest_api_says_what_the_template_says_whoever_asks()
    {
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync(TestTemplates.Rest);

        (int status, _, HttpResponseMessage answer) = await gateway.SendAsync(
            "OPTIONS", "rest/items/1", request => request.Headers.Add("Origin", "https://other.example"), token: null);
        Assert.Equal(200, status);
        Assert.Equal("https://a.example", answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal("GET", answer.Headers.GetValues("Access-Control-Allow-Methods").Single());
        Assert.Equal("Authorization", answer.Headers.GetValues("Access-Control-Allow-Headers").Single());
        Assert.Empty(gateway.AuthorizerEvents);
    }

    [Theory]
    [InlineData("https://a.example", true)]
    [InlineData("https://other.example", false)]
    public async Task An_http_api_lets_in_the_origins_of_the_template(string origin, bool isAllowed)
    {
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync(TestTemplates.Http, """{"isAuthorized":true}""");
        void FromOrigin(HttpRequestMessage request) => request.Headers.Add("Origin", origin);

        (int status, _, HttpResponseMessage answer) = await gateway.SendAsync(
            "OPTIONS",
            "http/items/1",
            request =>
            {
                FromOrigin(request);
                request.Headers.Add("Access-Control-Request-Method", "GET");
            },
            token: null);
        Assert.Equal(204, status);
        Assert.Equal(isAllowed, answer.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.Equal(isAllowed, answer.Headers.Contains("Access-Control-Max-Age"));
        Assert.Equal(isAllowed, (await gateway.SendAsync("GET", "http/items/1", FromOrigin)).Response.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.Equal(isAllowed, (await gateway.SendAsync("GET", "http/items/1", FromOrigin, token: null)).Response.Headers.Contains("Access-Control-Allow-Origin"));
    }
}
