using System;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;
using Contract;
using Xunit;

namespace Authorizer.NativeTests.Keys;

/// <summary>A key server whose connections break or stall.</summary>
public sealed class ConnectionFaults : KeyFaultTests
{
    private static readonly string Answer = JwksServer.Ok(GoodKeys);

    private static readonly SideBySide<(Func<JwksConnection, Task> Script, int Requests, string Problem)> Faults = new(new()
    {
        ["reset immediately"] = (Reset, 0, "reset"),
        ["reset instead of an answer"] = (async c => { await c.ReceiveAsync(); c.Reset(); }, 1, "reset"),
        ["reset in the head"] = (async c => { await c.ReceiveAsync(); await SendAndResetAsync(c, Answer[..20]); }, 1, "reset"),
        ["reset in the body"] = (async c => { await c.ReceiveAsync(); await SendAndResetAsync(c, Answer[..^5]); }, 1, "reset"),
        ["no request read and no answer sent"] = (c => c.HangAsync(), 0, TimeIsOver),
        ["no answer"] = (async c => { await c.ReceiveAsync(); await c.HangAsync(); }, 1, TimeIsOver),
        ["an incomplete answer"] = (async c => { await c.ReceiveAsync(); await c.SendAsync(Answer[..^5]); await c.HangAsync(); }, 1, TimeIsOver),
        ["a body without length and end"] = (async c => { await c.ReceiveAsync(); await c.SendAsync("HTTP/1.1 200 OK\r\n\r\n" + GoodKeys); await c.HangAsync(); }, 1, TimeIsOver),
        ["one byte every 50 ms"] = (DripAsync, 1, TimeIsOver),
    }, async fault =>
    {
        await using var server = new JwksServer(Answer);
        await WithstandsAsync(server, fault.Script, fault.Requests, fault.Problem);
    });

    public static TheoryData<string> Names => Faults.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public Task The_authorizer_recovers_from_a_broken_connection(string name) => Faults.OutcomeAsync(name);

    [Fact]
    public async Task A_server_that_accepts_no_connection_delays_the_start_at_most_by_the_time_limit()
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
    public async Task A_server_that_refuses_connections_does_not_delay_the_start()
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
    public async Task A_server_can_have_a_name_an_IPv4_address_or_an_IPv6_address(string address, string host)
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

        // The client must receive the bytes and then the reset. Without a delay, the reset can overtake the bytes.
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
