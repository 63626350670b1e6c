using System;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace DevTool.Tests.Gateway;

/// <summary>The conversion of requests to events and of refusals to responses.</summary>
public sealed class RequestTests
{
    [Theory]
    [InlineData("rest/items", TestTemplates.Rest, GatewayUnderTest.Allow, "path", "/items/a%20b%2Fc", "a%20b%2Fc")]
    [InlineData("http/items", TestTemplates.Http, """{"isAuthorized":true}""", "rawPath", "/items/a b/c", "a b/c")]
    [InlineData("http/first", TestTemplates.Http, """{"isAuthorized":true}""", "path", "/first/a b/c", "a b/c")]
    public async Task A_rest_api_keeps_percent_escapes_and_an_http_api_decodes_percent_escapes(
        string path, string apis, string answer, string member, string expected, string parameter)
    {
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync(apis, answer);

        Assert.Equal(200, (await gateway.SendAsync("GET", path + "/a%20b%2Fc?q=1")).Status);
        JsonNode asked = Assert.Single(gateway.AuthorizerEvents);
        JsonNode sent = Assert.Single(gateway.BackendEvents);
        Assert.EndsWith($"/GET/{path.Split('/')[1]}/a%20b%2Fc", (asked["methodArn"] ?? asked["routeArn"])!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(expected, sent[member]!.GetValue<string>());
        Assert.Equal(expected, (asked["path"] ?? asked["rawPath"])!.GetValue<string>());
        string? inContext = (sent["requestContext"]!["path"] ?? sent["requestContext"]!["http"]!["path"])!.GetValue<string>();
        Assert.EndsWith(expected, inContext, StringComparison.Ordinal);
        Assert.Equal(parameter, sent["pathParameters"]!["id"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("/items/1/", "/items/1/", "/demo/items/1/", "/items/{id}", """{"id":"1"}""")]
    [InlineData("//items/1", "/items/1", "/demo//items/1", "/items/{id}", """{"id":"1"}""")]
    [InlineData("/below/a//b/", "/below/a//b/", "/demo/below/a//b/", "/below/{rest+}", """{"rest":"a//b"}""")]
    [InlineData("/slash", "/slash", "/demo/slash", "/slash", null)]
    [InlineData("/slash/", "/slash/", "/demo/slash/", "/slash", null)]
    public async Task A_rest_api_finds_a_resource_despite_extra_slashes(
        string target, string path, string inContext, string resource, string? parameters)
    {
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync(TestTemplates.Rest);

        Assert.Equal(200, await gateway.CurlAsync("rest" + target));
        JsonNode sent = Assert.Single(gateway.BackendEvents);
        Assert.Equal(path, sent["path"]!.GetValue<string>());
        Assert.Equal(inContext, sent["requestContext"]!["path"]!.GetValue<string>());
        Assert.Equal(resource, sent["resource"]!.GetValue<string>());
        Assert.Equal(parameters, sent["pathParameters"]?.ToJsonString());
        Assert.EndsWith("/demo/GET" + path, Assert.Single(gateway.AuthorizerEvents)["methodArn"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rest_api_sends_the_stage_only_in_the_request_context()
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
    public async Task A_binary_body_is_encoded_in_base64(string mount, string apis, string answer)
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
    public async Task A_rest_api_treats_a_body_as_text_unless_its_media_type_is_binary()
    {
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync(TestTemplates.Rest);

        _ = await gateway.SendAsync("POST", "rest/items/1", request => request.Content = new StringContent("x", Encoding.UTF8, "image/png"));
        JsonNode sent = Assert.Single(gateway.BackendEvents);
        Assert.False(sent["isBase64Encoded"]!.GetValue<bool>());
        Assert.Equal("x", sent["body"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_repeated_header_is_a_list_on_a_rest_api_and_one_value_on_an_http_api()
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
    public async Task A_path_without_a_route_gets_403_on_a_rest_api_and_404_on_an_http_api()
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
    [InlineData("rest/checked?page=1", "", "application/json", "t", 400, "BAD_REQUEST_BODY")]
    [InlineData("rest/checked?page=1", "no json", "application/json", "t", 400, "BAD_REQUEST_BODY")]
    [InlineData("rest/checked?page=1", "no json", "text/plain", "t", 200, null)]
    [InlineData("rest/checked?page=1", """{"name":"a"}""", "application/json", "t", 200, null)]
    public async Task A_rest_api_validates_requests_with_its_request_validators(
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

        // As on AWS, a caller without a token does not learn which parameters are required.
        Assert.Equal(401, (await gateway.SendAsync("POST", path, token: null)).Status);
    }

    [Theory]
    [InlineData("X-Tenant", 200)]
    [InlineData("x-tenant", 400)]
    public async Task A_validator_treats_a_missing_body_as_an_empty_object_and_header_names_as_case_sensitive(string header, int status)
    {
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync(TestTemplates.Rest);

        Assert.Equal(status, await gateway.CurlAsync("rest/optional", "-X", "POST", "-H", "Content-Type: application/json", "-H", header + ": t"));
    }

    [Fact]
    public async Task The_authorizer_of_an_ANY_route_also_decides_preflights()
    {
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync(TestTemplates.Http, """{"isAuthorized":true}""");
        string[] preflight = ["-X", "OPTIONS", "-H", "Origin: https://a.example", "-H", "Access-Control-Request-Method: GET"];

        Assert.Equal(401, await gateway.CurlWithoutTokenAsync("http/any/1", preflight));
        Assert.Equal(200, await gateway.CurlAsync("http/any/1", preflight));
        Assert.Equal("OPTIONS", Assert.Single(gateway.BackendEvents)["requestContext"]!["http"]!["method"]!.GetValue<string>());
        Assert.Equal(204, await gateway.CurlWithoutTokenAsync("http/items/1", preflight));
        Assert.Equal(204, await gateway.CurlWithoutTokenAsync("http/nowhere", preflight));
    }

    [Theory]
    [InlineData("text/csv", false)]
    [InlineData("application/json; charset=utf-8", false)]
    [InlineData("application/xml", false)]
    [InlineData("application/javascript", false)]
    [InlineData("application/x-www-form-urlencoded", true)]
    [InlineData("application/problem+json", true)]
    [InlineData("image/svg+xml", true)]
    [InlineData("application/octet-stream", true)]
    [InlineData("", true)]
    public async Task An_http_api_treats_four_kinds_of_body_as_text(string mediaType, bool isBase64)
    {
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync(TestTemplates.Http, """{"isAuthorized":true}""");

        Assert.Equal(200, await gateway.CurlAsync("http/items/1", "--data-binary", "x=1", "-H", "Content-Type:" + mediaType));
        JsonNode sent = Assert.Single(gateway.BackendEvents);
        Assert.Equal(isBase64, sent["isBase64Encoded"]!.GetValue<bool>());
        Assert.Equal(isBase64 ? "eD0x" : "x=1", sent["body"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("rest/items/1", TestTemplates.Rest, GatewayUnderTest.Allow, """["accessKey","accountId","caller","cognitoAuthenticationProvider","cognitoAuthenticationType","cognitoIdentityId","cognitoIdentityPoolId","principalOrgId","sourceIp","user","userAgent","userArn"]""")]
    [InlineData("http/first/1", TestTemplates.Http, """{"isAuthorized":true}""", """["accessKey","accountId","caller","cognitoAmr","cognitoAuthenticationProvider","cognitoAuthenticationType","cognitoIdentityId","cognitoIdentityPoolId","principalOrgId","sourceIp","user","userAgent","userArn"]""")]
    public async Task The_identity_has_the_members_that_AWS_sends(string path, string apis, string answer, string members)
    {
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync(apis, answer);

        Assert.Equal(200, (await gateway.SendAsync("GET", path)).Status);
        JsonObject context = Assert.Single(gateway.BackendEvents)["requestContext"]!.AsObject();
        string[] names = [.. context["identity"]!.AsObject().Select(member => member.Key).Order(StringComparer.Ordinal)];
        Assert.Equal(members, System.Text.Json.JsonSerializer.Serialize(names));
        Assert.Equal("127.0.0.1", context["identity"]!["sourceIp"]!.GetValue<string>());
        Assert.Equal(path[0] == 'r', context.ContainsKey("deploymentId"));
    }

    [Theory]
    [InlineData("rest/items/1", TestTemplates.Rest, GatewayUnderTest.Allow, "X-Amzn-Trace-Id")]
    [InlineData("http/items/1", TestTemplates.Http, """{"isAuthorized":true}""", "x-amzn-trace-id")]
    public async Task Every_request_has_a_trace_ID_and_every_response_has_request_IDs(string path, string apis, string answer, string field)
    {
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync(apis, answer);

        HttpResponseMessage response = (await gateway.SendAsync("GET", path)).Response;
        JsonNode sent = Assert.Single(gateway.BackendEvents);
        string trace = sent["headers"]![field]!.GetValue<string>();
        Assert.Matches("^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$", trace);
        if (path.StartsWith("rest", StringComparison.Ordinal))
        {
            Assert.Equal(trace, response.Headers.GetValues("X-Amzn-Trace-Id").Single());
            Assert.Equal(sent["requestContext"]!["requestId"]!.GetValue<string>(), response.Headers.GetValues("x-amzn-RequestId").Single());
            Assert.Equal(sent["requestContext"]!["extendedRequestId"]!.GetValue<string>(), response.Headers.GetValues("x-amz-apigw-id").Single());
        }
        else
        {
            Assert.Equal(sent["requestContext"]!["requestId"]!.GetValue<string>(), response.Headers.GetValues("apigw-requestid").Single());
            Assert.False(response.Headers.Contains("X-Amzn-Trace-Id"));
        }

        // The gateway keeps a trace header from the client.
        _ = await gateway.SendAsync("GET", path, request => request.Headers.Add("X-Amzn-Trace-Id", "Root=1-00000000-000000000000000000000001"));
        Assert.Equal("Root=1-00000000-000000000000000000000001", gateway.BackendEvents[1]["headers"]![field]!.GetValue<string>());
    }

    [Theory]
    [InlineData("rest/items/1", TestTemplates.Rest, GatewayUnderTest.Allow, 10 * 1024 * 1024 + 1, """{"type":"REQUEST_TOO_LARGE","message":"Request Too Long"}""", 0)]
    [InlineData("rest/items/1", TestTemplates.Rest, GatewayUnderTest.Allow, 7_000_000, """{"type":"REQUEST_TOO_LARGE","message":"Request Too Long"}""", 1)]
    [InlineData("http/items/1", TestTemplates.Http, """{"isAuthorized":true}""", 10 * 1024 * 1024 + 1, """{"message":"Request Entity Too Large"}""", 0)]
    [InlineData("http/items/1", TestTemplates.Http, """{"isAuthorized":true}""", 5_000_000, """{"message":"Request Entity Too Large"}""", 1)]
    public async Task A_request_that_is_too_large_for_the_gateway_or_for_Lambda_gets_413(
        string path, string apis, string answer, int bytes, string expected, int asked)
    {
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync(apis, answer);

        (int status, JsonNode? body, _) = await gateway.SendAsync("POST", path, request =>
        {
            request.Content = new ByteArrayContent(new byte[bytes]);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x");
        });
        Assert.Equal(413, status);
        Assert.Equal(expected, body!.ToJsonString());
        Assert.Equal(asked, gateway.AuthorizerEvents.Count);
        Assert.Empty(gateway.BackendEvents);
    }

    [Fact]
    public async Task A_rest_api_gives_preflights_of_all_origins_the_response_of_the_template()
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
    public async Task An_http_api_allows_the_origins_of_the_template(string origin, bool isAllowed)
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
