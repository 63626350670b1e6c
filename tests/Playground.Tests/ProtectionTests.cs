using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading.Tasks;
using Contract;
using Xunit;
using static Playground.Tests.PlaygroundPage;

namespace Playground.Tests;

/// <summary>Hostile text, tokens that must not leave the page, and the page's own origin.</summary>
/// <param name="playground">The stack and the browser.</param>
public sealed class ProtectionTests(PlaygroundFixture playground)
{
    private const string Hostile = "/pets/<img/src=x/onerror=document.title='owned'>";

    private static readonly (string Attempt, string Directive)[] Forbidden =
    [
        ("address => fetch(address).catch(() => {})", "connect-src"),
        ("address => { const image = new Image(); image.src = address; }", "img-src"),
        ("() => { const style = document.createElement('style'); style.textContent = 'body{color:red}'; document.head.append(style); }", "style-src-elem"),
        ("() => document.body.setAttribute('style', 'color:red')", "style-src-attr"),
        ("() => { const script = document.createElement('script'); try { script.text = 'document.title=1'; } catch {} document.head.append(script); }", "require-trusted-types-for"),
        ("() => { try { document.body.innerHTML = '<p>'; } catch {} }", "require-trusted-types-for"),
        ("() => { try { trustedTypes.createPolicy('any', {}); } catch {} }", "trusted-types"),
    ];

    [Fact]
    public async Task A_hostile_path_is_shown_as_text()
    {
        await using PlaygroundPage page = await playground.OpenAsync();

        await page.At("#path").FillAsync(Hostile);

        await Expect(page.Verdict).ToContainTextAsync("<img/src=x");
        await NothingHappenedAsync(page);
    }

    [Fact]
    public async Task Hostile_claims_are_shown_as_text_and_not_trusted()
    {
        await using PlaygroundPage page = await playground.OpenAsync();

        await page.Token.FillAsync(TestTokens.Access(claims =>
        {
            claims["username"] = Hostile;
            claims[Hostile] = Hostile;
        }));
        await page.Button("Assume a genuine token").ClickAsync();

        await page.VerdictIsAsync("Assumed");
        await Expect(page.At("#decoded")).ToContainTextAsync("<img/src=x");
        await page.TabAsync("Response");
        await Expect(page.At("#panel-response table")).ToContainTextAsync("<img/src=x");
        await NothingHappenedAsync(page);
    }

    [Fact]
    public async Task Hostile_rules_are_shown_as_text_in_every_view()
    {
        await using PlaygroundPage page = await playground.OpenAsync();
        string rules = PlaygroundFixture.Rules
            .Replace("\"read-pets\"", "\"<img src=x onerror=document.title='owned'>\"", StringComparison.Ordinal)
            .Replace("\"readers\", \"admins\"", "\"readers\", \"<img src=y onerror=document.title='owned'>\"", StringComparison.Ordinal);

        await page.PasteRulesAsync(rules);

        await Expect(page.Verdict).ToContainTextAsync("<img src=x");
        await Expect(page.Why).ToContainTextAsync("<img src=x");
        await page.TabAsync("Matrix");
        await Expect(page.At("#panel-matrix thead")).ToContainTextAsync("<img src=y");
        await page.TabAsync("Changes");
        await Expect(page.At("#panel-changes")).ToContainTextAsync("<img src=y");
        await page.EditRulesAsync("\"effect\": \"allow\", \"routes\": [\"GET /pets\"", "\"effect\": \"<img src=z onerror=document.title='owned'>\", \"routes\": [\"GET /pets\"");
        await page.At("#editor .cm-lint-marker-error").First.HoverAsync();
        await Expect(page.At("#editor .cm-diagnostic")).ToBeVisibleAsync();
        await NothingHappenedAsync(page);
    }

    [Fact]
    public async Task A_hostile_custom_event_is_shown_as_text()
    {
        await using PlaygroundPage page = await playground.OpenAsync();
        await page.ShapeAsync("Custom");
        await page.VerdictIsAsync("^200 Allowed");
        string json = await page.At("#event").InputValueAsync();

        await page.At("#event").FillAsync(json.Replace("/pets/1", Hostile.Replace("'", "\\u0027", StringComparison.Ordinal), StringComparison.Ordinal));

        await Expect(page.Verdict).ToContainTextAsync("<img/src=x");
        await NothingHappenedAsync(page);
    }

    [Fact]
    public async Task The_token_is_neither_stored_nor_in_an_address()
    {
        await using PlaygroundPage page = await playground.OpenAsync();
        var addresses = new ConcurrentBag<string>();
        page.Browser.Request += (_, request) => addresses.Add(request.Url + request.Headers.GetValueOrDefault("referer"));

        foreach (string sample in (string[])["Allowed", "Machine", "Tampered"])
        {
            await page.SampleAsync(sample);
            string link = await page.CopyAsync("Copy link");
            string signature = (await page.Token.InputValueAsync()).Split('.')[2];
            Assert.DoesNotContain(signature, string.Join('\n', addresses), StringComparison.Ordinal);
            Assert.DoesNotContain(signature, await page.StoredAsync(), StringComparison.Ordinal);
            Assert.DoesNotContain(signature, link, StringComparison.Ordinal);
        }

        Assert.NotEmpty(addresses);
        Assert.Empty(await page.Browser.Context.CookiesAsync());
    }

    [Fact]
    public async Task The_token_is_cleared_when_the_user_leaves_the_page()
    {
        await using PlaygroundPage page = await playground.OpenAsync();

        await page.Browser.EvaluateAsync("() => dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))");

        await Expect(page.Token).ToHaveValueAsync(string.Empty);
        await Expect(page.At("#decoded")).ToBeEmptyAsync();
    }

    [Fact]
    public async Task The_content_security_policy_forbids_unused_features()
    {
        PlaygroundPage page = await playground.OpenAsync();
        foreach ((string attempt, string directive) in Forbidden)
        {
            string reported = await page.Browser.EvaluateAsync<string>(
                $$"""
                address => new Promise((done) => {
                  addEventListener("securitypolicyviolation", (violation) => done(violation.effectiveDirective), { once: true });
                  ({{attempt}})(address);
                  setTimeout(() => done("nothing"), 5000);
                })
                """,
                "http://127.0.0.1:9/");

            Assert.Equal(directive, reported);
        }

        await page.Browser.Context.DisposeAsync();
    }

    private static async Task NothingHappenedAsync(PlaygroundPage page)
    {
        await Expect(page.At("img[src]:not([src='playground.svg'])")).ToHaveCountAsync(0);
        Assert.Equal("Authorizer playground", await page.Browser.TitleAsync());
    }
}
