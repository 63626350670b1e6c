using System;
using System.Threading.Tasks;
using DevTool.Tests.Permissions;
using Xunit;

namespace DevTool.Tests.Serving;

/// <summary><c>serve --shadow</c> with the real stack: the calls that the shadow rules would decide differently.</summary>
public sealed class ShadowTests
{
    private const string File = "shadow.json";

    [Theory]
    [InlineData("LiveData=false")]
    [InlineData("LiveData=true", "ShadowPermissions=true")]
    public async Task The_log_of_a_call_shows_a_different_decision_of_the_shadow_rules(params string[] parameters)
    {
        await using ServeProcess serve = await ServeProcess.StartShadowAsync(File, parameters);
        Assert.Contains($"{File}: 6 shadow rules evaluated for each call, but never enforced", serve.Start);
        Assert.Equal(200, await serve.CallAsync("REST", "/pets", serve.Token));
        Assert.Equal("REST GET /pets  200 allowed  by rule \"read-pets\"", await serve.NextAsync());

        await serve.SaveAsync(File, "\"readers\", \"admins\"", "\"admins\"");
        Assert.Equal($"{File}: 6 shadow rules evaluated for each call, but never enforced", await serve.NextAsync());
        Assert.Equal(200, await serve.CallAsync("REST", "/pets", serve.Token));
        Assert.Equal("REST GET /pets  200 allowed  by rule \"read-pets\"", await serve.NextAsync());
        Assert.Equal("  the shadow rules would deny this call: rule \"read-pets\" requires group admins; alice has readers", await serve.NextAsync());

        await serve.SaveAsync(File, "\"allGroups\": [\"admins\"]", "\"allGroups\": [\"readers\"]");
        _ = await serve.NextAsync();
        Assert.Equal(403, await serve.CallAsync("HTTP", "/admin/reports", serve.Token));
        _ = await serve.NextAsync();
        _ = await serve.NextAsync();
        Assert.StartsWith("  the shadow rules would allow this call: rule \"admin\" ", await serve.NextAsync(), StringComparison.Ordinal);

        // A file with a problem is not used.
        await serve.SaveAsync(File, "\"version\": 1", "\"version\": 2");
        Assert.StartsWith($"{File}:3: ", await serve.NextAsync(), StringComparison.Ordinal);
        Assert.Equal($"{File} is not deployed; the previous version (6 shadow rules) is still evaluated", await serve.NextAsync());
    }

    [Fact]
    public async Task Shadow_rules_without_a_file_are_reported()
    {
        await using ServeProcess serve = await ServeProcess.StartAsync("LiveData=true", "ShadowPermissions=true");

        Assert.Contains("ShadowPermissions is true, but there are no shadow rules here; name a file with --shadow", serve.Start);
    }

    [Fact]
    public async Task A_missing_shadow_file_is_reported()
    {
        using var tool = new ToolProcess();
        (int code, string output, string errors) = await tool.RunAsync("serve", "--shadow", "nothing.json");

        Assert.Equal((78, string.Empty, "the shadow file nothing.json does not exist; correct the path\n"), (code, output, errors));
    }
}
