using System.Threading.Tasks;
using Microsoft.Playwright;
using Xunit;
using static Playground.Tests.PlaygroundPage;

namespace Playground.Tests;

/// <summary>The matrix of routes and groups, and the differences between saved and edited rules.</summary>
/// <param name="playground">The stack and the browser.</param>
public sealed class TabsTests(PlaygroundFixture playground)
{
    [Fact]
    public async Task The_matrix_shows_the_edited_rules()
    {
        await using PlaygroundPage page = await playground.OpenAsync();
        await page.TabAsync("Matrix");
        ILocator row = page.At("#panel-matrix tbody tr", new() { HasText = "* /admin/**" });
        await Expect(page.At("#panel-matrix thead th")).ToHaveTextAsync(["Route", "(no group)", "readers", "admins", "suspended"]);
        await Expect(row.Locator("td")).ToHaveTextAsync(["– no", "– no", "✓ yes", "– no"]);
        await Expect(page.At("#panel-matrix")).ToContainTextAsync("* The decision also depends on scopes");

        await page.EditRulesAsync("\"allGroups\": [\"admins\"]", "\"allGroups\": [\"readers\"]");

        await Expect(row.Locator("td")).ToHaveTextAsync(["– no", "✓ yes", "– no", "– no"]);
    }

    [Fact]
    public async Task The_tab_Changes_lists_callers_with_gained_and_lost_calls()
    {
        await using PlaygroundPage page = await playground.OpenAsync();
        await page.TabAsync("Changes");
        await Expect(page.At("#panel-changes")).ToContainTextAsync("The rules have no edits");

        await page.EditRulesAsync("\"allGroups\": [\"admins\"]", "\"allGroups\": [\"ops\"]");

        await Expect(page.At("#tab-changes")).ToHaveTextAsync("Changes (2)");
        ILocator gained = page.At("#panel-changes li.gained");
        await Expect(gained).ToContainTextAsync("callers in group ops");
        await Expect(gained).ToContainTextAsync("/admin/**");
        await Expect(gained).ToContainTextAsync("Saved: denied, because no rule matches. Edited: allowed by “admin”");
        await Expect(page.At("#panel-changes li.lost")).ToContainTextAsync("callers in group admins");
    }

    [Fact]
    public async Task Edits_without_effect_are_reported()
    {
        await using PlaygroundPage page = await playground.OpenAsync();
        await page.TabAsync("Changes");

        await page.EditRulesAsync("[\"readers\", \"admins\"]", "[\"admins\", \"readers\"]");

        await Expect(page.At("#panel-changes")).ToContainTextAsync("The edited rules make the same decisions as the saved rules.");
        await Expect(page.At("#tab-changes")).ToHaveTextAsync("Changes");
    }

    [Fact]
    public async Task Arrow_keys_move_between_tabs()
    {
        await using PlaygroundPage page = await playground.OpenAsync();
        await page.At("#tab-why").FocusAsync();

        foreach ((string key, string tab) in ((string, string)[])[("ArrowRight", "response"), ("End", "changes"), ("ArrowRight", "why"), ("ArrowLeft", "changes"), ("Home", "why")])
        {
            await page.Browser.Keyboard.PressAsync(key);
            Assert.Equal("tab-" + tab, await page.FocusedAsync());
            await Expect(page.At("#panel-" + tab)).ToBeVisibleAsync();
            await Expect(page.At("[role=tabpanel]:visible")).ToHaveCountAsync(1);
            await Expect(page.At("[role=tab][aria-selected=true]")).ToHaveIdAsync("tab-" + tab);
        }
    }
}
