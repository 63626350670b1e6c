using System.Threading.Tasks;
using Contract;
using Microsoft.Playwright;
using Xunit;
using static Playground.Tests.PlaygroundPage;

namespace Playground.Tests;

/// <summary>The decoded token next to the encoded one.</summary>
/// <param name="playground">The stack and the browser.</param>
public sealed class DecodedTokenTests(PlaygroundFixture playground)
{
    [Fact]
    public async Task Each_claim_is_explained()
    {
        await using PlaygroundPage page = await playground.OpenAsync();

        await Expect(Row(page, "cognito:groups")).ToContainTextAsync("[\"readers\"]");
        await Expect(Row(page, "username")).ToContainTextAsync("alice");
        await Expect(Row(page, "exp")).ToContainTextAsync("in ");
        await Expect(Row(page, "alg")).ToContainTextAsync("RS256");
        await Expect(page.At("#decoded th")).ToHaveCountAsync(await page.At("#decoded .meaning:not(:empty)").CountAsync());
    }

    [Fact]
    public async Task An_unknown_claim_is_marked_as_unknown()
    {
        await using PlaygroundPage page = await playground.OpenAsync();

        await page.Token.FillAsync(TestTokens.Access(claims => claims["plan"] = "gold"));

        await Expect(Row(page, "plan")).ToContainTextAsync("Cognito itself does not issue this claim");
    }

    [Theory]
    [InlineData("Allowed", "verified", "Signature verified")]
    [InlineData("Expired", "verified", "Signature verified")]
    [InlineData("Tampered", "unverified", "Not verified: anyone could have written this token")]
    [InlineData("Another pool", "unverified", "Not verified: anyone could have written this token")]
    public async Task Unverified_content_is_marked(string sample, string trust, string words)
    {
        await using PlaygroundPage page = await playground.OpenAsync();

        await page.SampleAsync(sample);

        await Expect(page.At($"#decoded details.{trust} summary")).ToContainTextAsync(words);
    }

    [Fact]
    public async Task A_text_that_is_not_a_token_is_not_decoded()
    {
        await using PlaygroundPage page = await playground.OpenAsync();

        await page.Token.FillAsync("not a token");
        await page.VerdictIsAsync("^401 Unauthorized .*token_malformed");
        await Expect(page.At("#decoded")).ToContainTextAsync("This part cannot be decoded.");

        await page.Token.FillAsync(string.Empty);
        await page.VerdictIsAsync("token_missing");
        await Expect(page.At("#decoded")).ToBeEmptyAsync();
    }

    [Fact]
    public async Task The_claims_are_folded_on_a_phone()
    {
        await using PlaygroundPage page = await playground.OpenAsync(new() { ViewportSize = new() { Width = 390, Height = 844 } });
        await Expect(Row(page, "username")).Not.ToBeVisibleAsync();

        await page.At("#decoded summary").ClickAsync();
        await Expect(Row(page, "username")).ToBeVisibleAsync();

        // The claims stay visible with another sample.
        await page.SampleAsync("Denied");
        await Expect(Row(page, "username")).ToBeVisibleAsync();
    }

    private static ILocator Row(PlaygroundPage page, string name) =>
        page.At("#decoded tr").Filter(new() { Has = page.Browser.GetByRole(AriaRole.Rowheader, new() { Name = name, Exact = true, IncludeHidden = true }) });
}
