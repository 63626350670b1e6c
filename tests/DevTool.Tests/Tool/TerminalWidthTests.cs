using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using DevTool.Tests.Permissions;
using Xunit;

namespace DevTool.Tests.Tool;

/// <summary>Prose is wrapped on a terminal of 80 columns. In a file, prose is not wrapped.</summary>
public sealed class TerminalWidthTests : IDisposable
{
    private const string Rules =
        """
        {"version":1,"rules":[
        {"id":"read-everything-there-is","effect":"allow","routes":["GET /warehouses/{warehouse}/inventories","GET /warehouses/{warehouse}"],"when":{"anyGroup":["readers","administrators","auditors"],"claims":{"department":["logistics","purchasing"]}}},
        {"id":"suspended","effect":"deny","routes":["* /**"],"when":{"anyGroup":["suspended"]}}]}
        """;

    private readonly ToolProcess _tool = new();

    public TerminalWidthTests()
    {
        _ = _tool.Write("permissions.json", Rules);
        _ = _tool.Write("permissions-of-the-warehouse-api.json", Rules);
        _ = _tool.Write("new.json", Rules.Replace("auditors", "operators", StringComparison.Ordinal));
        _ = _tool.Write("permissions.test.json", """{"version":1,"permissions":"permissions.json","callers":{"stranger":{}},"tests":[{"caller":"stranger","allow":["GET /warehouses/1/inventories"]}]}""");
        _ = _tool.Write("api.yaml", "openapi: 3.0.0\nsecurity: [{oauth: []}]\npaths:\n  /warehouses/{warehouse}/deliveries/{delivery}/confirmations/{confirmation}: {get: {}}\n");
    }

    [Theory]
    [InlineData("test --coverage")]
    [InlineData("check permissions-of-the-warehouse-api.json >/dev/null")]
    [InlineData("diff permissions.json permissions-of-the-warehouse-api.json")]
    [InlineData("native")]
    [InlineData("coverage --api api.yaml")]
    [InlineData("diff permissions.json new.json")]
    [InlineData("who 'GET /warehouses/1'")]
    [InlineData("explain --no-token --route 'GET https://abcdefghij.execute-api.eu-central-1.amazonaws.com/production/warehouses/1'")]
    [InlineData("init --api api.yaml --permissions other.json")]
    [InlineData("init --api api.yaml")]
    public async Task Lines_fit_the_width_of_the_terminal(string command)
    {
        string tool = $"stty cols 80; dotnet '{Path.Combine(AppContext.BaseDirectory, "authz.dll")}' {command}";

        (_, string output, string errors) = await _tool.RunProgramAsync("script", _tool[string.Empty], input: null, "-qfec", tool, "/dev/null");

        string[] lines = [.. output.Replace("\r", string.Empty, StringComparison.Ordinal).Split('\n').Select(line => System.Text.RegularExpressions.Regex.Replace(line, "\e(\\[[0-9;?]*[A-Za-z]|[=>])", string.Empty))];
        Assert.True(lines.Length > 1, output + errors);
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 80));
    }

    [Fact]
    public async Task Lines_in_a_file_are_not_wrapped()
    {
        (_, string output, _) = await _tool.RunAsync("diff", "permissions.json", "new.json");

        Assert.Contains(output.Split('\n'), line => line.Length > 100);
    }

    public void Dispose() => _tool.Dispose();
}
