using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace DevTool.Tests.Gateway;

/// <summary>The gateway calls authorizers as API Gateway does. The calls use HTTP, and the functions are processes.</summary>
public sealed class AuthorizationTests
{
    private static readonly Dictionary<string, string> NoCache = new() { ["Ttl"] = "0" };

    [Theory]
    [InlineData("rest", TestTemplates.Rest)]
    [InlineData("http", TestTemplates.Http)]
    public async Task A_call_without_the_identity_source_gets_401_and_does_not_reach_the_authorizer(string mount, string apis)
    {
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync(apis);

        Assert.Equal(401, (await gateway.SendAsync("GET", mount + "/items/1", token: null)).Status);
        Assert.Equal(401, (await gateway.SendAsync("GET", mount + "/items/1", token: string.Empty)).Status);
        Assert.Empty(gateway.AuthorizerEvents);
        Assert.Empty(gateway.BackendEvents);
    }

    [Theory]
    [InlineData("rest", TestTemplates.Rest, "Unauthorized", 401)]
    [InlineData("rest", TestTemplates.Rest, "unauthorized", 500)]
    [InlineData("rest", TestTemplates.Rest, "Unauthorized.", 500)]
    [InlineData("http", TestTemplates.Http, "Unauthorized", 401)]
    [InlineData("http", TestTemplates.Http, "KeysUnavailable", 500)]
    public async Task The_error_Unauthorized_causes_401_and_other_errors_cause_500(string mount, string apis, string error, int status)
    {
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync(apis, error: error);

        Assert.Equal(status, (await gateway.SendAsync("GET", mount + "/items/1")).Status);
        Assert.Equal(status, (await gateway.SendAsync("GET", mount + "/items/1")).Status);
        Assert.Equal(2, gateway.AuthorizerEvents.Count);
        Assert.Empty(gateway.BackendEvents);
    }

    [Theory]
    [InlineData("rest", TestTemplates.Rest, """{"isAuthorized":true}""")]
    [InlineData("rest", TestTemplates.Rest, "nonsense")]
    [InlineData("http", TestTemplates.Http, GatewayUnderTest.Allow)]
    [InlineData("http", TestTemplates.Http, """{"isAuthorized":"true"}""")]
    public async Task A_malformed_authorizer_answer_causes_500(string mount, string apis, string answer)
    {
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync(apis, answer);

        (int status, System.Text.Json.Nodes.JsonNode? body, _) = await gateway.SendAsync("GET", mount + "/items/1");
        Assert.Equal(500, status);
        if (mount == "rest")
        {
            Assert.Equal("AUTHORIZER_CONFIGURATION_ERROR", body!["type"]!.GetValue<string>());
        }

        Assert.Empty(gateway.BackendEvents);
    }

    [Theory]
    [InlineData("rest", TestTemplates.Rest, """{"principalId":"p","context":{"errorCode":"route_not_permitted"},"policyDocument":{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}}""")]
    [InlineData("http", TestTemplates.Http, """{"isAuthorized":false,"context":{"errorCode":"route_not_permitted"}}""")]
    public async Task A_denial_causes_403(string mount, string apis, string answer)
    {
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync(apis, answer);

        (int status, System.Text.Json.Nodes.JsonNode? body, System.Net.Http.HttpResponseMessage response) =
            await gateway.SendAsync("GET", mount + "/items/1");
        Assert.Equal(403, status);
        Assert.Empty(gateway.BackendEvents);
        if (mount == "rest")
        {
            Assert.Equal("""{"code":"route_not_permitted","path":"/demo/items/1"}""", body!.ToJsonString());
            Assert.Equal("route_not_permitted", response.Headers.GetValues("X-Code").Single());
            Assert.Equal("fixed", response.Headers.GetValues("X-Fixed").Single());
        }
        else
        {
            Assert.Equal("""{"message":"Forbidden"}""", body!.ToJsonString());
        }
    }

    [Theory]
    [InlineData("rest", TestTemplates.Rest, GatewayUnderTest.Allow)]
    [InlineData("http", TestTemplates.Http, """{"isAuthorized":true}""")]
    public async Task An_answer_is_cached_by_identity_sources_for_the_configured_time(string mount, string apis, string answer)
    {
        await using GatewayUnderTest kept = await GatewayUnderTest.StartAsync(apis, answer);
        Assert.Equal(200, (await kept.SendAsync("GET", mount + "/items/1")).Status);
        Assert.Equal(200, (await kept.SendAsync("GET", mount + "/items/1")).Status);
        _ = Assert.Single(kept.AuthorizerEvents);
        Assert.Equal(200, (await kept.SendAsync("GET", mount + "/items/1", token: "Bearer other")).Status);
        Assert.Equal(2, kept.AuthorizerEvents.Count);

        await using GatewayUnderTest asked = await GatewayUnderTest.StartAsync(apis, answer, parameters: NoCache);
        Assert.Equal(200, (await asked.SendAsync("GET", mount + "/items/1")).Status);
        Assert.Equal(200, (await asked.SendAsync("GET", mount + "/items/1")).Status);
        Assert.Equal(2, asked.AuthorizerEvents.Count);
    }

    [Fact]
    public async Task A_cached_policy_is_evaluated_for_each_call()
    {
        const string One =
            """{"principalId":"p","policyDocument":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"execute-api:Invoke","Resource":"arn:aws:execute-api:*:*:*/demo/GET/items/1"}]}}""";
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync(TestTemplates.Rest, One);

        Assert.Equal(200, (await gateway.SendAsync("GET", "rest/items/1")).Status);
        Assert.Equal(403, (await gateway.SendAsync("GET", "rest/items/2")).Status);
        Assert.Equal(403, (await gateway.SendAsync("POST", "rest/items/1")).Status);
        _ = Assert.Single(gateway.AuthorizerEvents);
    }

    [Fact]
    public async Task A_cached_simple_answer_applies_to_every_route_with_the_same_identity_sources()
    {
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync(TestTemplates.Http, """{"isAuthorized":true}""");

        Assert.Equal(200, (await gateway.SendAsync("GET", "http/items/1")).Status);
        Assert.Equal(200, (await gateway.SendAsync("DELETE", "http/items/2")).Status);
        _ = Assert.Single(gateway.AuthorizerEvents);
    }

    [Theory]
    [InlineData("rest", TestTemplates.Rest, """{"principalId":"p","usageIdentifierKey":"k","context":{"n":1,"b":true,"s":"x"},"policyDocument":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}}""", """{"n":"1","b":"true","s":"x","principalId":"p"}""")]
    [InlineData("http", TestTemplates.Http, """{"isAuthorized":true,"usageIdentifierKey":"k","context":{"n":1,"b":true,"s":"x"}}""", """{"lambda":{"n":1,"b":true,"s":"x"}}""")]
    public async Task A_rest_api_converts_the_context_to_text_and_an_http_api_keeps_the_types(
        string mount, string apis, string answer, string expected)
    {
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync(apis, answer);

        Assert.Equal(200, (await gateway.SendAsync("GET", mount + "/items/1")).Status);
        Assert.Equal(expected, Assert.Single(gateway.BackendEvents)["requestContext"]!["authorizer"]!.ToJsonString());
    }

    [Fact]
    public async Task A_route_without_security_does_not_call_the_authorizer()
    {
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync(TestTemplates.Rest);

        Assert.Equal(200, (await gateway.SendAsync("GET", "rest/open", token: null)).Status);
        Assert.Empty(gateway.AuthorizerEvents);
    }
}
