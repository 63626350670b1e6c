using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Contract;
using Microsoft.Playwright;
using Xunit;
using static Playground.Tests.PlaygroundPage;

namespace Playground.Tests;

/// <summary>Keyboard use, accessible names, contrast and width. axe-core checks both color schemes.</summary>
/// <param name="playground">The stack and the browser.</param>
public sealed class AccessibilityTests(PlaygroundFixture playground)
{
    private static readonly string Axe = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "axe.min.js"));

    private static readonly Dictionary<string, Func<PlaygroundPage, Task>> States = new()
    {
        ["opened"] = _ => Task.CompletedTask,
        ["denied"] = page => page.SampleAsync("Denied"),
        ["suspended"] = page => page.SampleAsync("Suspended"),
        ["tampered"] = page => page.SampleAsync("Tampered"),
        ["assumed"] = async page =>
        {
            await page.SampleAsync("Another pool");
            await page.Button("Assume a genuine token").ClickAsync();
            await page.VerdictIsAsync("Assumed");
        },
        ["problem"] = page => page.EditRulesAsync("\"* /admin/**\"", "\"get /admin/\""),
        ["completion"] = async page =>
        {
            await page.PutCursorBehindAsync("\"rules\": [");
            await page.Browser.Keyboard.TypeAsync("{ \"");
            await Expect(page.At("#editor .cm-completionInfo")).ToBeVisibleAsync();
        },
        ["custom"] = page => page.ShapeAsync("Custom"),
        ["response"] = page => page.TabAsync("Response"),
        ["matrix"] = async page =>
        {
            await page.TabAsync("Matrix");
            await Expect(page.At("#panel-matrix table")).ToBeVisibleAsync();
        },
        ["changes"] = async page =>
        {
            await page.EditRulesAsync("\"allGroups\": [\"admins\"]", "\"allGroups\": [\"ops\"]");
            await page.TabAsync("Changes");
            await Expect(page.At("#panel-changes li.gained")).ToBeVisibleAsync();
        },
    };

    [Theory]
    [InlineData(ColorScheme.Light, 1280, null)]
    [InlineData(ColorScheme.Dark, 1280, null)]
    [InlineData(ColorScheme.Light, 390, "opened assumed custom")]
    [InlineData(ColorScheme.Dark, 390, "problem matrix changes")]
    public async Task Every_state_of_the_page_is_accessible_and_fits_the_window(ColorScheme scheme, int width, string? only)
    {
        await using PlaygroundPage page = await playground.OpenAsync(new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = width > 1000 ? 900 : 844 } });
        foreach ((string state, Func<PlaygroundPage, Task> reach) in States.Where(state => only?.Split(' ').Contains(state.Key) != false))
        {
            await reach(page);
            await page.DecidedAsync();

            string[] violations = await ViolationsAsync(page);
            Assert.True(violations.Length == 0, $"{state}: {string.Join('\n', violations)}");
            Assert.True(await page.Browser.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"), state + " is too wide");
            if (Environment.GetEnvironmentVariable("SCREENSHOTS") is { Length: > 0 } folder)
            {
                _ = await page.Browser.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{state}-{scheme}-{width}.png") });
            }

            await page.Browser.EvaluateAsync("() => sessionStorage.clear()");
            _ = await page.Browser.ReloadAsync();
            await page.DecidedAsync();
        }

        bool isDark = await page.Browser.EvaluateAsync<bool>("() => getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0] < 128");
        Assert.Equal(scheme == ColorScheme.Dark, isDark);
    }

    [Fact]
    public async Task The_page_can_be_used_with_the_keyboard_alone()
    {
        await using PlaygroundPage page = await playground.OpenAsync();

        await page.TabToAsync("Denied");
        await page.Browser.Keyboard.PressAsync("Enter");
        await page.VerdictIsAsync("^403 Denied");
        await page.TabToAsync("path");
        await page.Browser.Keyboard.PressAsync("Control+A");
        await page.Browser.Keyboard.TypeAsync("/pets/2");
        await page.VerdictIsAsync("^200 Allowed GET /pets/2");

        // The focus can enter and leave the editor.
        await page.TabToAsync("editor");
        await page.Browser.Keyboard.PressAsync("Tab");
        Assert.NotEqual("editor", await page.FocusedAsync());
        await page.TabToAsync("tab-why");
        await page.Browser.Keyboard.PressAsync("ArrowRight");
        await Expect(page.At("#panel-response")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_verdict_is_announced_and_the_editor_has_a_name()
    {
        await using PlaygroundPage page = await playground.OpenAsync();

        await Expect(page.At("#headline")).ToHaveAttributeAsync("aria-live", "polite");
        await Expect(page.Browser.GetByRole(AriaRole.Textbox, new() { Name = "Permissions file" })).ToBeVisibleAsync();
        foreach (string label in (string[])["Token", "Path (for MCP: path, method and name)", "Method", "Sign in as", "Assume that the token is genuine"])
        {
            await Expect(page.Browser.GetByLabel(label, new() { Exact = label != "Sign in as" })).ToBeVisibleAsync();
        }
    }

    // src/DevTool/README.md describes how to recreate the picture.
    [Fact]
    public async Task The_screenshot_in_the_documentation_shows_the_current_page()
    {
        await using PlaygroundPage page = await playground.OpenAsync(new() { ColorScheme = ColorScheme.Light, ViewportSize = new() { Width = 1024, Height = 640 } });
        await page.SampleAsync("Denied");
        await page.At("h1").HoverAsync();
        byte[] picture = await page.Browser.ScreenshotAsync();

        Assert.InRange(picture.Length, 1, 150_000);
        string path = Path.Combine(Repository.Root, "src", "DevTool", "playground.png");
        if (Environment.GetEnvironmentVariable("PLAYGROUND_PICTURE") == "write")
        {
            await File.WriteAllBytesAsync(path, picture, TestContext.Current.CancellationToken);
        }

        Assert.True(File.Exists(path));
    }

    private static Task<string[]> ViolationsAsync(PlaygroundPage page) => page.Browser.EvaluateAsync<string[]>(
        Axe +
        """
        ;async () => {
          const { violations } = await axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] });
          return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target} ${node.any[0]?.message ?? node.failureSummary}`));
        }
        """);
}
