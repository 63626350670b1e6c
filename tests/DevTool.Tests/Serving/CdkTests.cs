using System.Diagnostics;
using System.IO;
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
