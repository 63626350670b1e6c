using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Contract;
using DevTool.Tests.Permissions;
using Xunit;

namespace DevTool.Tests.Serving;

/// <summary>The CDK example: the synthesized template, and the local gateway's decisions with this template.</summary>
public sealed class CdkTests : IDisposable
{
    private static readonly string Project = Path.Combine(Repository.Root, "build", "cdk");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cdk-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_example_is_synthesized_linted_and_run_by_the_local_gateway()
    {
        string template = await SynthesizeAsync();
        string text = await File.ReadAllTextAsync(template, Cancellation);

        // CDK writes DependsOn also for dependencies that references already imply (W3005).
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
        await AssertExplainsAsync(serve);
    }

    [Fact]
    public async Task A_local_user_pool_replaces_an_imported_user_pool()
    {
        string template = await SynthesizeAsync();
        await File.WriteAllTextAsync(template, WithImportedPool(await File.ReadAllTextAsync(template, Cancellation)), Cancellation);

        await using ServeProcess serve = await ServeProcess.StartTemplateAsync(template);
        Assert.EndsWith(" (replaces the user pools that the template imports)", serve.Command("Identity provider  http://"), StringComparison.Ordinal);
        Assert.Equal(200, await serve.CallAsync("REST", "/pets", serve.Token));
        Assert.Equal(403, await serve.CallAsync("HTTP", "/admin/reports", serve.Token));
    }

    // Replaces the user pool and the app client with their IDs, as UserPool.fromUserPoolId and UserPoolClient.fromUserPoolClientId do.
    private static string WithImportedPool(string template)
    {
        JsonObject root = JsonNode.Parse(template)!.AsObject();
        JsonObject resources = root["Resources"]!.AsObject();
        foreach ((string name, JsonNode? resource) in resources.ToArray())
        {
            string type = (string)resource!["Type"]!;
            if (type.StartsWith("AWS::Cognito::", StringComparison.Ordinal))
            {
                _ = resources.Remove(name);
                template = root.ToJsonString();
                string id = type == "AWS::Cognito::UserPool" ? "eu-central-1_Imported1" : "3n4b5urk1ft4fl3mg5e62d9ado";
                root = JsonNode.Parse(template.Replace($"{{\"Ref\":\"{name}\"}}", $"\"{id}\"", StringComparison.Ordinal))!.AsObject();
                resources = root["Resources"]!.AsObject();
            }
        }

        return root.ToJsonString();
    }

    // The printed command uses the rules of the layer. They are in the folder that CDK uploads.
    private static async Task AssertExplainsAsync(ServeProcess serve)
    {
        using var tool = new ToolProcess();
        (int code, string output, string errors) = await tool.ShellAsync(
            $"cd {serve.Folder}\n{serve.Command("export TOKEN=")}\n{serve.Command("AUTHORIZER_ISSUERS=")}\n");
        Assert.True(code == 0, output + errors);
    }

    // The command is that of the README. The content of the zip does not affect the template.
    private async Task<string> SynthesizeAsync()
    {
        if (!File.Exists(Path.Combine(Project, "dist", "example", "app.js")))
        {
            MotoServer.SkipOrFail("build/cdk is not built; run make test, which builds it");
        }

        string zip = Path.Combine(_folder.FullName, "authorizer-linux-arm64.zip");
        await File.WriteAllTextAsync(zip, "zip", Cancellation);
        var start = new ProcessStartInfo(
            Path.Combine(Project, "node_modules", ".bin", "cdk"),
            ["synth", "--quiet", "--output", _folder.FullName, "--context", $"zip={zip}", "--context", "permissions=../../src/Authorizer/permissions.json"])
        {
            WorkingDirectory = Project,
        };
        ScriptResult synth = await ScriptResult.OfAsync(start, Cancellation);
        Assert.True(synth.ExitCode == 0, synth.Errors + synth.Output);
        return Path.Combine(_folder.FullName, "AuthorizerExample.template.json");
    }

    // Checks that method and path are part of the cache key.
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
