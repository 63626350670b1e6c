using System;
using System.Threading.Tasks;
using Xunit;
using static Playground.Tests.PlaygroundPage;

namespace Playground.Tests;

/// <summary>The first decision, without a click, and the samples.</summary>
/// <param name="playground">The stack and the browser.</param>
public sealed class OpeningTests(PlaygroundFixture playground)
{
    private static readonly (string Title, string Verdict)[] Samples =
    [
        ("Allowed", "^200 Allowed GET /pets/1 .*read-pets"),
        ("Denied", "^403 Denied GET /admin/reports route_not_permitted .*admin"),
        ("Suspended", "^403 Denied GET /pets/1 route_not_permitted .*suspended"),
        ("Expired", "^401 Unauthorized GET /pets/1 token_expired"),
        ("ID token", "^401 Unauthorized GET /pets/1 token_use_not_allowed"),
        ("Machine", "^200 Allowed GET /pets/1 .*machines"),
        ("Tampered", "^401 Unauthorized GET /admin/reports signature_invalid"),
        ("Another pool", "^401 Unauthorized GET /pets/1 issuer_not_allowed"),
        ("No token", "^401 Unauthorized GET /pets/1 token_missing"),
    ];

    private static readonly (string Shape, string Request, string Answer, string Sent)[] Shapes =
    [
        ("REST", "GET /pets/1", "\"policyDocument\"", "\"methodArn\""),
        ("REST token", "GET /pets/1", "\"policyDocument\"", "\"authorizationToken\": \"Bearer {token}\""),
        ("HTTP 1.0", "GET /pets/1", "\"policyDocument\"", "\"version\": \"1.0\""),
        ("HTTP 2.0", "GET /pets/1", "\"isAuthorized\": true", "\"routeArn\""),
        ("WebSocket", @"\$connect", "\"policyDocument\"", "\"CONNECT\""),
    ];

    [Fact]
    public async Task The_page_opens_with_an_example_and_its_decision()
    {
        await using PlaygroundPage page = await playground.OpenAsync();

        await page.VerdictIsAsync("^200 Allowed .*GET /pets/1 .*read-pets");
        await Expect(page.Why).ToContainTextAsync("checks passed");
        Assert.NotEmpty(await page.Token.InputValueAsync());
    }

    [Fact]
    public async Task A_stopped_playground_is_reported_with_advice()
    {
        await using PlaygroundPage page = await playground.OpenAsync();
        await page.Browser.RouteAsync("**/explain", route => route.AbortAsync());

        await page.At("#path").FillAsync("/pets/2");

        await page.VerdictIsAsync("The playground does not answer. Start authz serve again, and open the address that it prints.");
    }

    [Fact]
    public async Task One_click_opens_each_sample()
    {
        await using PlaygroundPage page = await playground.OpenAsync();
        foreach ((string title, string verdict) in Samples)
        {
            await page.SampleAsync(title);

            await page.VerdictIsAsync(verdict);
            await Expect(page.At("#about")).Not.ToBeEmptyAsync();
        }
    }

    [Fact]
    public async Task One_click_selects_each_event_shape()
    {
        await using PlaygroundPage page = await playground.OpenAsync();
        await page.TabAsync("Response");
        foreach ((string shape, string request, string answer, string sent) in Shapes)
        {
            await page.ShapeAsync(shape);

            await page.VerdictIsAsync("^200 Allowed " + request);
            await Expect(page.At("#panel-response")).ToContainTextAsync(sent);
            await Expect(page.At("#panel-response")).ToContainTextAsync(answer);
        }
    }

    [Fact]
    public async Task A_demo_user_can_sign_in()
    {
        await using PlaygroundPage page = await playground.OpenAsync();

        await page.At("#path").FillAsync("/admin/reports");
        await page.VerdictIsAsync("^403 Denied");
        _ = await page.At("#user").SelectOptionAsync("carol");

        await page.VerdictIsAsync("^200 Allowed .*admin");
    }

    [Fact]
    public async Task A_custom_event_starts_as_a_copy_of_the_shown_event()
    {
        await using PlaygroundPage page = await playground.OpenAsync();
        await page.ShapeAsync("HTTP 2.0");
        await page.At("#path").FillAsync("/pets/7");
        await page.VerdictIsAsync("GET /pets/7");

        await page.ShapeAsync("Custom");
        await page.VerdictIsAsync("^200 Allowed GET /pets/7");
        string json = await page.At("#event").InputValueAsync();
        Assert.Contains("\"rawPath\": \"/demo/pets/7\"", json, StringComparison.Ordinal);
        Assert.Contains("Bearer {token}", json, StringComparison.Ordinal);
        await page.At("#event").FillAsync(json.Replace("/pets/7", "/admin/x", StringComparison.Ordinal));

        await page.VerdictIsAsync("^403 Denied GET /admin/x");
    }

    [Fact]
    public async Task A_token_in_a_pasted_event_moves_to_the_token_field()
    {
        await using PlaygroundPage page = await playground.OpenAsync();
        await page.SampleAsync("Denied");
        string token = await page.Token.InputValueAsync();
        await page.SampleAsync("No token");

        await page.ShapeAsync("Custom");
        await page.At("#event").FillAsync($$"""{"type":"TOKEN","methodArn":"arn:aws:execute-api:us-east-1:123456789012:abc/demo/GET/pets/2","authorizationToken":"Bearer {{token}}"}""");

        await page.VerdictIsAsync("^200 Allowed GET /pets/2");
        await Expect(page.Token).ToHaveValueAsync(token);
        Assert.DoesNotContain(token, await page.At("#event").InputValueAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"type":"REQUEST"}""")]
    [InlineData("""{"type":"REQUEST","methodArn":"<img src=x onerror=document.title='owned'>","headers":{}}""")]
    public async Task An_invalid_event_causes_an_error_instead_of_a_decision(string json)
    {
        await using PlaygroundPage page = await playground.OpenAsync();

        await page.ShapeAsync("Custom");
        await page.At("#event").FillAsync(json);

        await page.VerdictIsAsync("^500 Error .*event_unsupported");
        Assert.Empty(await page.LinesAsync(".cm-decides-allow, .cm-decides-deny"));
    }
}
