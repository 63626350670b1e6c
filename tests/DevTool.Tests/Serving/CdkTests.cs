using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Contract;
using Xunit;

namespace DevTool.Tests.Serving;

/// <summary>The CDK example: the construct's template, and the local gateway's decisions with it.</summary>
public sealed class CdkTests
{
    private static readonly string Project = Path.Combine(Repository.Root, "build", "cdk");

    // Properties of the construct, the token and the address among the identity sources, the cache time, the beginning of the error, and the
    // identity source of WebSocket APIs.
    private static readonly (string Properties, string? Token, string? Address, int Seconds, string? Error, string WebSocket)[] Cases =
    [
        ("""{"rules":[{"id":"r","routes":["GET /"]}]}""", "header.Authorization", null, 300, null, "route.request.header.Authorization"),
        ("""{"rules":[{"id":"r","routes":["GET /"]}],"ttl":60}""", "header.Authorization", null, 60, null, "route.request.header.Authorization"),
        ("""{"rules":[{"id":"r","routes":["GET /"]}],"webSocketTokenQuery":"token"}""", "header.Authorization", null, 300, null, "route.request.querystring.token"),
        ("""{"rules":[{"id":"m","routes":["MCP /mcp tools/list"]}]}""", "header.Authorization", null, 0, null, "route.request.header.Authorization"),
        ("""{"rules":[{"id":"m","routes":["MCP /mcp tools/list"]}],"ttl":300}""", "header.Authorization", null, 0, "rule \"m\" has an MCP route", "route.request.header.Authorization"),
        ("""{"rules":[{"id":"s","routes":["GET /"],"when":{"signedInWithin":60}}],"ttl":1}""", "header.Authorization", null, 0, "rule \"s\" has \"signedInWithin\"", "route.request.header.Authorization"),
        ("""{"rules":[{"id":"a","routes":["GET /"],"when":{"sourceIp":["10.0.0.0/8"]}}]}""", "header.Authorization", "context.identity.sourceIp", 300, null, "route.request.header.Authorization"),
        ("""{"rules":[],"environment":{"AUTHORIZER_CONTENT_TYPES":"application/json"},"ttl":300}""", "header.Authorization", null, 0, "AUTHORIZER_CONTENT_TYPES checks headers", "route.request.header.Authorization"),
        ("""{"rules":[],"environment":{"AUTHORIZER_TOKEN_SOURCES":"cookie:token"}}""", "header.Cookie", null, 300, null, "route.request.header.Cookie"),
        ("""{"rules":[],"environment":{"AUTHORIZER_TOKEN_SOURCES":"header:Authorization,subprotocol:bearer"}}""", "header.Authorization", null, 300, null, "route.request.header.Sec-WebSocket-Protocol"),
        ("""{"rules":[],"environment":{"AUTHORIZER_TOKEN_SOURCES":"cookie:token, header:Authorization"},"ttl":300}""", null, null, 0, "AUTHORIZER_TOKEN_SOURCES names several places", ""),
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_example_is_synthesized_linted_and_run_by_the_local_gateway()
    {
        if (!File.Exists(Path.Combine(Project, "dist", "example", "app.js")))
        {
            MotoServer.SkipOrFail("build/cdk is not built; make test builds it");
        }

        DirectoryInfo folder = Directory.CreateTempSubdirectory("cdk-");
        try
        {
            string template = await SynthesizeAsync(folder);
            string text = await File.ReadAllTextAsync(template, Cancellation);

            // CDK also writes dependencies that references imply.
            await CfnLint.AssertCleanAsync(text, "W3005");
            AssertAuthorizers(JsonNode.Parse(text)!["Resources"]!.AsObject());

            await using ServeProcess serve = await ServeProcess.StartTemplateAsync(template);
            foreach (string api in (string[])["REST", "HTTP"])
            {
                Assert.Equal(200, await serve.CallAsync(api, "/pets", serve.Token));
                Assert.Equal(200, await serve.CallAsync(api, "/pets/1", serve.Token));
                Assert.Equal(403, await serve.CallAsync(api, "/admin/reports", serve.Token));
                Assert.Equal(401, await serve.CallAsync(api, "/pets"));
            }

            Assert.Equal(426, await serve.CallAsync("WebSocket", "/", serve.Token));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Results_that_depend_on_more_than_the_identity_sources_are_not_cached()
    {
        JsonArray made = await SynthesizeAsync(Cases.Select(one => one.Properties));

        Assert.All(Cases.Zip(made), pair =>
        {
            ((string _, string? token, string? address, int seconds, string? error, string webSocket), JsonNode? found) = pair;
            string[] rest = token is null ? [] : [$"method.request.{token}", "context.httpMethod", "context.path", .. address is null ? Array.Empty<string>() : [address]];
            string[] http = token is null ? [] : [$"$request.{token}", "$context.routeKey", "$context.path", "$context.httpMethod", .. address is null ? Array.Empty<string>() : ["$" + address]];
            Assert.Equal($"{string.Join(',', rest)} {seconds}", (string)found!["rest"]!);
            Assert.Equal($"{string.Join(' ', http)} {seconds}", (string)found["http"]!);
            Assert.Equal(webSocket, (string)found["webSocket"]!);
            string errors = string.Concat(found["errors"]!.AsArray());
            Assert.StartsWith(error is null ? string.Empty : "resultsCacheTtl must be 0: " + error, errors, StringComparison.Ordinal);
            Assert.Equal(error is null, errors.Length == 0);
        });
    }

    private static async Task<JsonArray> SynthesizeAsync(IEnumerable<string> cases)
    {
        if (!File.Exists(Path.Combine(Project, "dist", "lib", "authorizer.js")))
        {
            MotoServer.SkipOrFail("build/cdk is not built; make test builds it");
        }

        string script = Path.Combine(Repository.Root, "tests", "DevTool.Tests", "Serving", "cdk-caching.cjs");
        ScriptResult result = await ScriptResult.OfAsync(new ProcessStartInfo("node", [script, Project, $"[{string.Join(',', cases)}]"]), Cancellation);
        Assert.True(result.ExitCode == 0, result.Errors);
        return JsonNode.Parse(result.Output)!.AsArray();
    }

    // As the page says; the zip itself does not matter to the template.
    private static async Task<string> SynthesizeAsync(DirectoryInfo folder)
    {
        string zip = Path.Combine(folder.FullName, "authorizer-linux-arm64.zip");
        await File.WriteAllTextAsync(zip, "zip", Cancellation);
        var start = new ProcessStartInfo(
            Path.Combine(Project, "node_modules", ".bin", "cdk"),
            ["synth", "--quiet", "--output", folder.FullName, "--context", $"zip={zip}", "--context", "permissions=../../src/Authorizer/permissions.json"])
        {
            WorkingDirectory = Project,
        };
        ScriptResult synth = await ScriptResult.OfAsync(start, Cancellation);
        Assert.True(synth.ExitCode == 0, synth.Errors + synth.Output);
        return Path.Combine(folder.FullName, "AuthorizerExample.template.json");
    }

    // Method and path are part of the cache key.
    private static void AssertAuthorizers(JsonObject resources)
    {
        string rest = string.Empty, http = string.Empty, webSocket = string.Empty;
        foreach ((_, JsonNode? resource) in resources)
        {
            JsonNode? properties = resource!["Properties"];
            switch ((string?)resource["Type"])
            {
                case "AWS::ApiGateway::Authorizer":
                    rest = $"{properties!["IdentitySource"]} {properties["AuthorizerResultTtlInSeconds"]}";
                    break;
                case "AWS::ApiGatewayV2::Authorizer" when properties!["EnableSimpleResponses"] is not null:
                    http = $"{string.Join(' ', properties["IdentitySource"]!.AsArray())} {properties["AuthorizerPayloadFormatVersion"]} {properties["AuthorizerResultTtlInSeconds"]}";
                    break;
                case "AWS::ApiGatewayV2::Authorizer":
                    webSocket = string.Join(' ', properties!["IdentitySource"]!.AsArray());
                    break;
                default:
                    break;
            }
        }

        Assert.Equal("method.request.header.Authorization,context.httpMethod,context.path 300", rest);
        Assert.Equal("$request.header.Authorization $context.routeKey $context.path $context.httpMethod 2.0 300", http);
        Assert.Equal("route.request.header.Authorization", webSocket);
    }
}
