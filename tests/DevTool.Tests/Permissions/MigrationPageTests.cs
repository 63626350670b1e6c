using System;
using System.Threading.Tasks;
using Contract;
using Xunit;

namespace DevTool.Tests.Permissions;

/// <summary>The tool finds no problem in the rules of the migration page, and says who may make a call as the page does.</summary>
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
    public async Task Its_rules_have_no_problem_and_say_who_may_call(int example, string route, string who)
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
