using System;
using System.IO;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Contract;
using DevTool.Tests.Permissions;
using Xunit;

namespace DevTool.Tests.Checking;

/// <summary>The command <c>check</c>, run as from a shell.</summary>
public sealed class CheckCommandTests : IDisposable
{
    private const string Wrong = "{\n\"version\": 1,\n\"rules\": [{\"id\": \"a\", \"effect\": \"permit\", \"routes\": [\"get /\"]}]}";
    private const string Dubious = "{\n\"version\": 1,\n\"rules\": [{\"id\": \"a\", \"effect\": \"allow\", \"routes\": [\"GET /\"], \"when\": {}}]}";

    private readonly ToolProcess _tool = new();

    [Fact]
    public async Task Every_line_about_an_invalid_file_begins_with_file_and_line()
    {
        _ = _tool.Write("permissions.json", Wrong);

        (int code, string output, string errors) = await _tool.RunAsync("check");

        Assert.Equal(
            """
            permissions.json:3: error: rule "a": unknown effect "permit"; use "allow"
            permissions.json:3: error: rule "a": the route "get /" has the method "get"; write the method in capitals, or * for any; did you mean "GET /"?

            """,
            output);
        Assert.Equal("permissions.json: 2 problems; the authorizer would not start with this file\n", errors);
        Assert.Equal(1, code);
    }

    [Fact]
    public async Task Warnings_cause_exit_code_1_only_with_the_option_strict()
    {
        string file = _tool.Write("other.json", Dubious);
        _tool.Variables["AUTHORIZER_REQUIRED_HEADERS"] = "x-tenant";

        (int code, string output, string errors) = await _tool.RunAsync("check", file);

        string[] lines = output.TrimEnd('\n').Split('\n');
        Assert.StartsWith($"{file}:3: warning: rule \"a\": \"when\" is empty", lines[0], StringComparison.Ordinal);
        Assert.EndsWith(" [empty-when]", lines[0], StringComparison.Ordinal);
        Assert.StartsWith($"{file}:1: warning: AUTHORIZER_REQUIRED_HEADERS checks headers", lines[1], StringComparison.Ordinal);
        Assert.Equal($"{file}: no problems, 2 warnings; 1 allow rule, 0 deny rules, 1 route\n", errors);
        Assert.Equal((0, 2), (code, lines.Length));

        (code, output, string strict) = await _tool.RunAsync("check", file, "--strict");
        Assert.Equal((1, 2, errors), (code, output.TrimEnd('\n').Split('\n').Length, strict));
    }

    [Fact]
    public async Task The_page_shows_the_actual_output()
    {
        _ = _tool.Write(
            "permissions.json",
            """
            {
              "version": 1,
              "rules": [
                { "id": "read-pets", "effect": "permit", "routes": ["GET /pets"] },
                { "id": "admin", "effect": "allow", "routes": ["* /admin/**"], "groups": ["admins"] },
                { "id": "own-path", "effect": "allow", "routes": ["get /users/:id/"] }
              ]
            }
            """);

        (_, string output, string errors) = await _tool.RunAsync("check", "permissions.json");

        string page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "src", "DevTool", "README.md"), TestContext.Current.CancellationToken);
        Assert.Contains($"```\n$ authz check permissions.json\n{output}{errors}```\n", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_JSON_output_has_problems_and_warnings()
    {
        _ = _tool.Write("permissions.json", Wrong);
        string dubious = _tool.Write("other.json", Dubious);

        JsonNode problem = JsonNode.Parse((await _tool.RunAsync("check", "--json")).Output)!["problems"]![1]!;
        JsonNode warning = JsonNode.Parse((await _tool.RunAsync("check", "--permissions", dubious, "--json")).Output)!["warnings"]![0]!;

        Assert.Equal((3, "a", "\"GET /\""), (problem["line"]!.GetValue<int>(), problem["rule"]!.GetValue<string>(), problem["suggestion"]!.GetValue<string>()));
        Assert.Equal("empty-when", warning["code"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_sample_has_neither_problems_nor_warnings()
    {
        (int code, string output, string errors) = await _tool.RunAsync("check", Path.Combine(Repository.Root, "src", "Authorizer", "permissions.json"));

        Assert.Equal((0, string.Empty), (code, output));
        Assert.EndsWith("permissions.json: no problems; 5 allow rules, 1 deny rule, 9 routes\n", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(78, "check")]
    [InlineData(78, "check", "missing.json")]
    [InlineData(64, "check", "a.json", "b.json")]
    [InlineData(64, "check", "--unknown")]
    public async Task A_wrong_command_line_causes_exit_code_64_and_a_missing_file_78(int expected, params string[] arguments)
    {
        (int code, string output, string errors) = await _tool.RunAsync(arguments);

        Assert.Equal(expected, code);
        Assert.NotEmpty(errors);
        Assert.DoesNotContain("permissions.json:1", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AUTHORIZER_TOKEN_USE", "acess")]
    [InlineData("AUTHORIZER_TOKN_USE", "access")]
    public async Task An_unusable_variable_causes_exit_code_78(string variable, string value)
    {
        _ = _tool.Write("permissions.json", Dubious);
        _tool.Variables[variable] = value;

        (int code, string output, string errors) = await _tool.RunAsync("check");

        Assert.Equal((78, string.Empty), (code, output));
        Assert.Contains(variable, errors, StringComparison.Ordinal);
    }

    public void Dispose() => _tool.Dispose();
}
