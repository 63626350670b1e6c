using System;
using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Playwright;
using Xunit;

namespace Playground.Tests;

/// <summary>The page with the actions of a user. Every error of the browser fails the test, for example a violation of the policy.</summary>
internal sealed class PlaygroundPage : IAsyncDisposable
{
    private static readonly SemaphoreSlim Clipboard = new(1);

    private readonly ConcurrentQueue<string> _errors = new();

    /// <summary>Wraps a page of the browser.</summary>
    public PlaygroundPage(IPage browser)
    {
        Browser = browser;
        browser.PageError += (_, error) => _errors.Enqueue(error);
        browser.Console += (_, message) =>
        {
            // The browser reports each refusal by the server as an error. Refusals are expected, because they are the subject of tests.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            {
                _errors.Enqueue(message.Text);
            }
        };
    }

    public IPage Browser { get; }

    public ILocator Verdict => At("#verdict");

    public ILocator Why => At("#panel-why");

    public ILocator Editor => At("#editor .cm-content");

    public ILocator Token => At("#token");

    public static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    public ILocator At(string selector, PageLocatorOptions? options = null) => Browser.Locator(selector, options);

    public ILocator Button(string name) => Browser.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public async Task GoToAsync(string address)
    {
        _ = await Browser.GotoAsync(address);
        await DecidedAsync();
    }

    /// <summary>Waits until the verdict is up to date with the page.</summary>
    public async Task DecidedAsync()
    {
        await Expect(At("#verdict .badge").First).ToBeVisibleAsync();
        await Expect(Verdict).Not.ToHaveAttributeAsync("aria-busy", "true");
    }

    public Task VerdictIsAsync(string pattern) => Expect(At("#headline")).ToHaveTextAsync(new Regex(pattern));

    public async Task SampleAsync(string title)
    {
        await Button(title).ClickAsync();
        await Expect(Button(title)).ToHaveAttributeAsync("aria-pressed", "true");
        await DecidedAsync();
    }

    public Task ShapeAsync(string title) => Browser.GetByRole(AriaRole.Radio, new() { Name = title, Exact = true }).CheckAsync(new() { Force = true });

    public Task TabAsync(string title) => Browser.GetByRole(AriaRole.Tab, new() { NameRegex = new Regex("^" + title) }).ClickAsync();

    /// <summary>The rules in the editor, without the words that the page adds to them.</summary>
    public Task<string> RulesAsync() => Editor.EvaluateAsync<string>(
        """
        (content) => [...content.querySelectorAll(".cm-line")].map((line) => {
          const copy = line.cloneNode(true);
          copy.querySelectorAll(".cm-tag").forEach((tag) => tag.remove());
          return copy.textContent;
        }).join("\n")
        """);

    /// <summary>Replaces the rules in the editor, as by pasting.</summary>
    public async Task PasteRulesAsync(string rules)
    {
        await Editor.FocusAsync();
        await Browser.Keyboard.PressAsync("Control+A");
        _ = await Editor.EvaluateAsync(
            """
            (content, text) => {
              const clipboardData = new DataTransfer();
              clipboardData.setData("text/plain", text);
              content.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
            }
            """,
            rules);
        await DecidedAsync();
    }

    public async Task EditRulesAsync(string old, string replacement)
    {
        string rules = await RulesAsync();
        Assert.Contains(old, rules, StringComparison.Ordinal);
        await PasteRulesAsync(rules.Replace(old, replacement, StringComparison.Ordinal));
    }

    /// <summary>Clicks after a text of the rules.</summary>
    public async Task PutCursorBehindAsync(string text)
    {
        double[] place = await Editor.EvaluateAsync<double[]>(
            """
            (content, text) => {
              const line = [...content.querySelectorAll(".cm-line")].find((each) => each.textContent.includes(text));
              line.scrollIntoView({ block: "center" });
              const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
              let rest = line.textContent.indexOf(text) + text.length;
              while (walker.nextNode() && walker.currentNode.length < rest) {
                rest -= walker.currentNode.length;
              }

              const range = document.createRange();
              range.setStart(walker.currentNode, rest - 1);
              range.setEnd(walker.currentNode, rest);
              const box = range.getBoundingClientRect();
              return [box.right, box.top + box.height / 2];
            }
            """,
            text);
        await Browser.Mouse.ClickAsync((float)place[0], (float)place[1]);
    }

    /// <summary>The numbers of the editor's lines that have a class. The first line is 1.</summary>
    public Task<int[]> LinesAsync(string className) => Editor.EvaluateAsync<int[]>(
        "(content, name) => [...content.querySelectorAll('.cm-line')].flatMap((line, index) => line.matches(name) || line.querySelector(name) ? [index + 1] : [])",
        className);

    /// <summary>Presses a copy button, and reads the clipboard.</summary>
    public async Task<string> CopyAsync(string button)
    {
        // All pages of a browser share one clipboard.
        await Clipboard.WaitAsync();
        try
        {
            await Browser.EvaluateAsync("() => navigator.clipboard.writeText('')");
            await Button(button).ClickAsync();
            await Browser.WaitForFunctionAsync("async () => await navigator.clipboard.readText() !== ''");
            await Expect(At("#toast")).ToContainTextAsync("Copied");
            return await Browser.EvaluateAsync<string>("() => navigator.clipboard.readText()");
        }
        finally
        {
            Clipboard.Release();
        }
    }

    public Task<string> FocusedAsync() => Browser.EvaluateAsync<string>("() => document.activeElement.id || document.activeElement.textContent");

    public async Task TabToAsync(string focused)
    {
        for (int i = 0; i < 60 && await FocusedAsync() != focused; i++)
        {
            await Browser.Keyboard.PressAsync("Tab");
        }

        Assert.Equal(focused, await FocusedAsync());
    }

    /// <summary>Everything that the browser stores for the page.</summary>
    public Task<string> StoredAsync() => Browser.EvaluateAsync<string>(
        """
        async () => JSON.stringify([
          { ...localStorage }, { ...sessionStorage }, document.cookie, await indexedDB.databases(), await caches.keys(), location.href, history.state])
        """);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Browser.Context.DisposeAsync();
        Assert.True(_errors.IsEmpty, string.Join('\n', _errors));
    }
}
