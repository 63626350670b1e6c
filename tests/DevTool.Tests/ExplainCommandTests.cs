using System;
using System.Diagnostics;
using System.IO;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Contract;
using Xunit;

namespace DevTool.Tests;

/// <summary>The command <c>explain</c> as a shell sees it.</summary>
public sealed class ExplainCommandTests : IDisposable
{
    private readonly AuthorizerOptions _options = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET /pets", 0)]
    [InlineData("GET /admin/x", 1)]
    public async Task The_exit_code_tells_the_decision(string route, int code)
    {
        (int actual, string output, string errors) = await RunAsync(TestTokens.Access(), "explain", "--route", route);

        Assert.True(actual == code, output + errors);
    }

    [Fact]
    public async Task A_call_without_a_token_ends_with_2() =>
        Assert.Equal(2, (await RunAsync(input: null, "explain", "--no-token", "--route", "GET /pets")).Code);

    [Fact]
    public async Task Without_keys_the_assumed_decision_is_shown()
    {
        _ = _options.Jwks(null);

        (int code, string output, _) = await RunAsync(TestTokens.Access(), "explain", "--route", "GET /pets");

        Assert.Equal(0, code);
        Assert.Contains("NOT VERIFIED", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("explain")]
    [InlineData("explain", "--route", "pets")]
    [InlineData("explain", "--route", "GET /pets", "--permissions", "/nowhere")]
    [InlineData("explain", "--unknown")]
    public async Task A_wrong_command_line_ends_with_64(params string[] arguments) =>
        Assert.Equal(64, (await RunAsync(TestTokens.Access(), arguments)).Code);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_token_is_never_printed_whole(bool json)
    {
        string token = TestTokens.Access();

        (int code, string output, string errors) = await RunAsync(token, json ? ["explain", "--route", "GET /pets", "--json"] : ["explain", "--route", "GET /pets"]);

        Assert.Equal(0, code);
        Assert.Contains("readers", output, StringComparison.Ordinal);
        Assert.Contains("read-pets", output, StringComparison.Ordinal);
        foreach (string part in token.Split('.'))
        {
            Assert.DoesNotContain(part, output + errors, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("\e", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_has_the_documented_shape()
    {
        (_, string output, _) = await RunAsync(TestTokens.Access(), "explain", "--route", "GET /pets/1", "--json");

        JsonNode explanation = JsonNode.Parse(output)!;
        Assert.Equal("allow", explanation["decision"]!.GetValue<string>());
        Assert.Equal("read-pets", explanation["ruleId"]!.GetValue<string>());
        Assert.Equal(200, explanation["answer"]!["status"]!.GetValue<int>());
        Assert.Equal("Passed", explanation["steps"]![0]!["result"]!.GetValue<string>());
        Assert.True(explanation["rules"]![0]!["routes"]![1]!["matches"]!.GetValue<bool>());
        Assert.Equal("Allow", JsonNode.Parse(explanation["answer"]!["body"]!.GetValue<string>())!["policyDocument"]!["Statement"]![0]!["Effect"]!.GetValue<string>());
    }

    [Fact]
    public async Task An_event_of_a_log_can_be_explained()
    {
        string file = _options.WriteFile("event.json", TestEvents.HttpV2(TestEvents.Bearer(TestTokens.Access()), path: "/admin/x").ToJsonString());

        (int code, string output, _) = await RunAsync(input: null, "explain", "--event", file);

        Assert.Equal(1, code);
        Assert.Contains("HttpV2", output, StringComparison.Ordinal);
        Assert.Contains("\"isAuthorized\":false", output, StringComparison.Ordinal);
    }

    public void Dispose() => _options.Dispose();

    private async Task<(int Code, string Output, string Errors)> RunAsync(string? input, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "authz.dll"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in _options.Variables)
        {
            start.Environment[name] = value;
        }

        using Process tool = Process.Start(start)!;
        await tool.StandardInput.WriteAsync(input);
        tool.StandardInput.Close();
        Task<string> errors = tool.StandardError.ReadToEndAsync(Cancellation);
        string output = await tool.StandardOutput.ReadToEndAsync(Cancellation);
        await tool.WaitForExitAsync(Cancellation);
        return (tool.ExitCode, output, await errors);
    }
}
