using System;
using System.IO;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Contract;
using DevTool.Explaining;
using Microsoft.Playwright;
using Xunit;

namespace Playground.Tests;

/// <summary>The page as its user sees it, in a real browser in front of the real stack.</summary>
/// <param name="playground">The stack and the browser.</param>
public sealed class PlaygroundPageTests(PlaygroundFixture playground) : IClassFixture<PlaygroundFixture>
{
    private const string Hostile = "/pets/<img src=x onerror=document.title='owned'>";

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    [Fact]
    public async Task A_demo_user_is_allowed_by_a_rule_that_is_highlighted()
    {
        IPage page = await playground.OpenAsync();

        await SignInAsync(page, "alice");

        await Expect(page.Locator("#verdict")).ToHaveTextAsync(new Regex("^Allowed .*read-pets"));
        ILocator highlighted = page.Locator("#lines .decides.allow");
        await Expect(highlighted).ToHaveCountAsync(1);
        await Expect(highlighted).ToHaveAttributeAsync("data-line", LineOf("read-pets"));
        await Expect(page.Locator("#details")).ToContainTextAsync("the signature holds");
        await Expect(page.Locator("#details table")).ToContainTextAsync("ruleId");
        await Expect(page.Locator("#details")).ToContainTextAsync("\"Effect\": \"Allow\"");
        await Expect(page.Locator("#details")).ToContainTextAsync("\"decision\":\"allow\"");
    }

