using System;
using System.Threading.Tasks;
using Microsoft.Playwright;
using Xunit;
using static Playground.Tests.PlaygroundPage;

namespace Playground.Tests;

/// <summary>The editor for rules.</summary>
/// <param name="playground">The stack and the browser.</param>
public sealed class EditorTests(PlaygroundFixture playground)
{
    [Fact]
    public async Task Members_and_values_are_completed_from_the_schema()
    {
        await using PlaygroundPage page = await playground.OpenAsync();
        await page.PutCursorBehindAsync("\"rules\": [");

        await page.Browser.Keyboard.PressAsync("Enter");
        await page.Browser.Keyboard.TypeAsync("{ \"");
        await Expect(Options(page)).ToHaveTextAsync(["id", "description", "effect", "routes", "when"]);
        await page.Browser.Keyboard.TypeAsync("eff");
        await Expect(page.At("#editor .cm-completionInfo")).ToContainTextAsync("What a matching rule does");
        await PressInListAsync(page, "Enter");
        await Expect(Options(page)).ToHaveTextAsync(["allow", "deny"]);
        await PressInListAsync(page, "ArrowDown");
        await PressInListAsync(page, "Enter");

        await Expect(page.Editor).ToContainTextAsync("{ \"effect\": \"deny\"}");
    }

    [Fact]
    public async Task Groups_of_the_rules_and_of_the_caller_are_completed()
    {
        await using PlaygroundPage page = await playground.OpenAsync();
        await page.SampleAsync("Suspended");
        await page.EditRulesAsync("\"routes\": [\"* /users/{claim:username}/**\"] }", "\"routes\": [\"* /users/{claim:username}/**\"], \"when\": { \"anyGroup\": [] } }");
        await page.PutCursorBehindAsync("{claim:username}/**\"], \"when\": { \"anyGroup\": [");

        await page.Browser.Keyboard.TypeAsync("\"");

        // The caller's own groups come first.
        await Expect(Options(page)).ToHaveTextAsync(["readers", "suspended", "admins"]);
        await page.Browser.Keyboard.TypeAsync("adm");
        await Expect(Options(page)).ToHaveTextAsync(["admins"]);
        await PressInListAsync(page, "Enter");
        await Expect(page.Editor).ToContainTextAsync("\"anyGroup\": [\"admins\"] } }");
    }

    [Fact]
    public async Task A_tooltip_explains_a_member()
    {
        await using PlaygroundPage page = await playground.OpenAsync();

        await page.Editor.GetByText("\"anyGroup\"").First.HoverAsync();

        await Expect(page.At("#editor .cm-hint")).ToContainTextAsync("at least one of these groups");
    }

    [Fact]
    public async Task Problems_are_diagnostics_at_their_lines()
    {
        await using PlaygroundPage page = await playground.OpenAsync();

        await page.EditRulesAsync("\"* /admin/**\"", "\"get /admin/\"");

        int line = 1 + Array.FindIndex(PlaygroundFixture.Rules.Split('\n'), text => text.Contains("\"admin\"", StringComparison.Ordinal));
        await Expect(page.At("#editor .cm-lint-marker-error")).ToHaveCountAsync(1);
        Assert.Contains(line, await page.LinesAsync(".cm-lintRange-error"));
        await Expect(page.Editor).ToHaveAttributeAsync("aria-invalid", "true");
        ILocator problem = page.At("#findings .problem");
        await Expect(problem).ToContainTextAsync("write the method in capitals");
        await page.At("#editor .cm-lint-marker-error").HoverAsync();
        await Expect(page.At("#editor .cm-diagnostic")).ToContainTextAsync("write the method in capitals");

        await problem.Locator("button").ClickAsync();
        Assert.Contains("get /admin/", await page.Browser.EvaluateAsync<string>("() => document.querySelector('#editor').shadowRoot.getSelection().toString()"), StringComparison.Ordinal);

        await page.Button("Undo edits").ClickAsync();
        await page.VerdictIsAsync("^200 Allowed");
        await Expect(page.At("#editor .cm-lint-marker-error")).ToHaveCountAsync(0);
        await Expect(page.Editor).ToHaveAttributeAsync("aria-invalid", "false");
    }

    [Fact]
    public async Task Warnings_are_also_diagnostics()
    {
        await using PlaygroundPage page = await playground.OpenAsync();

        await page.EditRulesAsync("\"routes\": [\"$connect\"]", "\"routes\": [\"$connect\", \"$connect\"]");

        await Expect(page.At("#editor .cm-lint-marker-warning")).ToHaveCountAsync(1);
        await Expect(page.At("#findings .warning").First).ToContainTextAsync("$connect");
        await page.VerdictIsAsync("^200 Allowed");
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task Long_lines_of_rules_are_wrapped(int width)
    {
        await using PlaygroundPage page = await playground.OpenAsync(new() { ViewportSize = new() { Width = width, Height = 844 } });

        string routes = string.Join(", ", System.Linq.Enumerable.Repeat("\"GET /a/very/long/path/that/goes/on/and/on\"", 20));
        await page.EditRulesAsync("[\"$connect\"]", $"[\"$connect\", {routes}]");

        Assert.True(await page.At("#editor .cm-scroller").EvaluateAsync<bool>("scroller => scroller.scrollWidth <= scroller.clientWidth"));
    }

    [Fact]
    public async Task Edited_rules_change_the_decision_and_can_be_undone()
    {
        await using PlaygroundPage page = await playground.OpenAsync();
        await Expect(page.Button("Undo edits")).ToBeDisabledAsync();

        await page.EditRulesAsync("\"readers\", \"admins\"", "\"admins\"");
        await page.VerdictIsAsync("^403 Denied");
        await Expect(page.At("#edited")).ToBeVisibleAsync();

        await page.Button("Undo edits").ClickAsync();
        await page.VerdictIsAsync("^200 Allowed");
        await Expect(page.At("#edited")).Not.ToBeVisibleAsync();
        Assert.Equal(PlaygroundFixture.Rules, await page.RulesAsync());
    }

    // CodeMirror ignores keys for 75 ms after the list has changed (interactionDelay), so that no unread entry is chosen.
    private static async Task PressInListAsync(PlaygroundPage page, string key)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(100), TestContext.Current.CancellationToken);
        await page.Browser.Keyboard.PressAsync(key);
    }

    private static ILocator Options(PlaygroundPage page) => page.At("#editor .cm-tooltip-autocomplete li");
}
