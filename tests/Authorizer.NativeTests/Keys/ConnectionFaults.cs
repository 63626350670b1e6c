using System;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;
using Contract;
using Xunit;

namespace Authorizer.NativeTests.Keys;

/// <summary>A server whose connections break or stall.</summary>
public sealed class ConnectionFaults : KeyFaultTests
{
    private static readonly string Answer = JwksServer.Ok(GoodKeys);

    private static readonly SideBySide<(Func<JwksConnection, Task> Script, int Requests, string Problem)> Faults = new(new()
    {
        ["reset at once"] = (Reset, 0, "reset"),
        ["reset instead of an answer"] = (async c => { await c.ReceiveAsync(); c.Reset(); }, 1, "reset"),
        ["reset in the head"] = (async c => { await c.ReceiveAsync(); await SendAndResetAsync(c, Answer[..20]); }, 1, "reset"),
        ["reset in the body"] = (async c => { await c.ReceiveAsync(); await SendAndResetAsync(c, Answer[..^5]); }, 1, "reset"),
        ["nothing read, nothing said"] = (c => c.HangAsync(), 0, TimeIsOver),
        ["no answer"] = (async c => { await c.ReceiveAsync(); await c.HangAsync(); }, 1, TimeIsOver),
        ["an answer that stops"] = (async c => { await c.ReceiveAsync(); await c.SendAsync(Answer[..^5]); await c.HangAsync(); }, 1, TimeIsOver),
        ["no length, and no end"] = (async c => { await c.ReceiveAsync(); await c.SendAsync("HTTP/1.1 200 OK\r\n\r\n" + GoodKeys); await c.HangAsync(); }, 1, TimeIsOver),
        ["a byte now and then"] = (DripAsync, 1, TimeIsOver),
    }, async fault =>
    {
        await using var server = new JwksServer(Answer);
        await WithstandsAsync(server, fault.Script, fault.Requests, fault.Problem);
    });

    public static TheoryData<string> Names => Faults.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public Task A_broken_connection_changes_nothing(string name) => Faults.OutcomeAsync(name);

    [Fact]
    public async Task A_server_that_accepts_no_connection_costs_the_time_limit_and_no_more()
    {
        using var full = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(0);
        using var first = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await first.ConnectAsync(full.LocalEndPoint!, TestContext.Current.CancellationToken);
        using AuthorizerOptions options = Fetching(
            $"http://{full.LocalEndPoint}/", ("AUTHORIZER_FETCH_TIMEOUT_MS", "300"));

        var start = Stopwatch.StartNew();
        await using IAuthorizer authorizer = await NativeHost.Instance.StartAsync(options);

        Assert.InRange(start.Elapsed.TotalMilliseconds, 250, 1800);
        (await authorizer.InvokeAsync(Call())).IsServerError("Authorizer.KeysUnavailable", "keys_unavailable");
    }

    [Fact]
    public async Task A_server_that_refuses_connections_costs_no_time()
    {
        string uri;
        await using (var gone = new JwksServer(Answer))
        {
            uri = gone.Uri();
        }

        using AuthorizerOptions options = Fetching(uri, ("AUTHORIZER_FETCH_TIMEOUT_MS", "5000"));

        var start = Stopwatch.StartNew();
        await using IAuthorizer authorizer = await NativeHost.Instance.StartAsync(options);

        Assert.True(start.Elapsed < TimeSpan.FromSeconds(2), start.Elapsed.ToString("c", CultureInfo.InvariantCulture));
        (await authorizer.InvokeAsync(Call())).IsServerError("Authorizer.KeysUnavailable", "keys_unavailable");
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("::1", "[::1]")]
    [InlineData("127.0.0.1", "localhost")]
    public async Task A_server_has_a_name_or_an_address_of_either_kind(string address, string host)
    {
        await using var server = new JwksServer(Answer, address: IPAddress.Parse(address));
        using AuthorizerOptions options = Fetching(server.Uri(host));
        await using IAuthorizer authorizer = await NativeHost.Instance.StartAsync(options);

        (await authorizer.InvokeAsync(Call())).IsAllowed();

        Assert.Contains($"\r\nHost: {host}:{server.Port}\r\n", Assert.Single(server.RequestHeads), StringComparison.Ordinal);
    }

    private static Task Reset(JwksConnection connection)
    {
        connection.Reset();
        return Task.CompletedTask;
    }

    private static async Task SendAndResetAsync(JwksConnection connection, string text)
    {
        await connection.SendAsync(text);

        // A reset may overtake the bytes before it, and the client must see both.
        await Task.Delay(20, connection.Stopping);
        connection.Reset();
    }

    private static async Task DripAsync(JwksConnection connection)
    {
        await connection.ReceiveAsync();
        foreach (char one in Answer)
        {
            await connection.SendAsync(one.ToString());
            await Task.Delay(50, connection.Stopping);
        }
    }
}
