using System;
using System.Threading;
using System.Threading.Tasks;
using RuntimeApiEmulator;
using Xunit;

namespace DevTool.Tests.RuntimeApi;

/// <summary>The HTTP features of the Runtime API. Lambda's server uses Go's net/http, so a runtime may use all features of net/http.</summary>
public sealed class RuntimeApiHttpTests
{
    private const string Next = "/2018-06-01/runtime/invocation/next";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Connection: close\r\n", "HTTP/1.1", true, "Connection: close\r\n")]
    [InlineData("", "HTTP/1.1", false, null)]
    [InlineData("", "HTTP/1.0", true, "Connection: close\r\n")]
    [InlineData("Connection: Keep-Alive\r\n", "HTTP/1.0", false, "Connection: keep-alive\r\n")]
    public async Task The_client_decides_whether_the_connection_stays_open(string field, string version, bool isClosed, string? answered)
    {
        await using RuntimeConnection runtime = await RuntimeConnection.OpenAsync();
        _ = runtime.Sandbox.InvokeAsync("{}"u8.ToArray(), cancellation: Cancellation);

        RuntimeConnection.Reply next = await runtime.SendAsync("GET", Next, fields: field, version: version);

        Assert.StartsWith(version + " 200 OK\r\n", next.Head, StringComparison.Ordinal);
        Assert.Equal(answered is not null, next.Head.Contains(answered ?? "Connection: ", StringComparison.Ordinal));
        Assert.Equal("{}", next.Body);
        if (isClosed)
        {
            Assert.True(await runtime.IsClosedAsync());
        }
        else
        {
            Assert.Equal(next.RequestId, (await runtime.SendAsync("GET", Next, version: version)).RequestId);
        }
    }

    [Fact]
    public async Task A_large_event_for_an_HTTP_1_0_client_ends_when_the_connection_closes()
    {
        await using RuntimeConnection runtime = await RuntimeConnection.OpenAsync();
        string payload = new('x', 5000);
        _ = runtime.Sandbox.InvokeAsync(System.Text.Encoding.ASCII.GetBytes(payload), cancellation: Cancellation);

        RuntimeConnection.Reply next = await runtime.SendAsync("GET", Next, fields: "Connection: keep-alive\r\n", version: "HTTP/1.0");

        Assert.DoesNotContain("Transfer-Encoding", next.Head, StringComparison.Ordinal);
        Assert.DoesNotContain("Content-Length", next.Head, StringComparison.Ordinal);
        Assert.Equal(payload, next.Body);
    }

    [Theory]
    [InlineData("http://runtime" + Next)]
    [InlineData("http://127.0.0.1:1" + Next + "?x=y")]
    [InlineData(Next + "?x=y")]
    public async Task A_target_may_be_absolute_and_have_a_query(string target)
    {
        await using RuntimeConnection runtime = await RuntimeConnection.OpenAsync();
        _ = runtime.Sandbox.InvokeAsync("{}"u8.ToArray(), cancellation: Cancellation);

        Assert.Equal(200, (await runtime.SendAsync("GET", target)).Status);
    }

    [Theory]
    [InlineData("nonsense\r\n\r\n")]
    [InlineData("GET " + Next + " HTTP/1.1\r\n\r\n")]
    [InlineData("GET " + Next + " HTTP/2.0\r\nHost: x\r\n\r\n")]
    [InlineData("POST /2018-06-01/runtime/init/error HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n..")]
    public async Task An_invalid_request_gets_400_in_plain_text_and_closes_the_connection(string bytes)
    {
        await using RuntimeConnection runtime = await RuntimeConnection.OpenAsync();
        await runtime.WriteAsync(bytes);

        RuntimeConnection.Reply refused = await runtime.ReadAsync();

        Assert.StartsWith("HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n", refused.Head, StringComparison.Ordinal);
        Assert.StartsWith("400 Bad Request", refused.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_expects_100_Continue_gets_100_Continue()
    {
        await using RuntimeConnection runtime = await RuntimeConnection.OpenAsync();
        await runtime.WriteAsync("POST /2018-06-01/runtime/init/error HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
        const string Continue = "HTTP/1.1 100 Continue\r\n\r\n";
        byte[] interim = new byte[Continue.Length];
        await runtime.ReadExactlyAsync(interim);
        Assert.Equal(Continue, System.Text.Encoding.ASCII.GetString(interim));

        await runtime.WriteAsync("{}");

        Assert.Equal(202, (await runtime.ReadAsync()).Status);
    }

    [Fact]
    public async Task An_invocation_ends_when_the_runtime_requests_the_next_event()
    {
        // The function has at most one sandbox. The second call therefore waits for this sandbox, or for a new sandbox if this one ends.
        await using var function = new EmulatedFunction(RuntimeConnection.Silent);
        Task<InvocationResult> first = function.InvokeAsync("1"u8.ToArray(), cancellation: Cancellation);
        Sandbox sandbox = Assert.Single(function.Sandboxes);
        using var http = new System.Net.Http.HttpClient(new System.Net.Http.SocketsHttpHandler { UseProxy = false })
        {
            BaseAddress = new Uri($"http://{sandbox.RuntimeApi}/2018-06-01/runtime/invocation/"),
        };
        using System.Net.Http.HttpResponseMessage next = await http.GetAsync(new Uri("next", UriKind.Relative), Cancellation);
        string id = string.Join(string.Empty, next.Headers.GetValues("Lambda-Runtime-Aws-Request-Id"));
        using var body = new System.Net.Http.StringContent("ok");
        using System.Net.Http.HttpResponseMessage accepted = await http.PostAsync(new Uri($"{id}/response", UriKind.Relative), body, Cancellation);
        Assert.Equal("ok", (await first).Text);

        Task<InvocationResult> second = function.InvokeAsync("2"u8.ToArray(), cancellation: Cancellation);
        await Task.Delay(100, Cancellation);
        _ = Assert.Single(function.Sandboxes);
        sandbox.Signal(9);
        // The second call is not lost: it waits for the new sandbox.
        await Patience.UntilAsync(() => function.Sandboxes.Count == 2);
        Assert.False(second.IsCompleted);
    }
}
