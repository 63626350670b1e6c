using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Contract;
using Xunit;

namespace Deployment.Tests;

/// <summary>The Terraform module and its examples. HashiCorp's own parser reads the files.</summary>
public sealed partial class TerraformTests
{
    private static readonly string[] HttpContext = ["$context.routeKey", "$context.path", "$context.httpMethod"];

    private static readonly string Module = Path.Combine(Repository.Root, "build", "terraform");

    [Fact]
    public async Task Every_file_is_valid_HCL_and_the_examples_use_existing_variables_and_outputs()
    {
        JsonObject[] module = [.. await ParseAsync(Directory.GetFiles(Module, "*.tf"))];
        HashSet<string> variables = [.. Named(module, "variable")];
        HashSet<string> required = [.. module.SelectMany(file => Members(file["variable"])).Where(one => one.Value![0]!["default"] is null && !one.Value[0]!.AsObject().ContainsKey("default")).Select(one => one.Key)];
        HashSet<string> outputs = [.. Named(module, "output")];
        Assert.Superset(new HashSet<string> { "zip", "permissions_file", "user_pool_ids", "client_ids" }, required);

        string[] examples = Directory.GetFiles(Path.Combine(Module, "examples"), "main.tf", SearchOption.AllDirectories);
        Assert.Equal(3, examples.Length);
        foreach ((string path, JsonObject example) in examples.Zip(await ParseAsync(examples)))
        {
            JsonObject call = example["module"]!["authorizer"]![0]!.AsObject();
            Assert.Equal("../..", (string)call["source"]!);
            HashSet<string> given = [.. call.Select(argument => argument.Key).Where(name => name != "source")];
            Assert.Subset(variables, given);
            Assert.Superset(required, given);
            string text = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
            HashSet<string> used = [.. Output().Matches(text).Select(match => match.Groups[1].Value)];
            Assert.Contains("invoke_arn", used);
            Assert.Subset(outputs, used);
        }
    }

