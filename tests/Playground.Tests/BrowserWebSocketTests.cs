using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Contract;
using DevTool.Demo;
using DevTool.Gateway.Definitions;
using DevTool.IdentityProvider;
using DevTool.Stack;
using Microsoft.Playwright;
using Xunit;

namespace Playground.Tests;

/// <summary>A page in a real browser opens a WebSocket with its token as a subprotocol. The WebSocket API is part of the local stack.</summary>
/// <param name="playground">The browser.</param>
public sealed class BrowserWebSocketTests(PlaygroundFixture playground)
{
    // The same code as in the README about permissions.
    private const string Connect = """
        ([url, protocols]) => new Promise(resolve => {
          const socket = new WebSocket(url, protocols);
          socket.onopen = () => socket.send(JSON.stringify({ action: "hello" }));
          socket.onmessage = message => resolve(socket.protocol + " " + JSON.parse(message.data).identity.username);
          socket.onclose = () => resolve("closed");
        })
        """;

    [Fact]
    public async Task A_page_connects_with_its_token_as_a_subprotocol()
    {
        StackSettings settings = StackSettings.In(Repository.Root) with
        {
            Parameters = new Dictionary<string, string> { ["WebSocketTokenSource"] = "subprotocol:bearer" },
        };
        await using var stack = await LocalStack.StartAsync(settings, playground.Http, (_, _) => { }, CancellationToken.None);
        await DemoUser.Reader.SignUpAsync(stack.Users, CancellationToken.None);
        SignedIn reader = await stack.Users.SignInAsync(DemoUser.Reader.Name, stack.Users.AppClientId, CancellationToken.None);
        string url = stack.Url(stack.Apis.Single(api => api.Kind == ApiKind.WebSocket)).AbsoluteUri.Replace("http://", "ws://", System.StringComparison.Ordinal);
        await using IBrowserContext context = await (await playground.BrowserAsync()).NewContextAsync();
        IPage page = await context.NewPageAsync();

        async Task<string> ConnectAsync(params string[] protocols) => await page.EvaluateAsync<string>(Connect, new object[] { url, protocols });

        Assert.Equal("bearer alice", await ConnectAsync("bearer", reader.AccessToken));
        Assert.Equal("closed", await ConnectAsync("bearer", reader.IdToken));
        Assert.Equal("closed", await ConnectAsync("bearer"));
        Assert.Equal("closed", await ConnectAsync(reader.AccessToken));
        Assert.Equal("closed", await ConnectAsync(reader.AccessToken, "bearer"));
    }
}
