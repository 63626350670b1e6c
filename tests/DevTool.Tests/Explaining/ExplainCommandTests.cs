using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Contract;
using DevTool.Commands;
using Xunit;

namespace DevTool.Tests.Explaining;

/// <summary>The commands <c>explain</c> and <c>check</c>, run as from a shell.</summary>
public sealed class ExplainCommandTests : IDisposable
{
    private readonly AuthorizerOptions _options = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET /pets", 0)]
    [InlineData("GET /admin/x", 1)]
    public async Task The_exit_code_depends_on_the_decision(string route, int code)
    {
        (int actual, string output, string errors) = await RunAsync(TestTokens.Access(), "explain", "--route", route);

        Assert.True(actual == code, output + errors);
    }

    [Fact]
    public async Task A_call_without_a_token_causes_exit_code_1() =>
        Assert.Equal(1, (await RunAsync(input: null, "explain", "--no-token", "--route", "GET /pets")).Code);

    [Fact]
    public async Task The_assumed_decision_is_shown_without_keys()
    {
        _ = _options.Jwks(null);

        (int code, string output, _) = await RunAsync(TestTokens.Access(), "explain", "--route", "GET /pets");

        Assert.Equal(0, code);
        Assert.StartsWith("200 allowed if the token is genuine: GET /pets\n", output, StringComparison.Ordinal);
        Assert.Contains("NOT VERIFIED", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("explain")]
    [InlineData("explain", "--route", "pets")]
    [InlineData("explain", "--route", "/pets")]
    [InlineData("explain", "--unknown")]
    public async Task A_wrong_command_line_causes_exit_code_64(params string[] arguments) =>
        Assert.Equal(64, (await RunAsync(TestTokens.Access(), arguments)).Code);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_complete_token_is_never_printed(bool json)
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
    public async Task The_JSON_output_has_the_documented_members()
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
    public void The_page_describes_every_option()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "src", "DevTool", "README.md"));

        Assert.All(ExplainCommand.Create().Options, option => Assert.Matches($"`{option.Name}[ `]", page));
    }

    [Fact]
    public async Task An_event_from_a_log_can_be_explained()
    {
        string file = _options.WriteFile("event.json", TestEvents.HttpV2(TestEvents.Bearer(TestTokens.Access()), path: "/admin/x").ToJsonString());

        (int code, string output, _) = await RunAsync(input: null, "explain", "--event", file);

        Assert.Equal(1, code);
        Assert.Contains("HttpV2", output, StringComparison.Ordinal);
        Assert.Contains("\"isAuthorized\":false", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("file")]
    [InlineData("-")]
    public async Task Header_lines_in_the_format_of_curl_are_accepted(string from)
    {
        string headers = $"> GET /pets HTTP/1.1\r\n> Authorization: {TestTokens.Access()}\r\n>\r\n";
        string file = from == "-" ? from : _options.WriteFile("headers.txt", headers);

        (int code, string output, _) = await RunAsync(headers, "explain", "--route", "GET /pets", "--headers", file);

        Assert.Equal(1, code);
        Assert.StartsWith("401 unauthorized token_malformed: GET /pets\n  the Authorization header has no \"Bearer \" before the token\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_header_without_a_secret_can_be_an_argument()
    {
        (int code, string output, _) = await RunAsync(input: null, "explain", "--route", "GET /pets", "--header", "Authorization: Bearer undefined");

        Assert.Equal(1, code);
        Assert.Contains("the token is the word \"undefined\"", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--header", "Cookie: id={0}", "--headers")]
    [InlineData("--route", "GET /pets?token={0}", "AUTHORIZER_TOKEN_SOURCES")]
    public async Task A_token_in_an_argument_is_refused(string option, string value, string advice)
    {
        string[] route = option == "--route" ? [] : ["--route", "GET /pets"];

        (int code, _, string errors) = await RunAsync(
            TestTokens.Access(), ["explain", .. route, option, string.Format(CultureInfo.InvariantCulture, value, TestTokens.Access())]);

        Assert.Equal(64, code);
        Assert.Contains(option + " contains a token", errors, StringComparison.Ordinal);
        Assert.Contains(advice, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("ey", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_message_about_an_invalid_header_line_does_not_quote_the_line()
    {
        (int code, _, string errors) = await RunAsync("Accept: a/b\nsecret\n", "explain", "--route", "GET /pets", "--headers", "-");

        Assert.Equal((64, true), (code, errors.StartsWith("-:2: not a header field", StringComparison.Ordinal)));
        Assert.DoesNotContain("secret", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--event")]
    [InlineData("--permissions")]
    [InlineData("--jwks")]
    public async Task A_JSON_syntax_error_is_reported_with_file_line_and_column(string option)
    {
        string file = _options.WriteFile("bad.json", "{\n  \"rules\": [,]\n}");

        (int code, _, string errors) = await RunAsync(TestTokens.Access(), "explain", "--route", "GET /pets", option, file);

        Assert.Equal(78, code);
        Assert.Contains("bad.json:2:13: not valid JSON", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_message_about_a_failed_fetch_has_address_and_cause()
    {
        _ = _options.Jwks(null);

        (int code, string output, _) = await RunAsync(TestTokens.Access(), "explain", "--route", "GET /pets", "--jwks", "http://127.0.0.1:1/keys");

        Assert.Equal(1, code);
        Assert.Contains("fetching http://127.0.0.1:1/keys failed (Connection refused); check the address", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_path_and_stage_from_a_URL_are_reported()
    {
        (int code, string output, string errors) = await RunAsync(
            TestTokens.Access(), "explain", "--route", "GET https://abc.execute-api.eu-west-1.amazonaws.com/prod/pets/1?x=1#y");

        Assert.Equal(0, code);
        Assert.StartsWith("200 allowed: GET /pets/1\n", output, StringComparison.Ordinal);
        Assert.Contains("understood as: path /pets/1, stage prod (from https://abc.execute-api.eu-west-1.amazonaws.com);", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_token_prompt_on_a_terminal_does_not_echo_the_input()
    {
        string token = TestTokens.Access();
        string command = $"tty; dotnet '{Path.Combine(AppContext.BaseDirectory, "authz.dll")}' explain --route 'GET /pets'; echo rc=$?; stty -a";
        ProcessStartInfo start = Start("script", "-qfec", command, "/dev/null");
        _ = start.Environment.Remove("TOKEN");
        using Process terminal = Process.Start(start)!;
        var shown = new StringBuilder();
        while (!shown.ToString().Contains("not shown", StringComparison.Ordinal))
        {
            char[] read = new char[256];
            int length = await terminal.StandardOutput.ReadAsync(read, Cancellation);
            Assert.NotEqual(0, length);
            _ = shown.Append(read, 0, length);
        }

        // The shell turns the echo off right after the prompt.
        string device = shown.ToString().Split('\r')[0];
        await Patience.UntilAsync(async () => (await TerminalOptionsAsync(device)).Contains("-echo ", StringComparison.Ordinal));
        await terminal.StandardInput.WriteAsync($"x\b{token}\n");
        await terminal.StandardInput.FlushAsync(Cancellation);
        _ = shown.Append(await terminal.StandardOutput.ReadToEndAsync(Cancellation));

        string output = shown.ToString();
        Assert.Contains("200 allowed: GET /pets", output, StringComparison.Ordinal);
        Assert.Contains("rc=0", output, StringComparison.Ordinal);
        Assert.DoesNotContain(token[..20], output, StringComparison.Ordinal);
        Assert.DoesNotMatch("-echo\\b|-icanon", output);
        Assert.Contains("  ok  event, token, issuer, key, signature, claims, request, path", output, StringComparison.Ordinal);
    }

    public void Dispose() => _options.Dispose();

    private static async Task<string> TerminalOptionsAsync(string device)
    {
        using Process stty = Process.Start(new ProcessStartInfo("stty", ["-a", "-F", device]) { RedirectStandardOutput = true })!;
        return await stty.StandardOutput.ReadToEndAsync(Cancellation);
    }

    private ProcessStartInfo Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in _options.Variables)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private async Task<(int Code, string Output, string Errors)> RunAsync(string? input, params string[] arguments)
    {
        ScriptResult tool = await ScriptResult.OfAsync(Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "authz.dll"), .. arguments]), Cancellation, input);
        return (tool.ExitCode, tool.Output, tool.Errors);
    }
}
