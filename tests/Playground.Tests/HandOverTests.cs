using System;
using System.IO;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Microsoft.Playwright;
using Xunit;
using static Playground.Tests.PlaygroundPage;

namespace Playground.Tests;

/// <summary>Commands and files from the page also work outside the page.</summary>
/// <param name="playground">The stack and the browser.</param>
public sealed class HandOverTests(PlaygroundFixture playground)
{
    [Fact]
    public async Task The_copied_rules_are_unchanged()
    {
        await using PlaygroundPage page = await playground.OpenAsync();

        Assert.Equal(PlaygroundFixture.Rules, await page.CopyAsync("Copy"));
    }

    [Fact]
    public async Task Edited_rules_are_downloaded()
    {
        await using PlaygroundPage page = await playground.OpenAsync();
        await page.EditRulesAsync("\"readers\", \"admins\"", "\"admins\"");

        IDownload download = await page.Browser.RunAndWaitForDownloadAsync(() => page.Button("Download").ClickAsync());

        Assert.Equal("permissions.json", download.SuggestedFilename);
        Assert.Equal(await page.RulesAsync(), await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("Allowed", "REST", "/pets/1", "allowed")]
    [InlineData("Denied", "HTTP 2.0", "/admin/it's$HOME", "route_not_permitted")]
    [InlineData("Expired", "REST", "/pets/1", "token_expired")]
    [InlineData("No token", "REST", "/pets/1", "token_missing")]
    [InlineData("Allowed", "WebSocket", null, "allowed")]
    public async Task The_copied_command_has_the_same_decision_in_a_shell(string sample, string shape, string? path, string reason)
    {
        await using PlaygroundPage page = await playground.OpenAsync();
        await page.SampleAsync(sample);
        await page.ShapeAsync(shape);
        if (path is not null)
        {
            await page.At("#path").FillAsync(path);
        }

        string request = path ?? "$connect";
        await Expect(page.At("#headline .request")).ToContainTextAsync(request);
        string command = await page.CopyAsync("Copy as authz command");

        Assert.StartsWith("authz explain ", command, StringComparison.Ordinal);
        Assert.DoesNotContain("eyJ", command, StringComparison.Ordinal);
        Assert.Contains($" --permissions {playground.PermissionsFile} ", command, StringComparison.Ordinal);

        // Other tests change the permissions file of the stack, so the command uses a copy.
        using var tool = new Tool();
        tool.Write("permissions.json", PlaygroundFixture.Rules);
        (int code, string output) = await tool.RunAsync(command.Replace(playground.PermissionsFile, "permissions.json", StringComparison.Ordinal) + " --json", await page.Token.InputValueAsync());
        Assert.Equal(reason == "allowed", code == 0);
        JsonNode explanation = JsonNode.Parse(output)!;
        Assert.Equal(reason, explanation["reason"]!.GetValue<string>());
        Assert.EndsWith(request, explanation["request"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.False(explanation["assumed"]!.GetValue<bool>());
    }

    [Theory]
    [InlineData("Allowed", "GET /pets/1")]
    [InlineData("Denied", "GET /admin/reports")]
    [InlineData("Suspended", "GET /pets/1")]
    [InlineData("Machine", "GET /pets/1")]
    public async Task The_copied_test_case_passes(string sample, string call)
    {
        await using PlaygroundPage page = await playground.OpenAsync();
        await page.SampleAsync(sample);

        string test = await page.CopyAsync("Copy as test case");

        Assert.Contains(call, test, StringComparison.Ordinal);
        Assert.DoesNotContain("eyJ", test, StringComparison.Ordinal);
        using var tool = new Tool();
        tool.Write("permissions.json", PlaygroundFixture.Rules);
        tool.Write("permissions.test.json", test);
        (int code, string output) = await tool.RunAsync("authz test");
        Assert.True(code == 0, output);
        Assert.Contains("1 call passed", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_copied_test_case_keeps_the_claims_that_the_rules_read()
    {
        await using PlaygroundPage page = await playground.OpenAsync();
        await page.At("#path").FillAsync("/users/alice/profile");
        await page.VerdictIsAsync("^200 Allowed .*own-path");

        string test = await page.CopyAsync("Copy as test case");

        Assert.Contains("\"claims\": { \"username\": \"alice\" }", test, StringComparison.Ordinal);
        using var tool = new Tool();
        tool.Write("permissions.json", PlaygroundFixture.Rules);
        tool.Write("permissions.test.json", test);
        (int code, string output) = await tool.RunAsync("authz test");
        Assert.True(code == 0, output);
    }

    [Fact]
    public async Task A_refused_token_disables_the_button_for_a_test_case()
    {
        await using PlaygroundPage page = await playground.OpenAsync();

        await page.SampleAsync("Expired");

        await Expect(page.Button("Copy as test case")).ToBeDisabledAsync();
    }
}
