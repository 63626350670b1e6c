using System;
using System.Threading.Tasks;
using Contract;
using Xunit;

namespace DevTool.Tests.Permissions;

/// <summary>The rules on the migration page have no problems, and <c>who</c> lists the callers that the page describes.</summary>
public sealed class MigrationPageTests : IDisposable
{
    private const string Page = "src/Authorizer/FROM-COGNITO-AUTHORIZER.md";

    private readonly ToolProcess _tool = new();

    public void Dispose() => _tool.Dispose();

    [Theory]
    [InlineData(0, "POST /orders", "every caller")]
    [InlineData(1, "POST /orders", "scope orders/write")]
    [InlineData(1, "GET /pets/7", "ID token")]
    [InlineData(1, "DELETE /orders/1", "No caller")]
    public async Task The_rules_of_the_page_are_valid_and_allow_the_described_callers(int example, string route, string who)
    {
        string file = _tool.Write("permissions.json", PageBlocks.Read(Page, "json")[example]);
        foreach (string line in PageBlocks.Read(Page, "sh")[example].Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] variable = line.Split('=');
            _tool.Variables[variable[0]] = variable[1];
        }

        (int code, string output, string errors) = await _tool.RunAsync("check", file);
        Assert.True(code == 0, output + errors);
        Assert.Contains("no problems", errors, StringComparison.Ordinal);

        (_, output, _) = await _tool.RunAsync("who", route, "--permissions", file);
        Assert.Contains(who, output.Split('\n')[0], StringComparison.Ordinal);
    }
}
