using System;
using System.Linq;
using System.Threading.Tasks;
using DevTool.Tests.Permissions;
using Xunit;

namespace DevTool.Tests.Tool;

/// <summary>The help of <c>authz</c>, and its messages about an invalid command line.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly ToolProcess _tool = new();

    [Fact]
    public async Task Without_a_command_the_help_is_shown()
    {
        (int code, string output, string errors) = await _tool.RunAsync();

        Assert.Equal((64, string.Empty), (code, errors));
        Assert.Equal((await _tool.RunAsync("--help")).Output, output);
    }

    [Fact]
    public async Task Every_help_text_fits_into_80_columns()
    {
        string overview = (await _tool.RunAsync("--help")).Output;
        string[] commands = [.. overview.Split("Commands:\n")[1].Split('\n').Where(line => line.Length > 3 && line[2] != ' ').Select(line => line.Split(' ')[2])];

        Assert.Contains("check", commands);
        Assert.DoesNotContain("Exit codes", overview, StringComparison.Ordinal);

        // The overview shows only the required arguments of a command.
        Assert.Contains("\n  diff <OLD> <NEW>  ", overview, StringComparison.Ordinal);
        Assert.DoesNotContain("\n  check <", overview, StringComparison.Ordinal);
        Assert.Contains("authz check [<permissions>]", (await _tool.RunAsync("check", "--help")).Output, StringComparison.Ordinal);
        foreach (string command in commands.Append("--help"))
        {
            (int code, string output, _) = await _tool.RunAsync([.. new[] { command, "--help" }.Distinct()]);
            Assert.Equal(0, code);
            Assert.All(output.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
        }
    }

    [Theory]
    [InlineData("authz: unknown command \"chekc\"; did you mean \"check\"?", "chekc")]
    [InlineData("authz: unknown option \"--halp\"; did you mean \"--help\"?", "--halp")]
    [InlineData("authz check: unknown option \"--jsn\"; did you mean \"--json\"?", "check", "--jsn")]
    [InlineData("authz fmt: unknown option \"--chek\"; did you mean \"--check\"?", "fmt", "--chek")]
    [InlineData("authz explain: unknown option \"--rout\"; did you mean \"--route\"?", "explain", "--rout")]
    [InlineData("authz check: unknown argument \"b.json\"; remove it", "check", "a.json", "b.json")]
    [InlineData("authz check: unknown argument, which is a token or contains one; give tokens in TOKEN, --token-file or standard input", "check", "a.json", "eyJhbGciOiJSUzI1NiJ9.eyJ.x")]
    [InlineData("authz matrix: --format: unknown value \"xml\"; use text, markdown, csv or html", "matrix", "--format", "xml")]
    [InlineData("authz native: --api: unknown value \"soap\"; use rest or http", "native", "--api", "soap")]
    [InlineData("authz diff: Required argument 'NEW' missing for command: 'diff'.", "diff", "a.json")]
    public async Task A_wrong_command_line_causes_a_one_line_error_with_the_nearest_name(string expected, params string[] arguments)
    {
        (int code, string output, string errors) = await _tool.RunAsync(arguments);

        Assert.Equal((64, string.Empty), (code, output));
        Assert.Equal(expected, errors.Split('\n')[0]);
        Assert.EndsWith(" --help lists its arguments and options\n", errors, StringComparison.Ordinal);
    }

    public void Dispose() => _tool.Dispose();
}