    [Theory]
    [InlineData("""[{"id":"r","routes":["GET /"]}]""", "{}", 300, "method.request.header.Authorization,context.httpMethod,context.path", "route.request.header.Authorization")]
    [InlineData("""[{"id":"r","routes":["GET /","MCP /mcp tools/list"]}]""", "{}", 0, "method.request.header.Authorization,context.httpMethod,context.path", "route.request.header.Authorization")]
    [InlineData("""[{"id":"r","routes":["GET /"],"when":{"signedInWithin":60}},{"id":"s","routes":["GET /"],"when":{"anyGroup":["a"]}}]""", "{}", 0, "method.request.header.Authorization,context.httpMethod,context.path", "route.request.header.Authorization")]
    [InlineData("""[{"id":"r","routes":["GET /"],"when":{"sourceIp":["10.0.0.0/8"]}}]""", "{}", 300, "method.request.header.Authorization,context.httpMethod,context.path,context.identity.sourceIp", "route.request.header.Authorization")]
    [InlineData("[]", """{"AUTHORIZER_REQUIRED_HEADERS":"x-a"}""", 0, "method.request.header.Authorization,context.httpMethod,context.path", "route.request.header.Authorization")]
    [InlineData("[]", """{"AUTHORIZER_TOKEN_SOURCES":"cookie:token"}""", 300, "method.request.header.Cookie,context.httpMethod,context.path", "route.request.header.Cookie")]
    [InlineData("[]", """{"AUTHORIZER_TOKEN_SOURCES":"query:token"}""", 300, "method.request.querystring.token,context.httpMethod,context.path", "route.request.querystring.token")]
    [InlineData("[]", """{"AUTHORIZER_TOKEN_SOURCES":"cookie:token, header:Authorization"}""", 0, "", "")]
    [InlineData("[]", """{"AUTHORIZER_TOKEN_SOURCES":"header:Authorization,subprotocol:bearer"}""", 300, "method.request.header.Authorization,context.httpMethod,context.path", "route.request.header.Sec-WebSocket-Protocol")]
    public async Task Results_that_depend_on_more_than_the_identity_sources_are_not_cached(string rules, string environment, int seconds, string rest, string webSocket)
    {
        ScriptResult applied = await ApplyCachingAsync(rules, environment, "null");
        Assert.True(applied.ExitCode == 0, applied.Errors);
        JsonNode outputs = JsonNode.Parse(applied.Output)!;

        Assert.Equal((seconds, rest), ((int)outputs["cache_seconds"]!["value"]!, (string)outputs["rest_identity_source"]!["value"]!));
        string[] parts = rest.Length == 0 ? [] : rest.Split(',');
        string[] http = [.. parts.Take(1).Select(part => part.Replace("method.", "$", StringComparison.Ordinal)), .. parts.Take(1).SelectMany(_ => HttpContext), .. parts.Skip(3).Select(part => "$" + part)];
        Assert.Equal(http, outputs["http_identity_sources"]!["value"]!.AsArray().Select(source => (string)source!));
        Assert.Equal(webSocket, string.Join(' ', outputs["websocket_identity_sources"]!["value"]!.AsArray()));

        ScriptResult cached = await ApplyCachingAsync(rules, environment, "60");
        Assert.Equal(seconds == 0, cached.ExitCode != 0 && cached.Errors.Contains("cache_seconds must be 0", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Invalid_HCL_is_found()
    {
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "variable \"a\" {", TestContext.Current.CancellationToken);
            Assert.NotEqual(0, (await NodeTool.RunAsync("hcl.mjs", [file])).ExitCode);
        }
        finally
        {
            File.Delete(file);
        }
    }

    // caching.tf and the variables need no provider, so Terraform can evaluate them here.
    private static async Task<ScriptResult> ApplyCachingAsync(string rules, string environment, string cacheSeconds)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(path => File.Exists(Path.Combine(path, "terraform"))), "terraform is not installed");
        DirectoryInfo folder = Directory.CreateTempSubdirectory("terraform-");
        try
        {
            foreach (string name in (string[])["caching.tf", "variables.tf"])
            {
                File.Copy(Path.Combine(Module, name), Path.Combine(folder.FullName, name));
            }

            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "permissions.json"), $$"""{"version":1,"rules":{{rules}}}""", TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(
                Path.Combine(folder.FullName, "terraform.tfvars.json"),
                $$"""{"zip":"a.zip","permissions_file":"permissions.json","user_pool_ids":["p"],"client_ids":["c"],"environment":{{environment}},"cache_seconds":{{cacheSeconds}}}""",
                TestContext.Current.CancellationToken);
            const string Commands = "terraform init -backend=false -input=false -no-color >/dev/null 2>&1; terraform apply -auto-approve -input=false -no-color >/dev/null; terraform output -json";
            return await ScriptResult.OfAsync(
                new ProcessStartInfo("/bin/sh", ["-euc", Commands]) { WorkingDirectory = folder.FullName, Environment = { ["TF_CLI_CONFIG_FILE"] = "/dev/null" } }, TestContext.Current.CancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [GeneratedRegex(@"module\.authorizer\.(\w+)")]
    private static partial Regex Output();

    private static IEnumerable<string> Named(IEnumerable<JsonObject> files, string kind) => files.SelectMany(file => Members(file[kind])).Select(one => one.Key);

    private static JsonObject Members(JsonNode? node) => node?.AsObject() ?? [];

    private static async Task<IReadOnlyList<JsonObject>> ParseAsync(IReadOnlyList<string> files)
    {
        ScriptResult result = await NodeTool.RunAsync("hcl.mjs", files);
        Assert.True(result.ExitCode == 0, result.Errors);
        JsonObject parsed = JsonNode.Parse(result.Output)!.AsObject();
        return [.. files.Select(file => parsed[file]!.AsObject())];
    }
}
