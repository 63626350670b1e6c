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
using Playground.Tests;
using Xunit;

[assembly: AssemblyFixture(typeof(PlaygroundFixture))]

namespace Playground.Tests;

/// <summary>The local stack with its users, and a real browser in front of it. The permissions file is a copy.</summary>
public sealed class PlaygroundFixture : IAsyncLifetime
{
    private static readonly string[] Browsers = ["chromium", "chromium-browser", "google-chrome"];

    private readonly HttpClient _http = LoopbackHttp.CreateClient();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("playground-");
    private readonly SemaphoreSlim _launching = new(1);
    private LocalStack? _stack;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>The sample rules.</summary>
    internal static string Rules { get; } = File.ReadAllText(Path.Combine(Repository.Root, "src", "Authorizer", "permissions.json"));

    /// <summary>The page's address.</summary>
    internal Uri Address => _stack!.PlaygroundUrl;

    /// <summary>The permissions file of the stack.</summary>
    internal string PermissionsFile => Path.Combine(_folder.FullName, "permissions.json");

    /// <summary>Sends requests that a browser would not send.</summary>
    internal HttpClient Http => _http;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(PermissionsFile, Rules);
        StackSettings settings = StackSettings.In(Repository.Root) with { PermissionsFile = PermissionsFile };
        _stack = await LocalStack.StartAsync(settings, _http, (_, _) => { }, CancellationToken.None);
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
        _launching.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>Opens an empty page in a browser profile of its own.</summary>
    /// <returns>The page.</returns>
    internal async Task<IPage> NewPageAsync()
    {
        IBrowserContext context = await (await BrowserAsync()).NewContextAsync();
        context.SetDefaultTimeout(10_000);
        return await context.NewPageAsync();
    }

    /// <summary>Opens the page in a new browser profile.</summary>
    /// <param name="options">The browser's options.</param>
    /// <param name="fragment">The fragment of a link.</param>
    /// <returns>The page with its first verdict.</returns>
    internal async Task<PlaygroundPage> OpenAsync(BrowserNewContextOptions? options = null, string fragment = "")
    {
        IBrowser browser = await BrowserAsync();
        IBrowserContext context = await browser.NewContextAsync(options ?? new() { ViewportSize = new() { Width = 1280, Height = 900 } });
        await context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        context.SetDefaultTimeout(10_000);
        var page = new PlaygroundPage(await context.NewPageAsync());
        await page.GoToAsync(Address.AbsoluteUri + fragment);
        return page;
    }

    private static string? FindBrowser() => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(':')
        .SelectMany(folder => Browsers, Path.Combine)
        .FirstOrDefault(File.Exists);

    /// <summary>The browser, which starts at its first use. Without a browser, the test is skipped.</summary>
    internal async Task<IBrowser> BrowserAsync()
    {
        await _launching.WaitAsync();
        try
        {
            return _browser ??= await LaunchAsync();
        }
        finally
        {
            _ = _launching.Release();
        }
    }

    private async Task<IBrowser> LaunchAsync()
    {
        string? browser = FindBrowser();
        if (browser is null && Environment.GetEnvironmentVariable("CI") != "true")
        {
            Assert.Skip("chromium is not installed; run build/setup.sh browser");
        }

        Assert.True(browser is not null, "chromium is not installed, but continuous integration requires it; run build/setup.sh browser");
        _playwright = await Playwright.CreateAsync();
        return await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = browser });
    }
}
