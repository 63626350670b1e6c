using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Contract;
using Xunit;

namespace Deployment.Tests;

/// <summary>The Terraform module and its examples, read by HashiCorp's own parser.</summary>
public sealed partial class TerraformTests
{
    private static readonly string Module = Path.Combine(Repository.Root, "build", "terraform");

    [Fact]
    public async Task Every_file_is_HCL_and_the_examples_use_what_the_module_has()
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

    [Fact]
    public async Task The_identity_sources_have_method_and_path()
    {
        JsonObject outputs = (await ParseAsync([Path.Combine(Module, "outputs.tf")])).Single()["output"]!.AsObject();

        Assert.Equal("method.request.header.Authorization,context.httpMethod,context.path", (string)outputs["rest_identity_source"]![0]!["value"]!);
        Assert.Equal(
            ["$request.header.Authorization", "$context.routeKey", "$context.path", "$context.httpMethod"],
            outputs["http_identity_sources"]![0]!["value"]!.AsArray().Select(source => (string)source!));
    }

    [Fact]
    public async Task What_is_not_HCL_is_found()
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
