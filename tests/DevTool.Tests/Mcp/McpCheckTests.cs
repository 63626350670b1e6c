using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Contract;
using DevTool.Tests.Permissions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace DevTool.Tests.Mcp;

/// <summary><c>authz mcp-check</c> with a correct server and with faulty servers.</summary>
public sealed class McpCheckTests : IDisposable
{
    private readonly ToolProcess _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task The_sample_server_refuses_a_body_that_disagrees_with_the_headers()
    {
        await using McpServerProcess server = await McpServerProcess.StartAsync();
        (int code, string output, string errors) = await _tool.RunAsync("mcp-check", server.Url.AbsoluteUri);

        Assert.True(code == 0, output + errors);
        Assert.StartsWith($"{server.Url} refuses every request whose body disagrees with its headers.\n", output, StringComparison.Ordinal);
        Assert.Contains("  ok    Mcp-Name names another tool: refused (status 400, error -32020)\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_ignores_the_headers_fails()
    {
        await using WebApplication server = await ServerAsync(async context => await context.Response.WriteAsync(
            "event: message\ndata: {\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32602,\"message\":\"Unknown tool\"}}\n\n"));
        (int code, string output, _) = await _tool.RunAsync("mcp-check", server.Urls.First() + "/mcp", "--json");

        Assert.Equal(1, code);
        JsonNode[] failed = [.. JsonNode.Parse(output)!["results"]!.AsArray().Where(result => !result!["passed"]!.GetValue<bool>())!];
        Assert.Equal(11, failed.Length);
        Assert.Equal("accepted (status 200, error -32602)", failed[0]["found"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_server_that_refuses_every_request_fails()
    {
        await using WebApplication gateway = await ServerAsync(context =>
        {
            context.Response.StatusCode = 403;
            return Task.CompletedTask;
        });
        (int code, string output, _) = await _tool.RunAsync("mcp-check", gateway.Urls.First() + "/mcp");
        Assert.Equal(1, code);
        Assert.Equal(2, output.TrimEnd('\n').Split('\n').Length);
        Assert.Contains("also refuses requests whose headers and body agree", output, StringComparison.Ordinal);
        Assert.Contains("refused before the server saw it (status 403); run mcp-check with the server's own URL instead of the gateway's, or set TOKEN", output, StringComparison.Ordinal);

        await using WebApplication all = await ServerAsync(async context =>
        {
            context.Response.StatusCode = 400;
            await context.Response.WriteAsync("""{"jsonrpc":"2.0","id":1,"error":{"code":-32020,"message":"no"}}""");
        });
        (code, output, _) = await _tool.RunAsync("mcp-check", all.Urls.First() + "/mcp");
        Assert.Equal(1, code);
        Assert.Contains("also refuses requests whose headers and body agree", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mcp", 64)]
    [InlineData("ftp://127.0.0.1/mcp", 64)]
    [InlineData("http://127.0.0.1:9/mcp", 1)]
    public async Task An_invalid_or_unreachable_server_causes_a_one_line_error(string url, int expected)
    {
        (int code, string output, string errors) = await _tool.RunAsync("mcp-check", url);

        Assert.Equal(expected, code);
        Assert.Empty(output);
        Assert.Single(errors.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task A_redirect_does_not_count_as_a_refusal()
    {
        await using WebApplication server = await ServerAsync(async context =>
        {
            using var body = await JsonDocument.ParseAsync(context.Request.Body);
            bool isRight = body.RootElement.ValueKind == JsonValueKind.Object && context.Request.Headers["Mcp-Name"] == "authz-mcp-check";
            context.Response.StatusCode = isRight ? 200 : 302;
            context.Response.Headers.Location = isRight ? default : "/elsewhere";
        });

        (int code, string output, _) = await _tool.RunAsync("mcp-check", server.Urls.First() + "/mcp");

        Assert.Equal(1, code);
        Assert.Contains("FAIL  Mcp-Name names another tool: redirected (status 302); use the URL that it redirects to\n", output, StringComparison.Ordinal);
        Assert.DoesNotContain("accepted (status 302)", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nx: ENDLESS")]
    [InlineData("nothing\r\n\r\n")]
    public async Task An_unusable_answer_causes_a_one_line_error(string answer)
    {
        await using var server = new JwksServer(answer.Replace("ENDLESS", new string('x', 1 << 20), StringComparison.Ordinal));

        (int code, string output, string errors) = await _tool.RunAsync("mcp-check", $"http://127.0.0.1:{server.Port}/mcp");

        Assert.Equal((1, string.Empty), (code, output));
        Assert.Contains("did not give a usable answer", Assert.Single(errors.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
    }

    private static async Task<WebApplication> ServerAsync(RequestDelegate answer)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        _ = builder.WebHost.UseUrls("http://127.0.0.1:0");
        _ = builder.Logging.SetMinimumLevel(LogLevel.Error);
        WebApplication server = builder.Build();
        server.Run(answer);
        await server.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }
}
