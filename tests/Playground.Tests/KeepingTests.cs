using System;
using System.Buffers.Text;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Contract;
using Xunit;
using static Playground.Tests.PlaygroundPage;

namespace Playground.Tests;

/// <summary>Stored edits and shared links. Neither contains a token.</summary>
/// <param name="playground">The stack and the browser.</param>
public sealed class KeepingTests(PlaygroundFixture playground)
{
    [Fact]
    public async Task Edits_survive_a_reload()
    {
        await using PlaygroundPage page = await playground.OpenAsync();
        await page.SampleAsync("Denied");
        await page.ShapeAsync("HTTP 2.0");
        await page.At("#path").FillAsync("/admin/keys");
        await page.EditRulesAsync("\"allGroups\": [\"admins\"]", "\"allGroups\": [\"readers\"]");
        await page.VerdictIsAsync("^200 Allowed GET /admin/keys");

        _ = await page.Browser.ReloadAsync();

        await page.VerdictIsAsync("^200 Allowed GET /admin/keys");
        await Expect(page.At("#edited")).ToBeVisibleAsync();
        await Expect(page.Button("Denied")).ToHaveAttributeAsync("aria-pressed", "true");
        Assert.Contains("\"allGroups\": [\"readers\"]", await page.RulesAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pasted_token_does_not_survive_a_reload()
    {
        await using PlaygroundPage page = await playground.OpenAsync();
        string token = await page.Token.InputValueAsync();
        await page.Token.FillAsync("Bearer " + token);
        await page.ShapeAsync("Custom");
        await page.At("#path").EvaluateAsync("(field, token) => { field.value = '/' + token; }", token);
        await page.At("#event").FillAsync($$"""{"cookies":["session={{token}}"]}""");
        await page.PasteRulesAsync(PlaygroundFixture.Rules.Replace("read-pets", token, StringComparison.Ordinal));

        string stored = await page.StoredAsync();
        Assert.Contains("session={token}", stored, StringComparison.Ordinal);
        foreach (string part in token.Split('.'))
        {
            Assert.DoesNotContain(part, stored, StringComparison.Ordinal);
        }

        _ = await page.Browser.ReloadAsync();
        await page.DecidedAsync();
        await Expect(page.Token).ToHaveValueAsync(string.Empty);
    }

    [Fact]
    public async Task A_link_contains_rules_and_call_but_no_token()
    {
        await using PlaygroundPage page = await playground.OpenAsync();
        await page.SampleAsync("Denied");
        await page.At("#path").FillAsync("/admin/keys");
        await page.EditRulesAsync("\"allGroups\": [\"admins\"]", "\"allGroups\": [\"readers\"]");
        await page.VerdictIsAsync("^200 Allowed");
        string token = await page.Token.InputValueAsync();

        var link = new Uri(await page.CopyAsync("Copy link"));

        Assert.Equal(playground.Address.AbsolutePath, link.PathAndQuery);
        string content = Unpack(link.Fragment);
        Assert.Contains("/admin/keys", content, StringComparison.Ordinal);
        foreach (string part in token.Split('.'))
        {
            Assert.DoesNotContain(part, content, StringComparison.Ordinal);
        }

        await using PlaygroundPage other = await playground.OpenAsync(fragment: link.Fragment);
        await other.VerdictIsAsync("^200 Allowed GET /admin/keys");
        await Expect(other.At("#from-link")).ToBeVisibleAsync();
        Assert.Equal(await page.RulesAsync(), await other.RulesAsync());

        // The other page has a different token for the same sample.
        Assert.NotEqual(token, await other.Token.InputValueAsync());
        Assert.NotEmpty(await other.Token.InputValueAsync());
    }

    [Fact]
    public async Task Rules_that_are_too_large_for_a_link_are_reported()
    {
        await using PlaygroundPage page = await playground.OpenAsync();
        await page.PasteRulesAsync(PlaygroundFixture.Rules + string.Concat(Enumerable.Repeat(new string(' ', 99) + "\n", 6000)));

        await page.Button("Copy link").ClickAsync();

        await Expect(page.At("#toast")).ToHaveTextAsync("The rules are too large for a link. Download the file instead.");
    }

    [Fact]
    public async Task A_link_stores_nothing_before_the_first_edit_and_does_not_change_the_file()
    {
        string rules = PlaygroundFixture.Rules.Replace("\"allow\", \"routes\": [\"* /admin/**\"]", "\"allow\", \"routes\": [\"* /**\"]", StringComparison.Ordinal);
        await using PlaygroundPage page = await playground.OpenAsync(fragment: Link(rules));

        await Expect(page.At("#from-link")).ToBeVisibleAsync();
        Assert.StartsWith("[{},{},\"\",[],[],", await page.StoredAsync(), StringComparison.Ordinal);
        Assert.Equal(PlaygroundFixture.Rules, await File.ReadAllTextAsync(playground.PermissionsFile, TestContext.Current.CancellationToken));
        await Expect(page.At("#trust-token")).Not.ToBeCheckedAsync();

        await page.At("#path").FillAsync("/pets/9");
        await page.VerdictIsAsync("GET /pets/9");
        Assert.DoesNotContain("#", page.Browser.Url, StringComparison.Ordinal);
        await page.Button("Undo edits").ClickAsync();
        await Expect(page.At("#from-link")).Not.ToBeVisibleAsync();
        Assert.Equal(PlaygroundFixture.Rules, await page.RulesAsync());
    }

    [Fact]
    public async Task Hostile_content_of_a_link_is_shown_as_text()
    {
        const string Hostile = "<img/src=x/onerror=document.title='owned'>";
        string rules = PlaygroundFixture.Rules.Replace("read-pets", Hostile, StringComparison.Ordinal);
        await using PlaygroundPage page = await playground.OpenAsync(fragment: Link(rules, path: "/pets/" + Hostile, sample: Hostile));

        await page.VerdictIsAsync("^401 Unauthorized GET /pets/<img.* token_missing");
        await Expect(page.At("img[src]:not([src='playground.svg'])")).ToHaveCountAsync(0);
        Assert.Equal("Authorizer playground", await page.Browser.TitleAsync());
    }

    [Theory]
    [InlineData("#1")]
    [InlineData("#1%00")]
    [InlineData("#1AAAA")]
    [InlineData("#2whatever")]
    [InlineData("#<img src=x onerror=document.title='owned'>")]
    public async Task A_broken_link_opens_the_first_example(string fragment)
    {
        await using PlaygroundPage page = await playground.OpenAsync(fragment: fragment);

        await page.VerdictIsAsync("^200 Allowed GET /pets/1");
        await Expect(page.At("#from-link")).Not.ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("""{"rules":1,"shape":"RestRequest","method":"GET","path":"/","event":"","source":null}""")]
    [InlineData("""{"rules":null,"shape":"__proto__","method":"GET","path":"/","event":"","source":null}""")]
    [InlineData("""{"rules":null,"shape":"RestRequest","method":"GET","path":{},"event":"","source":null}""")]
    [InlineData("null")]
    public async Task A_link_with_invalid_content_opens_the_first_example(string content)
    {
        await using PlaygroundPage page = await playground.OpenAsync(fragment: Pack(content));

        await page.VerdictIsAsync("^200 Allowed GET /pets/1");
    }

    [Fact]
    public async Task A_link_above_the_size_limit_is_not_unpacked()
    {
        await using PlaygroundPage page = await playground.OpenAsync(fragment: Link(new string(' ', 50_000_000)));

        await page.VerdictIsAsync("^200 Allowed GET /pets/1");
        Assert.Equal(PlaygroundFixture.Rules, await page.RulesAsync());
    }

    [Fact]
    public async Task A_token_in_the_path_of_a_linked_call_is_not_stored()
    {
        string token = TestTokens.Access();
        await using PlaygroundPage page = await playground.OpenAsync(fragment: Link(PlaygroundFixture.Rules, path: "/pets/1"));

        await page.At("#path").FillAsync("/" + token);
        await page.DecidedAsync();

        Assert.DoesNotContain(token.Split('.')[2], await page.StoredAsync(), StringComparison.Ordinal);
    }

    private static string Link(string rules, string path = "/pets/1", string sample = "allowed") => Pack(new JsonObject
    {
        ["rules"] = rules,
        ["shape"] = "RestRequest",
        ["method"] = "GET",
        ["path"] = path,
        ["event"] = string.Empty,
        ["source"] = new JsonObject { ["sample"] = sample },
    }.ToJsonString());

    private static string Pack(string content)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            deflate.Write(Encoding.UTF8.GetBytes(content));
        }

        return "#1" + Base64Url.EncodeToString(packed.ToArray());
    }

    private static string Unpack(string fragment)
    {
        using var packed = new MemoryStream(Base64Url.DecodeFromChars(fragment.AsSpan(2)));
        using var inflate = new DeflateStream(packed, CompressionMode.Decompress);
        using var reader = new StreamReader(inflate);
        return reader.ReadToEnd();
    }
}