    [Fact]
    public async Task Another_route_is_refused_with_its_reason()
    {
        IPage page = await playground.OpenAsync();
        await SignInAsync(page, "alice");

        await page.FillAsync("#path", "/admin/reports");

        await Expect(page.Locator("#verdict")).ToHaveTextAsync(new Regex(@"^Denied \(route_not_permitted\), HTTP 403"));
        await Expect(page.Locator("#details")).ToContainTextAsync("allGroups requires group admins; the caller has readers");
        await Expect(page.Locator("#lines .decides")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_deny_rule_is_highlighted_where_it_decides()
    {
        IPage page = await playground.OpenAsync();

        await SignInAsync(page, "mallory");

        await Expect(page.Locator("#verdict")).ToHaveTextAsync(new Regex("^Denied .*suspended"));
        await Expect(page.Locator("#lines .decides.deny")).ToHaveAttributeAsync("data-line", LineOf("suspended"));
    }

    [Theory]
    [InlineData("RestRequest", "\"policyDocument\"")]
    [InlineData("RestToken", "\"policyDocument\"")]
    [InlineData("HttpApi1", "\"policyDocument\"")]
    [InlineData("HttpApi2", "\"isAuthorized\": true")]
    [InlineData("WebSocketConnect", "\"policyDocument\"")]
    public async Task Each_event_shape_gets_its_answer(string shape, string answer)
    {
        IPage page = await playground.OpenAsync();
        await SignInAsync(page, "alice");

        _ = await page.SelectOptionAsync("#shape", shape);

        await Expect(page.Locator("#details")).ToContainTextAsync(answer);
        await Expect(page.Locator("#verdict")).ToHaveTextAsync(new Regex("^Allowed"));
    }

    [Fact]
    public async Task Edited_rules_change_the_decision()
    {
        IPage page = await playground.OpenAsync();
        await SignInAsync(page, "alice");
        await Expect(page.Locator("#verdict")).ToHaveTextAsync(new Regex("^Allowed"));

        await EditAsync(page, "\"readers\", \"admins\"", "\"admins\"");

        await Expect(page.Locator("#verdict")).ToHaveTextAsync(new Regex("^Denied"));
        await page.ClickAsync("#reset");
        await Expect(page.Locator("#verdict")).ToHaveTextAsync(new Regex("^Allowed"));
    }

    [Fact]
    public async Task Broken_rules_show_the_loaders_error_at_its_line()
    {
        IPage page = await playground.OpenAsync();
        await SignInAsync(page, "alice");

        await EditAsync(page, "\"* /admin/**\"", "\"get /admin/\"");

        ILocator problem = page.Locator("#findings .problem");
        await Expect(problem).ToContainTextAsync("a method is in capitals");
        await Expect(problem.Locator("button")).ToHaveTextAsync("line " + LineOf("admin"));
        await Expect(page.Locator("#lines .problem")).ToHaveAttributeAsync("data-line", LineOf("admin"));
        await Expect(page.Locator("#permissions")).ToHaveAttributeAsync("aria-invalid", "true");

        await problem.Locator("button").ClickAsync();

        Assert.Contains("get /admin/", await page.EvaluateAsync<string>("() => { const e = document.activeElement; return e.value.slice(e.selectionStart, e.selectionEnd); }"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_keyboard_alone_is_enough()
    {
        IPage page = await playground.OpenAsync();

        await TabToAsync(page, "sign-in");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#verdict")).ToHaveTextAsync(new Regex("^Allowed"));
        await TabToAsync(page, "path");
        await page.Keyboard.PressAsync("Control+A");
        await page.Keyboard.TypeAsync("/admin/x");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#verdict")).ToHaveTextAsync(new Regex("^Denied"));

        // The editor does not hold the focus.
        await TabToAsync(page, "permissions");
        await page.Keyboard.PressAsync("Tab");
        Assert.NotEqual("permissions", await FocusedAsync(page));
    }

    [Fact]
    public async Task A_hostile_path_stays_text()
    {
        IPage page = await playground.OpenAsync();
        await SignInAsync(page, "alice");

        await page.FillAsync("#path", Hostile);

        await Expect(page.Locator("#verdict")).ToContainTextAsync("<img src=x");
        Assert.Equal(0, await page.Locator("img").CountAsync());
        Assert.Equal("Authorizer playground", await page.TitleAsync());
    }

    [Fact]
    public async Task A_hostile_claim_stays_text_and_is_not_believed()
    {
        IPage page = await playground.OpenAsync();

        await page.FillAsync("#token", TestTokens.Access(claims => claims["username"] = Hostile));
        await page.CheckAsync("#trust-token");
        await page.ClickAsync("button.main");

        await Expect(page.Locator("#details")).ToContainTextAsync("<img src=x");
        await Expect(page.Locator("#verdict")).ToHaveTextAsync(new Regex("^Allowed"));
        Assert.Equal(0, await page.Locator("img").CountAsync());
        Assert.Equal("Authorizer playground", await page.TitleAsync());
    }

    [Fact]
    public async Task An_event_of_ones_own_is_decided_on_with_the_token_in_it()
    {
        IPage page = await playground.OpenAsync();
        await SignInAsync(page, "alice");
        string token = await page.InputValueAsync("#token");
        await page.FillAsync("#token", string.Empty);

        await DecideOnOwnEventAsync(page, RequestSynthesis.Create("GET /pets/7", token, tokenSources: null, EventShape.RestRequest).ToJsonString());
        await Expect(page.Locator("#verdict")).ToHaveTextAsync(new Regex("^Allowed .*read-pets"));

        await page.FillAsync("#event", RequestSynthesis.Create("GET /admin/x", token, tokenSources: null, EventShape.HttpApi2).ToJsonString());
        await Expect(page.Locator("#verdict")).ToHaveTextAsync(new Regex("^Denied .*route_not_permitted"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"type":"REQUEST"}""")]
    [InlineData("""{"type":"REQUEST","methodArn":"<img src=x onerror=document.title='owned'>","headers":{}}""")]
    public async Task An_event_that_is_none_is_an_error_and_not_a_decision(string json)
    {
        IPage page = await playground.OpenAsync();

        await DecideOnOwnEventAsync(page, json);

        await Expect(page.Locator("#verdict")).ToHaveTextAsync(new Regex("^Error .*event_unsupported"));
        Assert.Equal(0, await page.Locator("#lines .decides").CountAsync());
        Assert.Equal(0, await page.Locator("img").CountAsync());
    }

    [Fact]
    public async Task A_hostile_event_of_ones_own_stays_text()
    {
        IPage page = await playground.OpenAsync();
        await SignInAsync(page, "alice");
        string token = await page.InputValueAsync("#token");

        await DecideOnOwnEventAsync(page, RequestSynthesis.Create("GET " + Hostile, token, tokenSources: null, EventShape.RestRequest).ToJsonString());

        await Expect(page.Locator("#details")).ToContainTextAsync("<img src=x");
        Assert.Equal(0, await page.Locator("img").CountAsync());
        Assert.Equal("Authorizer playground", await page.TitleAsync());
    }

    [Fact]
    public async Task A_token_of_another_issuer_is_refused()
    {
        IPage page = await playground.OpenAsync();

        await page.FillAsync("#token", "Bearer " + TestTokens.Access());
        await page.ClickAsync("button.main");

        await Expect(page.Locator("#verdict")).ToHaveTextAsync(new Regex("^Unauthorized"));
    }

    [Fact]
    public async Task The_token_is_stored_nowhere_and_in_no_address()
    {
        IPage page = await playground.OpenAsync();
        string addresses = string.Empty;
        page.Request += (_, request) => addresses += request.Url;

        await SignInAsync(page, "alice");
        await Expect(page.Locator("#verdict")).ToHaveTextAsync(new Regex("^Allowed"));

        string signature = (await page.InputValueAsync("#token")).Split('.')[2];
        Assert.DoesNotContain(signature, addresses, StringComparison.Ordinal);
        Assert.Equal(0, await page.EvaluateAsync<int>("() => localStorage.length + sessionStorage.length + document.cookie.length"));
        Assert.Equal(0, await page.EvaluateAsync<int>("async () => (await indexedDB.databases()).length + (await caches.keys()).length"));
        Assert.Empty(await page.Context.CookiesAsync());
        _ = await page.ReloadAsync();
        await Expect(page.Locator("#token")).ToHaveValueAsync(string.Empty);
    }

    [Fact]
    public async Task Nothing_is_asked_of_another_host()
    {
        IPage page = await playground.OpenAsync();
        Uri other = new("http://127.0.0.1:9/");

        bool refused = await page.EvaluateAsync<bool>("address => fetch(address, {mode: 'no-cors'}).then(() => false, () => true)", other.AbsoluteUri);
        string reported = await page.EvaluateAsync<string>(
            "address => new Promise(done => { addEventListener('securitypolicyviolation', e => done(e.effectiveDirective)); fetch(address).catch(() => {}); })",
            other.AbsoluteUri);

        Assert.True(refused);
        Assert.Equal("connect-src", reported);
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1400)]
    [InlineData(ColorScheme.Dark, 1400)]
    [InlineData(ColorScheme.Light, 400)]
    [InlineData(ColorScheme.Dark, 400)]
    public async Task The_page_fits_its_width_and_scheme_with_enough_contrast(ColorScheme scheme, int width)
    {
        IPage page = await playground.OpenAsync(new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 900 } });
        await SignInAsync(page, "alice");
        await Expect(page.Locator("#verdict")).ToHaveTextAsync(new Regex("^Allowed"));

        Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"));
        Assert.Empty(await page.EvaluateAsync<string[]>(LowContrast));
        bool isDark = await page.EvaluateAsync<bool>("() => getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0] < 128");
        Assert.Equal(scheme == ColorScheme.Dark, isDark);
        if (Environment.GetEnvironmentVariable("SCREENSHOTS") is { Length: > 0 } folder)
        {
            _ = await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{scheme}-{width}.png"), FullPage = true });
        }
    }

    // WCAG 2.2, 1.4.3: the contrast of every text with the ground it stands on.
    private const string LowContrast =
        """
        () => {
          const rgb = (colour) => colour.match(/[\d.]+/g).map(Number);
          const luminance = (colour) => {
            const [r, g, b] = rgb(colour).map((v) => (v /= 255, v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          const ground = (e) => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor; if (rgb(c)[3] !== 0) return c; } return 'rgb(255,255,255)'; };
          const hasText = (e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()) || e.value;
          return [...document.body.querySelectorAll('*')].filter((e) => hasText(e) && e.checkVisibility() && !e.disabled && e.type !== 'checkbox' && e.tagName !== 'OPTION').flatMap((e) => {
            const [a, b] = [luminance(getComputedStyle(e).color), luminance(ground(e))].sort((x, y) => y - x);
            const ratio = (a + 0.05) / (b + 0.05);
            return ratio >= 4.5 ? [] : [`${e.tagName}.${e.className} ${ratio.toFixed(2)}`];
          });
        }
        """;

    private static async Task SignInAsync(IPage page, string user)
    {
        _ = await page.SelectOptionAsync("#user", user);
        await page.ClickAsync("#sign-in");
        await Expect(page.Locator("#token")).Not.ToHaveValueAsync(string.Empty);
    }

    private static async Task DecideOnOwnEventAsync(IPage page, string json)
    {
        _ = await page.SelectOptionAsync("#shape", "own");
        await page.FillAsync("#event", json);
        await page.ClickAsync("button.main");
    }

    private static async Task EditAsync(IPage page, string old, string replacement)
    {
        string rules = await page.InputValueAsync("#permissions");
        Assert.Contains(old, rules, StringComparison.Ordinal);
        await page.FillAsync("#permissions", rules.Replace(old, replacement, StringComparison.Ordinal));
    }

    private static Task<string> FocusedAsync(IPage page) => page.EvaluateAsync<string>("() => document.activeElement.id");

    private static async Task TabToAsync(IPage page, string id)
    {
        for (int i = 0; i < 30 && await FocusedAsync(page) != id; i++)
        {
            await page.Keyboard.PressAsync("Tab");
        }

        Assert.Equal(id, await FocusedAsync(page));
    }

    private static string LineOf(string rule)
    {
        string[] lines = File.ReadAllLines(Path.Combine(Repository.Root, "src", "Authorizer", "permissions.json"));
        int line = Array.FindIndex(lines, text => text.Contains($"\"id\": \"{rule}\"", StringComparison.Ordinal)) + 1;
        return line.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
