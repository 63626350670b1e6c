using System;
using System.Linq;
using System.Threading.Tasks;
using DevTool.Tests.Permissions;
using Xunit;

namespace DevTool.Tests.Tool;

/// <summary>Names from untrusted files, such as a pull request's rules, cannot control the terminal.</summary>
public sealed class HostileTextTests : IDisposable
{
    // A window title, a color, the C1 control sequence introducer, a right-to-left override, and a line break.
    private const string Hostile = "\\u001b]0;pwn\\u0007\\u001b[31m\\u009b31m\\u202e\\u2066\\n::warning::pwn";

    private readonly ToolProcess _tool = new();

    public void Dispose() => _tool.Dispose();

    [Theory]
    [InlineData(true, "check", "FILE")]
    [InlineData(true, "diff", "FILE", "GOOD")]
    [InlineData(true, "who", "GET /pets", "--permissions", "FILE")]
    [InlineData(true, "matrix", "--permissions", "FILE")]
    [InlineData(true, "fmt", "FILE", "--check")]
    [InlineData(true, "coverage", "--api", "API", "--permissions", "FILE")]
    [InlineData(true, "explain", "--route", "GET /pets", "--no-token", "--permissions", "FILE")]
    [InlineData(false, "check", "FILE")]
    [InlineData(false, "diff", "FILE", "GOOD")]
    [InlineData(false, "who", "GET /pets", "--permissions", "FILE")]
    [InlineData(false, "matrix", "--permissions", "FILE")]
    [InlineData(false, "coverage", "--api", "API", "--permissions", "FILE")]
    [InlineData(false, "explain", "--route", "GET /pets", "--no-token", "--permissions", "FILE")]
    public async Task Control_characters_of_a_name_are_not_printed(bool refused, params string[] arguments)
    {
        string rule = $$"""{"id":"{{Hostile}}","effect":"{{(refused ? Hostile : "allow")}}","routes":["GET /pets"],"when":{"anyGroup":["{{Hostile}}"]} }""";
        string file = _tool.Write("hostile.json", $$"""{"version":1,"rules":[{{rule}}]}""");
        string good = _tool.Write("good.json", """{"version":1,"rules":[{"id":"a","effect":"allow","routes":["GET /pets"]}]}""");
        string api = _tool.Write("api.json", $$"""{"openapi":"3.0.0","paths":{"/pets{{Hostile}}":{"get":{} } } }""");
        string[] given = [.. arguments.Select(argument => argument switch { "FILE" => file, "GOOD" => good, "API" => api, _ => argument })];

        (int code, string output, string errors) = await _tool.RunAsync(given);

        Assert.NotEqual(134, code);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
        Assert.All(output + errors, c => Assert.False((char.IsControl(c) && c != '\n') || c is '\u202e' or '\u2066', $"U+{(int)c:X4}"));
        Assert.DoesNotContain((output + errors).Split('\n'), line => line.StartsWith("::", StringComparison.Ordinal));
    }
}
