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

/// <summary>The CDK construct turns caching off if a request could get the cached result of a different request.</summary>
public sealed class CdkCachingTests
{
    private static readonly string Project = Path.Combine(Repository.Root, "build", "cdk");

    // Each case has the properties of the construct, the identity sources for the token and the address, the cache time, the beginning of the
    // error, and the identity source of WebSocket APIs.
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
        ("""{"rules":[],"environment":{"AUTHORIZER_TOKEN_SOURCES":"cookie:token, header:Authorization"},"ttl":300}""", null, null, 0, "AUTHORIZER_TOKEN_SOURCES lists several token sources", ""),
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

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
            MotoServer.SkipOrFail("build/cdk is not built; run make test, which builds it");
        }

        string script = Path.Combine(Repository.Root, "tests", "DevTool.Tests", "Serving", "cdk-caching.cjs");
        ScriptResult result = await ScriptResult.OfAsync(new ProcessStartInfo("node", [script, Project, $"[{string.Join(',', cases)}]"]), Cancellation);
        Assert.True(result.ExitCode == 0, result.Errors);
        return JsonNode.Parse(result.Output)!.AsArray();
    }
}
