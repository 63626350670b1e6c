using System;
using System.Linq;
using System.Threading.Tasks;
using DevTool.Tests.Permissions;
using Xunit;

namespace DevTool.Tests.Tool;

/// <summary>All commands have the same exit codes: 64 for a wrong command line, and 78 for a missing or unusable file.</summary>
public sealed class ExitCodeTests : IDisposable
{
    private readonly ToolProcess _tool = new();

    [Theory]
    [InlineData("explain", "--route", "GET /", "--no-token", "--permissions", "missing")]
    [InlineData("explain", "--event", "missing")]
    [InlineData("explain", "--route", "GET /", "--headers", "missing")]
    [InlineData("explain", "--route", "GET /", "--token-file", "missing")]
    [InlineData("explain", "--route", "GET /", "--no-token", "--jwks", "missing")]
    [InlineData("check", "missing")]
    [InlineData("check", "--permissions", "missing")]
    [InlineData("test", "missing")]
    [InlineData("diff", "missing", "missing")]
    [InlineData("who", "GET /", "--permissions", "missing")]
    [InlineData("matrix", "--permissions", "missing")]
    [InlineData("coverage", "--api", "missing")]
    [InlineData("fmt", "missing")]
    [InlineData("fmt", "--permissions", "missing")]
    [InlineData("init", "--api", "missing")]
    [InlineData("serve", "--template", "missing")]
    [InlineData("demo", "--template", "missing")]
    public async Task A_missing_file_causes_exit_code_78_and_is_reported(params string[] arguments)
    {
        (int code, string output, string errors) = await _tool.RunAsync(arguments);

        Assert.Equal((78, string.Empty), (code, output));
        Assert.Contains("missing", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("explain")]
    [InlineData("who", "pets")]
    [InlineData("diff", "one")]
    [InlineData("coverage")]
    [InlineData("pin")]
    [InlineData("serve", "--parameter", "Novalue")]
    [InlineData("serve", "--port", "many")]
    public async Task A_wrong_command_line_causes_exit_code_64(params string[] arguments) => Assert.Equal(64, (await _tool.RunAsync(arguments)).Code);

    [Theory]
    [InlineData("NEW is empty; give a value\n", "diff", "FILE", "")]
    [InlineData("permissions is empty; give a value, or remove the argument\n", "check", "")]
    [InlineData("permissions is empty; give a value, or remove the argument\n", "fmt", "")]
    [InlineData("tests is empty; give a value, or remove the argument", "test", "")]
    [InlineData("URL is empty; give a value\n", "mcp-check", "")]
    [InlineData("--api is empty; give a value\n", "coverage", "--api", "")]
    [InlineData("--permissions is empty", "explain", "--route", "GET /", "--no-token", "--permissions", "")]
    [InlineData("--permissions is empty", "check", "--permissions", "")]
    [InlineData("--token-file is empty", "explain", "--route", "GET /", "--token-file", "")]
    [InlineData("--event is empty", "explain", "--event", "")]
    [InlineData("--junit is empty; give a value, or remove the option", "test", "FILE", "--junit", "")]
    [InlineData("--remaining is empty", "native", "--remaining", " ")]
    [InlineData("--user is empty", "revoke", "--user", "")]
    public async Task An_empty_value_causes_exit_code_64_and_is_reported(string problem, params string[] arguments)
    {
        (int code, string output, string errors) = await _tool.RunAsync(Given(arguments));

        Assert.Equal((64, string.Empty), (code, output));
        Assert.Contains(problem, errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("check /dev/zero", 78, "/dev/zero is larger than 64 MiB; name another file")]
    [InlineData("explain --route 'GET /' --token-file /dev/zero", 78, "/dev/zero is larger than 64 MiB")]
    [InlineData("explain --route 'GET /' </dev/zero", 78, "standard input is larger than 64 MiB")]
    [InlineData("explain --event - </dev/zero", 78, "standard input is larger than 64 MiB")]
    [InlineData("coverage --api /dev/zero", 78, "/dev/zero is larger than 64 MiB")]
    [InlineData("matrix --permissions FILE >/dev/full", 70, "reading or writing failed: No space left on device; check the disk, and where the output goes")]
    [InlineData("diff FILE FILE >/dev/full", 70, "reading or writing failed: ")]
    [InlineData("check FILE --json >/dev/full", 70, "reading or writing failed: ")]
    [InlineData("who 'GET /' --permissions FILE >/dev/full", 70, "reading or writing failed: ")]
    [InlineData("fmt FILE >/dev/full", 70, "reading or writing failed: ")]
    [InlineData("explain --route 'GET /' --no-token --permissions FILE >/dev/full", 70, "reading or writing failed: ")]
    [InlineData("native --permissions FILE >/dev/full", 70, "reading or writing failed: ")]
    [InlineData("--help >/dev/full", 70, "reading or writing failed: ")]
    [InlineData("check FILE >/dev/full 2>&1", 70, "")]
    [InlineData("check missing 2>/dev/full", 70, "")]
    [InlineData("nonsense 2>/dev/full", 70, "")]
    public async Task An_endless_input_or_a_full_disk_causes_a_one_line_error(string command, int expected, string problem)
    {
        string file = _tool.Write("permissions.json", """{"version":1,"rules":[{"id":"a","effect":"allow","routes":["GET /a"]}]}""");

        (int code, _, string errors) = await _tool.ShellAsync("authz " + command.Replace("FILE", file, StringComparison.Ordinal));

        Assert.True(code == expected, $"{code}: {errors}");
        Assert.StartsWith(problem, errors, StringComparison.Ordinal);
        Assert.True(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length <= 1, errors);
    }

    // A recursive reader would overflow its stack at 100,000 levels.
    [Theory]
    [InlineData("[", "]", "json", "coverage", "--api", "FILE")]
    [InlineData("[", "]", "json", "init", "--api", "FILE", "--permissions", "made.json")]
    [InlineData("[", "]", "yaml", "init", "--api", "FILE", "--permissions", "made.json")]
    [InlineData("{a: ", "}", "yaml", "coverage", "--api", "FILE")]
    [InlineData("{\"a\":", "}", "json", "coverage", "--api", "FILE")]
    [InlineData("[", "]", "yaml", "serve", "--template", "FILE")]
    [InlineData("[", "]", "json", "who", "GET /", "--permissions", "FILE")]
    [InlineData("[", "]", "json", "diff", "FILE", "FILE")]
    [InlineData("[", "]", "json", "test", "FILE")]
    [InlineData("[", "]", "json", "fmt", "FILE")]
    [InlineData("[", "]", "json", "matrix", "--permissions", "FILE")]
    [InlineData("[", "]", "json", "explain", "--event", "FILE")]
    [InlineData("[", "]", "json", "explain", "--route", "GET /", "--no-token", "--jwks", "FILE")]
    public async Task A_deeply_nested_file_causes_exit_code_78_with_a_position(string open, string close, string kind, params string[] arguments)
    {
        const int Levels = 100_000;
        string value = string.Concat(Enumerable.Repeat(open, Levels)) + "1" + string.Concat(Enumerable.Repeat(close, Levels));
        string file = _tool.Write("deep." + kind, kind == "json" ? $$"""{"paths":{{value}}}""" : $"openapi: 3.0.0\npaths: {value}\n");

        (int code, string output, string errors) = await _tool.RunAsync([.. arguments.Select(argument => argument == "FILE" ? file : argument)]);

        Assert.Equal((78, string.Empty), (code, output));
        Assert.Contains($"deep.{kind}:", errors, StringComparison.Ordinal);
        Assert.InRange(errors.Length, 1, 600);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_template_with_40_nested_schemas_is_read()
    {
        string schema = string.Concat(Enumerable.Repeat("{type: object, properties: {a: ", 40)) + "{}" + string.Concat(Enumerable.Repeat("}}", 40));
        string file = _tool.Write("api.yaml", $"openapi: 3.0.0\npaths: {{/pets: {{get: {{security: [{{o: [s]}}]}}}}}}\ncomponents: {schema}\n");

        (int code, _, string errors) = await _tool.RunAsync("init", "--api", file, "--permissions", _tool["made.json"]);

        Assert.True(code == 0, errors);
    }

    private string[] Given(string[] arguments) => [.. arguments.Select(argument => argument == "FILE" ? _tool.Write("permissions.json", "{}") : argument)];

    public void Dispose() => _tool.Dispose();
}
