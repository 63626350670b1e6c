using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Contract;
using DevTool.Gateway.Definitions;
using DevTool.Templates;
using DevTool.Templates.Resources;
using DevTool.Tests.Gateway;
using Xunit;

namespace DevTool.Tests.Mcp;

/// <summary>The protected resource metadata (RFC 9728). It is served without a token and without a function.</summary>
public sealed class McpMetadataTests
{
    private const string PublicUrl = "https://api.example.com/v1";

    [Theory]
    [InlineData("/.well-known/oauth-protected-resource", PublicUrl)]
    [InlineData("/.well-known/oauth-protected-resource/mcp", PublicUrl + "/mcp")]
    public void The_metadata_has_the_resource_and_the_user_pool(string path, string resource)
    {
        RouteDefinition route = Read(new() { ["PublicUrl"] = PublicUrl }).Apis[0].Routes.Single(one => one.Path == path && one.Method == "GET");

        var mock = Assert.IsType<MockIntegrationDefinition>(route.Integration);
        JsonNode metadata = JsonNode.Parse(mock.Template!)!;
        Assert.Equal(resource, metadata["resource"]!.GetValue<string>());
        Assert.Equal("header", Assert.Single(metadata["bearer_methods_supported"]!.AsArray())!.GetValue<string>());

        // The authorization server must equal the issuer in Cognito's discovery document, because clients compare both (RFC 8414, section 3.3).
        var discovery = JsonNode.Parse("""
            {"issuer":"https://cognito-idp.us-east-1.amazonaws.com/us-east-1_AbC123","jwks_uri":"https://cognito-idp.us-east-1.amazonaws.com/us-east-1_AbC123/.well-known/jwks.json","response_types_supported":["code","token"],"scopes_supported":["openid","email","phone","profile"],"subject_types_supported":["public"]}
            """)!;
        Assert.Equal(discovery["issuer"]!.GetValue<string>(), Assert.Single(metadata["authorization_servers"]!.AsArray())!.GetValue<string>());
        Assert.All(Scopes(metadata), scope => Assert.Contains(scope, Scopes(discovery)));
        Assert.Null(route.Authorizer);
        Assert.Contains(KeyValuePair.Create("Access-Control-Allow-Origin", "*"), mock.Headers);
    }

    [Fact]
    public void The_401_response_and_the_authorizer_have_the_metadata_URL()
    {
        StackDefinition stack = Read(new() { ["PublicUrl"] = PublicUrl, ["McpServerUrl"] = "https://mcp.example.com/mcp" });

        string url = PublicUrl + "/.well-known/oauth-protected-resource/mcp";
        Assert.Equal($"'Bearer resource_metadata=\"{url}\"'", stack.Apis[0].GatewayResponses["UNAUTHORIZED"].Headers["WWW-Authenticate"]);
        Assert.Equal(url, stack.Functions[0].Environment["AUTHORIZER_RESOURCE_METADATA_URL"]);
        Assert.Equal("'Bearer'", Read([]).Apis[0].GatewayResponses["UNAUTHORIZED"].Headers["WWW-Authenticate"]);
        Assert.DoesNotContain(Read([]).Apis[0].Routes, route => route.Path == "/mcp");
        Assert.Equal(TimeSpan.Zero, stack.Apis[0].Routes.Single(route => route is { Path: "/mcp", Method: "POST" }).Authorizer!.ResultTtl);
    }

    [Theory]
    [InlineData("https://a.example/\"x")]
    [InlineData("https://a.example/")]
    [InlineData("https://a.example/'")]
    [InlineData("a.example")]
    public void A_URL_that_is_invalid_in_a_header_is_refused(string url) => _ = Assert.Single(Errors(new() { ["PublicUrl"] = url }));

    [Fact]
    public async Task The_gateway_serves_the_metadata_and_forwards_MCP_requests_to_the_server()
    {
        const string Api = """
              RestApi:
                Type: AWS::Serverless::Api
                Properties:
                  StageName: demo
                  Auth:
                    DefaultAuthorizer: Token
                    Authorizers:
                      Token: { FunctionArn: !GetAtt AuthorizerFunction.Arn, FunctionPayloadType: REQUEST, Identity: { Headers: [Authorization], ReauthorizeEvery: 0 } }
                  DefinitionBody:
                    openapi: 3.0.1
                    paths:
                      /open:
                        get:
                          security: [{ NONE: [] }]
                          x-amazon-apigateway-integration:
                            type: mock
                            requestTemplates: { application/json: '{"statusCode": 200}' }
                            responses:
                              default:
                                statusCode: "203"
                                responseParameters: { method.response.header.X-Fixed: "'fixed'" }
                                responseTemplates: { application/json: '{"stage":"$context.stage"}' }
                      /mcp:
                        post:
                          x-amazon-apigateway-integration: { type: http_proxy, httpMethod: POST, uri: !Ref Server }
            """;
        await using McpServerProcess server = await McpServerProcess.StartAsync();
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync(
            "  " + Api.Replace("\n", "\n  ", StringComparison.Ordinal).TrimStart().Replace("!Ref Server", server.Url.AbsoluteUri, StringComparison.Ordinal));

        (int status, JsonNode? body, HttpResponseMessage response) = await gateway.SendAsync("GET", "rest/open", token: null);
        Assert.Equal((203, """{"stage":"demo"}"""), (status, body!.ToJsonString()));
        Assert.Equal("fixed", Assert.Single(response.Headers.GetValues("X-Fixed")));

        Assert.Equal(401, (await gateway.SendAsync("POST", "rest/mcp", token: null)).Status);
        (status, _, response) = await gateway.SendAsync("POST", "rest/mcp", request =>
        {
            request.Headers.Add("Mcp-Method", "tools/list");
            request.Headers.Add("Mcp-Protocol-Version", "2026-07-28");
            request.Headers.Accept.ParseAdd("application/json");
            request.Headers.Accept.ParseAdd("text/event-stream");
            request.Content = new StringContent("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{}}""", System.Text.Encoding.UTF8, "application/json");
        });
        Assert.Equal(400, status);
    }

    private static string[] Scopes(JsonNode document) => [.. document["scopes_supported"]!.AsArray().Select(scope => scope!.GetValue<string>())];

    private static StackDefinition Read(Dictionary<string, string> parameters)
    {
        var errors = new TemplateErrors("template.yaml");
        StackDefinition? stack = StackReader.Read(Template, parameters, new Dictionary<string, string> { ["UserPool"] = "us-east-1_AbC123" }, errors);
        Assert.Empty(errors.All);
        return stack!;
    }

    private static IReadOnlyCollection<TemplateError> Errors(Dictionary<string, string> parameters)
    {
        var errors = new TemplateErrors("template.yaml");
        _ = StackReader.Read(Template, parameters, new Dictionary<string, string>(), errors);
        return [.. errors.All];
    }

    private static string Template => File.ReadAllText(Path.Combine(Repository.Root, "template.yaml"));
}
