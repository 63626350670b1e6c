using System;
using System.Linq;
using System.Threading.Tasks;
using DevTool.Tests.Permissions;
using Xunit;

namespace DevTool.Tests.Serving;

/// <summary>The output of <c>serve</c> about calls and the permissions file. The tests call the real stack over HTTP.</summary>
public sealed class ServeTests
{
    private const string Denied = "  403 route_not_permitted  rule \"admin\" requires group admins; alice has readers";
    private const string File = "src/Authorizer/permissions.json";

    [Fact]
    public async Task Each_call_is_logged_with_its_reason()
    {
        await using ServeProcess serve = await ServeProcess.StartAsync("LiveData=true");
        string token = serve.Token;

        Assert.Equal(200, await serve.CallAsync("REST", "/pets", token));
        Assert.Equal("REST GET /pets  200 allowed  by rule \"read-pets\"", await serve.NextAsync());
        Assert.Equal(200, await serve.CallAsync("REST", "/pets?key=query-secret", token));
        Assert.Equal("REST GET /pets (cached)  200 allowed  by rule \"read-pets\"", await serve.NextAsync());

        Assert.Equal(403, await serve.CallAsync("REST", "/admin/reports", token, ("Cookie", "session=cookie-secret")));
        Assert.Equal(["REST GET /admin/reports", Denied], [await serve.NextAsync(), await serve.NextAsync()]);
        Assert.Equal(403, await serve.CallAsync("REST", "/admin/reports", token));
        Assert.Equal(["REST GET /admin/reports (cached)", Denied], [await serve.NextAsync(), await serve.NextAsync()]);
        Assert.Equal(403, await serve.CallAsync("HTTP", "/admin/reports", token));
        Assert.Equal(["HTTP GET /admin/reports", Denied], [await serve.NextAsync(), await serve.NextAsync()]);

        Assert.Equal(401, await serve.CallAsync("REST", "/pets", token + "x"));
        Assert.Equal("REST GET /pets", await serve.NextAsync());
        Assert.StartsWith("  401 token_malformed  ", await serve.NextAsync(), StringComparison.Ordinal);
        Assert.Equal(401, await serve.CallAsync("HTTP", "/pets"));
        Assert.Equal(
            ["HTTP GET /pets", "  401 Unauthorized  the header Authorization is missing or empty; API Gateway did not ask the authorizer"],
            [await serve.NextAsync(), await serve.NextAsync()]);
        Assert.Equal(426, await serve.CallAsync("WebSocket", "/", token));
        Assert.Equal("WebSocket $connect  426 no authorizer", await serve.NextAsync());

        Assert.DoesNotContain("secret", serve.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("eyJ", string.Join('\n', serve.Output.Split('\n')[serve.Start.Count..]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_start_output_has_commands_for_another_token_and_for_an_explanation()
    {
        await using ServeProcess serve = await ServeProcess.StartAsync("LiveData=true");
        Assert.Contains("Sign in as alice, who is in the group readers. The token is valid for 15 minutes. For a new token, sign in again:", serve.Start);

        using var tool = new ToolProcess();
        (int code, string output, string errors) = await tool.ShellAsync(
            $"cd {serve.Folder}\n{serve.Command("export TOKEN=")}\n{serve.Command("AUTHORIZER_ISSUERS=")} --all\n");

        Assert.True(code == 0, output + errors);
        Assert.StartsWith("200 allowed: GET /pets\n", output, StringComparison.Ordinal);
        Assert.Contains("understood as: path /pets, stage rest (from http://127.0.0.1:", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_start_output_is_short_and_its_commands_work()
    {
        await using ServeProcess serve = await ServeProcess.StartAsync("LiveData=true");
        Assert.InRange(serve.Start.Sum(line => Math.Max(1, (line.Length + 79) / 80)), 1, 42);
        Assert.DoesNotContain("eyJ", serve.Output, StringComparison.Ordinal);
        string[] calls = [.. serve.Start.Where(line => line.StartsWith("curl ", StringComparison.Ordinal))];
        Assert.Equal(2, calls.Length);

        using var tool = new ToolProcess();
        (int code, string output, string errors) = await tool.ShellAsync($"{serve.Command("export TOKEN=")}\n{string.Join('\n', calls)}\n");

        Assert.True(code == 0, errors);
        Assert.Equal(2, output.Split("HTTP/1.1 200 OK").Length - 1);
        Assert.EndsWith(" -H \"Authorization: Bearer $TOKEN\"", serve.Command("npx wscat -c ws://"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("subprotocol:bearer", " -s bearer -s \"$TOKEN\"")]
    [InlineData("query:token", "/ws?token=$TOKEN\"")]
    public async Task The_WebSocket_command_sends_the_token_in_the_configured_source(string source, string end)
    {
        await using ServeProcess serve = await ServeProcess.StartAsync("LiveData=true", $"WebSocketTokenSource={source}");

        Assert.EndsWith(end, serve.Command("npx wscat -c "), StringComparison.Ordinal);
        Assert.Equal(2, serve.Start.Count(line => line.EndsWith(" -H \"Authorization: Bearer $TOKEN\"", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_unknown_route_is_not_shown_as_a_denial()
    {
        await using ServeProcess serve = await ServeProcess.StartAsync("LiveData=true");

        Assert.Equal(403, await serve.CallAsync("REST", "/nothing", serve.Token));
        Assert.Equal("REST GET /nothing  403 no such route  not a denial; the authorizer was not asked", await serve.NextAsync());
        Assert.Equal(404, await serve.CallAsync("HTTP", "/nothing", serve.Token));
        Assert.Equal("HTTP GET /nothing  404 no such route  not a denial; the authorizer was not asked", await serve.NextAsync());
    }

    [Fact]
    public async Task A_saved_permissions_file_applies_to_the_next_call()
    {
        await using ServeProcess serve = await ServeProcess.StartAsync("LiveData=true");
        Assert.Contains($"{File}: 6 rules in force", serve.Start);
        Assert.StartsWith("Playground  http://127.0.0.1:", serve.Start[^1], StringComparison.Ordinal);
        Assert.Equal(200, await serve.CallAsync("REST", "/pets", serve.Token));
        Assert.Equal(200, await serve.CallAsync("REST", "/pets", serve.Token));
        Assert.Contains("(cached)", (await serve.NextAsync()) + await serve.NextAsync(), StringComparison.Ordinal);

        await serve.SaveAsync("\"readers\", \"admins\"", "\"admins\"");
        Assert.Equal(
            [
                $"{File}: 6 rules in force",
                "The next call shows the change, because the gateway's cache was cleared.",
                "On AWS, API Gateway keeps an answer for up to 300 s (CacheSeconds).",
            ],
            [await serve.NextAsync(), await serve.NextAsync(), await serve.NextAsync()]);
        Assert.Equal(403, await serve.CallAsync("REST", "/pets", serve.Token));
        Assert.Equal(
            ["REST GET /pets", "  403 route_not_permitted  rule \"read-pets\" requires group admins; alice has readers"],
            [await serve.NextAsync(), await serve.NextAsync()]);

        // A permissions file with a problem is not used, and the cache keeps its entries.
        await serve.SaveAsync("\"allow\", \"routes\": [\"$connect\"]", "\"permit\", \"routes\": [\"$connect\"]");
        Assert.StartsWith($"{File}:9: rule \"connect\": ", await serve.NextAsync(), StringComparison.Ordinal);
        Assert.Equal($"{File} is not deployed; the previous version (6 rules) is still in force", await serve.NextAsync());
        Assert.Equal(403, await serve.CallAsync("REST", "/pets", serve.Token));
        Assert.Equal("REST GET /pets (cached)", await serve.NextAsync());
        _ = await serve.NextAsync();

        // The hint about AWS's cache is printed only once.
        await serve.SaveAsync("\"permit\"", "\"allow\"");
        Assert.Equal($"{File}: 6 rules in force", await serve.NextAsync());
        await serve.DeleteAsync();
        Assert.Equal($"{File} is missing or empty; the previous version (6 rules) is still in force", await serve.NextAsync());
        await serve.RestoreAsync();
        await serve.SaveAsync("[\"admins\"]", "[\"readers\"]");
        Assert.Equal($"{File}: 6 rules in force", await serve.NextAsync());
        int[] statuses = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => serve.CallAsync("HTTP", "/pets", serve.Token)));
        Assert.All(statuses, status => Assert.Equal(200, status));
    }

    [Fact]
    public async Task Without_live_data_the_permissions_published_with_the_function_apply()
    {
        await using ServeProcess serve = await ServeProcess.StartAsync("LiveData=false", "CacheSeconds=0");

        Assert.Contains("The permissions are those that were published with the function. Ctrl-C stops everything.", serve.Start);
        Assert.Equal(403, await serve.CallAsync("REST", "/admin/reports", serve.Token));
        Assert.Equal(["REST GET /admin/reports", Denied], [await serve.NextAsync(), await serve.NextAsync()]);
    }
}
