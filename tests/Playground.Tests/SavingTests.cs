using System;
using System.IO;
using System.Threading.Tasks;
using Xunit;
using static Playground.Tests.PlaygroundPage;

namespace Playground.Tests;

/// <summary>Saving the permissions file, with a separate stack because the file changes.</summary>
/// <param name="playground">The stack and the browser.</param>
public sealed class SavingTests(PlaygroundFixture playground) : IClassFixture<PlaygroundFixture>
{
    [Fact]
    public async Task Edited_rules_can_be_saved_only_if_the_rules_are_valid()
    {
        await File.WriteAllTextAsync(playground.PermissionsFile, PlaygroundFixture.Rules, TestContext.Current.CancellationToken);
        await using PlaygroundPage page = await playground.OpenAsync();
        await Expect(page.Button("Save")).ToBeDisabledAsync();

        await page.EditRulesAsync("\"version\": 1,", "\"version\": 2,");
        await Expect(page.Button("Save")).ToBeDisabledAsync();
        await page.EditRulesAsync("\"version\": 2,", "\"version\": 1,");
        await page.EditRulesAsync("\"readers\", \"admins\"", "\"admins\"");
        await page.Button("Save").ClickAsync();

        await Expect(page.At("#toast")).ToContainTextAsync("Saved permissions.json");
        Assert.Equal(await page.RulesAsync(), await File.ReadAllTextAsync(playground.PermissionsFile, TestContext.Current.CancellationToken));
        await Expect(page.At("#edited")).Not.ToBeVisibleAsync();
        await Expect(page.Button("Save")).ToBeDisabledAsync();

        // The rules can be saved again without a reload.
        await page.EditRulesAsync("[\"admins\"]", "[\"admins\", \"ops\"]");
        await page.Button("Save").ClickAsync();
        await Expect(page.Button("Save")).ToBeDisabledAsync();
        Assert.Contains("ops", await File.ReadAllTextAsync(playground.PermissionsFile, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_changed_on_disk_is_not_overwritten()
    {
        await File.WriteAllTextAsync(playground.PermissionsFile, PlaygroundFixture.Rules, TestContext.Current.CancellationToken);
        await using PlaygroundPage page = await playground.OpenAsync();
        await page.EditRulesAsync("\"readers\", \"admins\"", "\"admins\"");
        string others = PlaygroundFixture.Rules.Replace("suspended", "blocked", StringComparison.Ordinal);
        await File.WriteAllTextAsync(playground.PermissionsFile, others, TestContext.Current.CancellationToken);

        await page.Button("Save").ClickAsync();

        await Expect(page.At("#toast")).ToContainTextAsync("changed on disk");
        Assert.Equal(others, await File.ReadAllTextAsync(playground.PermissionsFile, TestContext.Current.CancellationToken));
        await Expect(page.At("#edited")).ToBeVisibleAsync();
    }
}
