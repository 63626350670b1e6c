using System;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Contract;
using DevTool;
using DevTool.Demo;
using DevTool.Stack;
using Microsoft.Playwright;
using Xunit;

namespace Playground.Tests;

/// <summary>The local stack with its users, and a real browser in front of it.</summary>
public sealed class PlaygroundFixture : IAsyncLifetime
{
    private static readonly string[] Browsers = ["chromium", "chromium-browser", "google-chrome"];

    private readonly HttpClient _http = LoopbackHttp.CreateClient();
    private LocalStack? _stack;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Where the page is.</summary>
    internal Uri Address => _stack!.PlaygroundUrl;

    /// <summary>Sends what a browser would not.</summary>
    internal HttpClient Http => _http;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _stack = await LocalStack.StartAsync(StackSettings.In(Repository.Root), _http, (_, _) => { }, CancellationToken.None);
        foreach (DemoUser user in DemoUser.All)
        {
            await user.SignUpAsync(_stack.Users, CancellationToken.None);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        if (_stack is not null)
        {
            await _stack.DisposeAsync();
        }

        _http.Dispose();
    }

    /// <summary>Opens the page in a browser profile of its own.</summary>
    /// <param name="options">What the browser is like.</param>
    /// <returns>The page, its rules loaded.</returns>
    internal async Task<IPage> OpenAsync(BrowserNewContextOptions? options = null)
    {
        _browser ??= await LaunchAsync();
        IBrowserContext context = await _browser.NewContextAsync(options);
        context.SetDefaultTimeout(10_000);
        IPage page = await context.NewPageAsync();
        _ = await page.GotoAsync(Address.AbsoluteUri);
        await Assertions.Expect(page.Locator("#permissions")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("read-pets"));
        return page;
    }

    private static string? FindBrowser() => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(':')
        .SelectMany(folder => Browsers, Path.Combine)
        .FirstOrDefault(File.Exists);

    private async Task<IBrowser> LaunchAsync()
    {
        string? browser = FindBrowser();
        if (browser is null && Environment.GetEnvironmentVariable("CI") != "true")
        {
            Assert.Skip("chromium is not installed: build/setup.sh browser");
        }

        Assert.True(browser is not null, "chromium is not installed, and continuous integration must have it");
        _playwright = await Playwright.CreateAsync();
        return await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = browser });
    }
}
