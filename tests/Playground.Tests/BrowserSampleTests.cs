using System;
using System.Buffers.Text;
using System.Collections.Concurrent;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Tasks;
using Contract;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Playground.Tests;

/// <summary>The single-page apps of build/samples in a real browser. Cognito's endpoints and the API are simulated.</summary>
/// <param name="playground">The browser.</param>
public sealed class BrowserSampleTests(PlaygroundFixture playground) : IAsyncLifetime
{
    private static readonly string Folder = Path.Combine(Repository.Root, "build", "samples", "browsers");

    private readonly WebApplication _server = CreateServer();
    private readonly ConcurrentQueue<string> _calls = new();
    private readonly ConcurrentQueue<string> _refreshes = new();
    private readonly ConcurrentQueue<string> _signOuts = new();
    private string _challenge = string.Empty;

    private string Port => new Uri(_server.Urls.First()).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);

    public async ValueTask InitializeAsync()
    {
        _server.MapGet("/{file}.html", (string file) => Results.Text(Settings(File.ReadAllText(Path.Combine(Folder, file + ".html"))), "text/html"));
        _server.MapGet("/{file}.js", (string file) => Results.Text(File.ReadAllText(Path.Combine(Folder, file + ".js")), "text/javascript"));
        _server.MapGet("/oauth2/authorize", Authorize);
        _server.MapPost("/oauth2/token", (Delegate)TokenAsync);
        _server.MapPost("/oauth2/revoke", async (HttpContext context) =>
            _signOuts.Enqueue("revoked " + (await context.Request.ReadFormAsync(context.RequestAborted))["token"]));
        _server.MapGet("/logout", (HttpContext context) =>
        {
            _signOuts.Enqueue("signed out");
            return Results.Redirect((string)context.Request.Query["logout_uri"]!);
        });
        _server.MapMethods("/pets", ["GET", "POST"], Pets);
        _server.MapGet("/sign-in", (HttpContext context) =>
        {
            context.Response.Headers.SetCookie = "token=secret; HttpOnly; SameSite=Strict; Path=/";
            return Results.Redirect("/cookie.html");
        });
        _server.MapGet("/other", () => Results.Text($"<form method=post action='http://localhost:{Port}/pets'><button>Win</button></form>", "text/html"));
        await _server.StartAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Tokens_in_memory_are_used_refreshed_and_stored_nowhere()
    {
        IPage page = await SignedInAsync();
        Assert.Equal($"http://localhost:{Port}/memory.html", page.Url);

        await page.Locator("#call").ClickAsync();
        await Expect(page.Locator("#answer")).ToHaveTextAsync("200 pets");

        // The first token had expired, so the page refreshed its token once.
        Assert.Equal(["Bearer one", "Bearer two"], _calls);
        string stored = await page.EvaluateAsync<string>("() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])");
        Assert.Equal("[{},{},\"\"]", stored);
        await page.ReloadAsync();
        await Expect(page.Locator("#call")).ToBeHiddenAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Parallel_calls_share_one_refresh()
    {
        IPage page = await SignedInAsync();

        await page.EvaluateAsync("() => { const call = document.getElementById('call'); call.click(); call.click(); }");
        await page.WaitForFunctionAsync("() => performance.getEntriesByType('resource').filter(entry => entry.name.endsWith('/pets')).length === 4");

        await Expect(page.Locator("#answer")).ToHaveTextAsync("200 pets");
        Assert.Equal(["Bearer one", "Bearer one", "Bearer two", "Bearer two"], _calls.Order());
        Assert.Equal(["refresh"], _refreshes);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_sign_out_revokes_the_refresh_token_and_ends_the_session()
    {
        IPage page = await SignedInAsync();

        await page.Locator("#sign-out").ClickAsync();
        await Expect(page.Locator("#call")).ToBeHiddenAsync();

        Assert.Equal(["revoked refresh", "signed out"], _signOuts);
        Assert.Equal($"http://localhost:{Port}/memory.html", page.Url);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_sign_in_that_the_page_did_not_begin_is_refused()
    {
        IPage page = await playground.NewPageAsync();

        await page.GotoAsync($"http://localhost:{Port}/memory.html?code=stolen&state=guessed");

        await Expect(page.Locator("#answer")).ToHaveTextAsync("this sign-in was not begun here");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task The_cookie_is_sent_from_the_page_and_not_from_another_site()
    {
        IPage page = await playground.NewPageAsync();
        await page.GotoAsync($"http://localhost:{Port}/sign-in");
        await page.Locator("#call").ClickAsync();
        await Expect(page.Locator("#answer")).ToHaveTextAsync("200 pets");
        Assert.Equal("cookie, header", _calls.Last());
        Assert.Equal(string.Empty, await page.EvaluateAsync<string>("() => document.cookie"));

        // For the browser, 127.0.0.1 and localhost are different sites.
        await page.GotoAsync($"http://127.0.0.1:{Port}/other");
        await page.GetByRole(AriaRole.Button).ClickAsync();
        await page.WaitForURLAsync($"http://localhost:{Port}/pets");
        Assert.Equal("no cookie, no header", _calls.Last());
        await page.Context.CloseAsync();
    }

    private async Task<IPage> SignedInAsync()
    {
        IPage page = await playground.NewPageAsync();
        await page.GotoAsync($"http://localhost:{Port}/memory.html");
        await page.Locator("#sign-in").ClickAsync();
        await Expect(page.Locator("#answer")).ToHaveTextAsync("signed in");
        return page;
    }

    private static WebApplication CreateServer()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        return builder.Build();
    }

    private string Settings(string page)
    {
        int begin = page.IndexOf("id=\"settings\">", StringComparison.Ordinal) + "id=\"settings\">".Length;
        int end = page.IndexOf("</script>", begin, StringComparison.Ordinal);
        return $"{page[..begin]}{{\"domain\":\"http://localhost:{Port}\",\"clientId\":\"c1\",\"scope\":\"openid\",\"api\":\"http://localhost:{Port}\"}}{page[end..]}";
    }

    private IResult Authorize(HttpContext context)
    {
        IQueryCollection query = context.Request.Query;
        Assert.Equal("S256", (string?)query["code_challenge_method"]);
        _challenge = (string)query["code_challenge"]!;
        return Results.Redirect($"{query["redirect_uri"]}?code=code-1&state={query["state"]}");
    }

    // RFC 7636, section 4.6: the verifier's hash must be the challenge.
    private async Task<IResult> TokenAsync(HttpContext context)
    {
        IFormCollection form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (form["grant_type"] == "refresh_token")
        {
            // With token rotation, a refresh token is valid only once.
            _refreshes.Enqueue((string)form["refresh_token"]!);
            return form["refresh_token"] == "refresh" && _refreshes.Count == 1 ? Results.Json(new { access_token = "two" }) : Results.StatusCode(400);
        }

        string hash = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes((string)form["code_verifier"]!)));
        return form["code"] == "code-1" && hash == _challenge ? Results.Json(new { access_token = "one", refresh_token = "refresh" }) : Results.StatusCode(400);
    }

    private IResult Pets(HttpContext context)
    {
        string? bearer = context.Request.Headers.Authorization;
        _calls.Enqueue(bearer ?? $"{(context.Request.Cookies.ContainsKey("token") ? "cookie" : "no cookie")}, {(context.Request.Headers.ContainsKey("X-Requested-With") ? "header" : "no header")}");
        return bearer == "Bearer one" ? Results.StatusCode(401) : Results.Text("pets");
    }
}
