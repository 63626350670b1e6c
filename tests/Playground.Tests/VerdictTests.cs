using System;
using System.Linq;
using System.Threading.Tasks;
using Contract;
using Microsoft.Playwright;
using Xunit;
using static Playground.Tests.PlaygroundPage;

namespace Playground.Tests;

/// <summary>The verdict, its reason, and its rules.</summary>
/// <param name="playground">The stack and the browser.</param>
public sealed class VerdictTests(PlaygroundFixture playground)
{
    [Theory]
    [InlineData(1280, 900)]
    [InlineData(390, 844)]
    public async Task Verdict_and_reason_stay_visible_while_rules_and_token_are_edited(int width, int height)
    {
        await using PlaygroundPage page = await playground.OpenAsync(new() { ViewportSize = new() { Width = width, Height = height } });
        await page.SampleAsync("Denied");

        foreach (ILocator edited in (ILocator[])[page.Token, page.Editor, page.Why])
        {
            await edited.ScrollIntoViewIfNeededAsync();
            await page.Browser.EvaluateAsync("() => scrollBy(0, 200)");
            Assert.True(await IsInSightAsync(page, "#headline .badge"));
            Assert.True(await IsInSightAsync(page, "#headline .why"));
        }

        await page.Editor.FocusAsync();
        Assert.True(await page.Verdict.EvaluateAsync<double>("bar => bar.getBoundingClientRect().height / innerHeight") < 0.25);
        await page.EditRulesAsync("\"allGroups\": [\"admins\"]", "\"allGroups\": [\"readers\"]");
        await page.VerdictIsAsync("^200 Allowed GET /admin/reports");
        Assert.True(await IsInSightAsync(page, "#headline .badge"));
    }

    [Fact]
    public async Task Incomplete_rules_do_not_hide_the_last_verdict()
    {
        await using PlaygroundPage page = await playground.OpenAsync();

        await page.EditRulesAsync("\"version\": 1,", "\"version\": 1");

        await page.VerdictIsAsync("^Invalid rules Before: 200 Allowed, GET /pets/1 .*JSON");
    }

    [Fact]
    public async Task Passed_steps_are_folded_into_one_line()
    {
        await using PlaygroundPage page = await playground.OpenAsync();
        await page.SampleAsync("Tampered");

        ILocator fold = page.Why.Locator("details.passed");
        await Expect(fold).ToHaveCountAsync(1);
        await Expect(fold.Locator("summary")).ToContainTextAsync("checks passed");
        await Expect(fold.Locator("li").First).Not.ToBeVisibleAsync();
        ILocator refused = page.Why.Locator("ol.steps:not(details ol) li", new() { HasText = "refused" });
        await Expect(refused).ToBeVisibleAsync();
        await Expect(refused).ToContainTextAsync("signature");

        await fold.Locator("summary").ClickAsync();
        await Expect(fold.Locator("li", new() { HasText = "issuer" }).First).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("Allowed", "cm-decides-allow", "read-pets", "allows this call")]
    [InlineData("Suspended", "cm-decides-deny", "suspended", "denies this call")]
    [InlineData("Denied", "cm-nearest", "admin", "nearest rule")]
    public async Task The_deciding_rule_and_the_nearest_miss_are_marked(string sample, string mark, string rule, string words)
    {
        await using PlaygroundPage page = await playground.OpenAsync();

        await page.SampleAsync(sample);

        await Expect(page.At($"#editor .{mark}")).ToHaveCountAsync(1);
        Assert.Equal([LineOf(rule)], await page.LinesAsync("." + mark));
        await Expect(page.At($"#editor .{mark} .cm-tag")).ToHaveTextAsync(words);
        await Expect(page.At($"#editor .cm-gutter .{mark}-mark")).ToHaveCountAsync(1);
        Assert.Equal([LineOf(rule)], await page.LinesAsync(".cm-tag"));
    }

    [Fact]
    public async Task All_lines_of_a_rule_are_marked()
    {
        await using PlaygroundPage page = await playground.OpenAsync();

        await page.EditRulesAsync("{ \"id\": \"read-pets\", \"effect\": \"allow\", ", "{\n      \"id\": \"read-pets\",\n      \"effect\": \"allow\",\n      ");

        await Expect(page.At("#editor .cm-decides-allow")).ToHaveCountAsync(4);
        int first = LineOf("read-pets");
        Assert.Equal(Enumerable.Range(first, 4), await page.LinesAsync(".cm-decides-allow"));
        Assert.Equal([first], await page.LinesAsync(".cm-tag"));
    }

    [Fact]
    public async Task One_click_opens_the_nearest_miss_with_its_missing_condition()
    {
        await using PlaygroundPage page = await playground.OpenAsync();
        await page.SampleAsync("Denied");

        await Expect(page.Why.Locator(".nearest")).ToContainTextAsync("allGroups requires group admins; the caller has readers");
        await page.Button($"Nearest rule, line {LineOf("admin")}").ClickAsync();

        Assert.Contains("\"admin\"", await page.Browser.EvaluateAsync<string>("() => document.querySelector('#editor').shadowRoot.getSelection().toString()"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_401_offers_to_assume_a_genuine_token_and_the_assumed_verdict_is_the_headline()
    {
        await using PlaygroundPage page = await playground.OpenAsync();
        await page.Token.FillAsync("Bearer " + TestTokens.Access());
        await page.VerdictIsAsync("^401 Unauthorized GET /pets/1 issuer_not_allowed");

        await page.Verdict.GetByRole(AriaRole.Button, new() { Name = "Assume a genuine token" }).ClickAsync();

        await page.VerdictIsAsync("^200 Allowed Assumed GET /pets/1 .*read-pets");
        await Expect(page.At("#headline .assumed")).ToHaveTextAsync("Assumed");
        await Expect(page.At("#decoded")).ToContainTextAsync("Not verified");
        await Expect(page.At("#trust-token")).ToBeCheckedAsync();

        await page.Button("Withdraw this assumption").ClickAsync();
        await page.VerdictIsAsync("^401 Unauthorized");
        await Expect(page.At("#headline .assumed")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_tampered_token_cannot_be_assumed_genuine()
    {
        await using PlaygroundPage page = await playground.OpenAsync();

        await page.SampleAsync("Tampered");

        await page.VerdictIsAsync("signature_invalid");
        await Expect(page.Button("Assume a genuine token")).ToHaveCountAsync(0);
    }

    private static int LineOf(string rule) =>
        1 + Array.FindIndex(PlaygroundFixture.Rules.Split('\n'), text => text.Contains($"\"id\": \"{rule}\"", StringComparison.Ordinal));

    // Whether an element is inside the window and not covered by another element.
    private static Task<bool> IsInSightAsync(PlaygroundPage page, string selector) => page.At(selector).First.EvaluateAsync<bool>(
        """
        (element) => {
          const box = element.getClientRects()[0];
          const hit = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
          return box.top >= 0 && box.bottom <= innerHeight && (element === hit || element.contains(hit));
        }
        """);
}
