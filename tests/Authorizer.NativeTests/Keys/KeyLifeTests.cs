using System;
using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Contract;
using RuntimeApiEmulator;
using Xunit;

namespace Authorizer.NativeTests.Keys;

/// <summary>Changes of keys over time: rotation, withdrawal, expiry, frozen sandboxes and clock steps.</summary>
public sealed class KeyLifeTests : KeyFaultTests
{
    private static readonly SigningKey NewKey = new("key-2");

    private static string BothKeys => JwksServer.Ok(SigningKey.Jwks(SigningKey.Default.Jwk(), NewKey.Jwk()));

    [Fact]
    public async Task Old_and_new_tokens_are_accepted_during_key_rotation()
    {
        await using var server = new JwksServer(JwksServer.Ok(GoodKeys));
        using AuthorizerOptions options = Fetching(server.Uri(), ("AUTHORIZER_JWKS_MAX_AGE_SECONDS", "2"));
        await using IAuthorizer authorizer = await NativeHost.Instance.StartAsync(options);
        (await authorizer.InvokeAsync(Call())).IsAllowed();

        // The new key is published before it is used, so a refresh fetches the key before its first token arrives.
        server.Response = BothKeys;
        await WaitForAsync(() => server.Requests == 2, authorizer, async () => (await authorizer.InvokeAsync(Call())).IsAllowed());
        await Task.Delay(50, TestContext.Current.CancellationToken);

        (await authorizer.InvokeAsync(Call(NewToken()))).IsAllowed();
        (await authorizer.InvokeAsync(Call())).IsAllowed();
        Assert.Equal(2, server.Requests);
    }

    [Fact]
    public async Task A_key_that_is_used_immediately_is_fetched_for_its_first_token()
    {
        await using var server = new JwksServer(JwksServer.Ok(GoodKeys));
        using AuthorizerOptions options = Fetching(server.Uri());
        await using IAuthorizer authorizer = await NativeHost.Instance.StartAsync(options);
        (await authorizer.InvokeAsync(Call())).IsAllowed();

        // The fetch during the start does not count as the one fetch in ten seconds.
        (await authorizer.InvokeAsync(Call(Hostile(1)))).IsUnauthorized("key_unknown");
        Assert.Equal(2, server.Requests);

        // An unknown key id causes at most one fetch in ten seconds.
        server.Response = BothKeys;
        (await authorizer.InvokeAsync(Call(NewToken()))).IsUnauthorized("key_unknown");
        Assert.Equal(2, server.Requests);

        await Task.Delay(TimeSpan.FromSeconds(10.1), TestContext.Current.CancellationToken);
        (await authorizer.InvokeAsync(Call(NewToken()))).IsAllowed();
        (await authorizer.InvokeAsync(Call())).IsAllowed();
        Assert.Equal(3, server.Requests);
    }

    [Fact]
    public async Task A_refresh_does_not_use_up_the_fetch_for_an_unknown_key_id()
    {
        await using var server = new JwksServer(JwksServer.Ok(GoodKeys));
        using AuthorizerOptions options = Fetching(server.Uri(), ("AUTHORIZER_JWKS_MAX_AGE_SECONDS", "2"));
        await using IAuthorizer authorizer = await NativeHost.Instance.StartAsync(options);
        await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
        (await authorizer.InvokeAsync(Call())).IsAllowed();
        await WaitForAsync(() => server.Requests == 2, authorizer);

        server.Response = BothKeys;
        (await authorizer.InvokeAsync(Call(NewToken()))).IsAllowed();

        Assert.Equal(3, server.Requests);
    }

    [Fact]
    public async Task A_call_with_a_new_key_during_a_refresh_causes_another_fetch()
    {
        await using var server = new JwksServer(JwksServer.Ok(GoodKeys));
        using AuthorizerOptions options = Fetching(server.Uri(), ("AUTHORIZER_JWKS_MAX_AGE_SECONDS", "1"));
        await using IAuthorizer authorizer = await NativeHost.Instance.StartAsync(options);
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        var asked = new TaskCompletionSource();
        server.Script = async connection =>
        {
            await connection.ReceiveAsync();
            string before = server.Response;
            _ = asked.TrySetResult();
            await Task.Delay(500, connection.Stopping);
            await connection.SendAsync(before);
        };
        (await authorizer.InvokeAsync(Call())).IsAllowed();
        await asked.Task;
        server.Response = BothKeys;

        (await authorizer.InvokeAsync(Call(NewToken()))).IsAllowed();

        Assert.Equal(3, server.Requests);
    }

    [Fact]
    public async Task Tokens_of_a_withdrawn_key_are_refused_within_the_maximum_age()
    {
        await using var server = new JwksServer(BothKeys);
        using AuthorizerOptions options = Fetching(server.Uri(), ("AUTHORIZER_JWKS_MAX_AGE_SECONDS", "3"));
        await using IAuthorizer authorizer = await NativeHost.Instance.StartAsync(options);
        string compromised = TestTokens.Access();
        (await authorizer.InvokeAsync(Call(compromised))).IsAllowed();
        var sinceWithdrawal = Stopwatch.StartNew();
        server.Response = JwksServer.Ok(SigningKey.Jwks(NewKey.Jwk()));

        Answer answer = await authorizer.InvokeAsync(Call(compromised));
        while (!answer.IsError)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
            answer = await authorizer.InvokeAsync(Call(compromised));
            Assert.True(sinceWithdrawal.Elapsed < TimeSpan.FromSeconds(3), "the token still works");
        }

        // The three requests are the first fetch, the refresh, and the fetch for the unknown key id.
        answer.IsUnauthorized("key_unknown");
        (await authorizer.InvokeAsync(Call(NewToken()))).IsAllowed();
        Assert.Equal(3, server.Requests);
    }

    [Fact]
    public async Task Stale_keys_are_used_until_the_maximum_stale_time()
    {
        await using var server = new JwksServer(JwksServer.Ok(GoodKeys));
        using AuthorizerOptions options = Fetching(
            server.Uri(), ("AUTHORIZER_JWKS_MAX_AGE_SECONDS", "1"), ("AUTHORIZER_JWKS_MAX_STALE_SECONDS", "3"));
        await using IAuthorizer authorizer = await NativeHost.Instance.StartAsync(options);
        server.Response = "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n";

        await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
        (await authorizer.InvokeAsync(Call())).IsAllowed();
        await Task.Delay(TimeSpan.FromSeconds(1.1), TestContext.Current.CancellationToken);
        (await authorizer.InvokeAsync(Call())).IsServerError("Authorizer.KeysUnavailable", "keys_unavailable");
        Assert.InRange(server.Requests, 3, 7);
    }

    [Fact]
    public async Task Ten_thousand_unknown_key_ids_cause_one_fetch_in_ten_seconds()
    {
        const int Tokens = 10_000;
        await using var server = new JwksServer(JwksServer.Ok(GoodKeys));
        using AuthorizerOptions options = Fetching(server.Uri());
        await using Sandbox sandbox = NativeHost.StartSandbox(options);
        byte[] honest = Encoding.UTF8.GetBytes(Call().ToJsonString());
        var elapsed = Stopwatch.StartNew();
        double slowest = 0;
        for (int i = 0; i < Tokens; i++)
        {
            byte[] call = Encoding.UTF8.GetBytes(Call(Hostile(i)).ToJsonString());
            InvocationResult refused = await sandbox.InvokeAsync(call, cancellation: TestContext.Current.CancellationToken);
            Assert.Equal(InvocationResultKind.FunctionError, refused.Kind);
            if (i % 100 == 0)
            {
                long start = Stopwatch.GetTimestamp();
                InvocationResult allowed = await sandbox.InvokeAsync(honest, cancellation: TestContext.Current.CancellationToken);
                slowest = Math.Max(slowest, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                Assert.Contains("\"Allow\"", allowed.Text, StringComparison.Ordinal);
            }
        }

        Assert.InRange(server.Requests, 2, 2 + (int)(elapsed.Elapsed.TotalSeconds / 10));
        Assert.True(slowest < 500, $"an honest caller waited {slowest} ms");
    }

    [Fact]
    public async Task Unknown_key_ids_during_an_outage_do_not_multiply_fetches()
    {
        await using var server = new JwksServer(JwksServer.Ok(GoodKeys));
        using AuthorizerOptions options = Fetching(
            server.Uri(), ("AUTHORIZER_JWKS_MAX_AGE_SECONDS", "1"), ("AUTHORIZER_FETCH_TIMEOUT_MS", "300"));
        await using IAuthorizer authorizer = await NativeHost.Instance.StartAsync(options);
        server.Script = connection => connection.HangAsync();
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);

        var elapsed = Stopwatch.StartNew();
        int calls = 0;
        for (; elapsed.Elapsed < TimeSpan.FromSeconds(4); calls++)
        {
            (await authorizer.InvokeAsync(Call(Hostile(calls)))).IsUnauthorized("key_unknown");
            (await authorizer.InvokeAsync(Call())).IsAllowed();
        }

        // The authorizer fetches after 0, 1 and 3 seconds or slightly earlier. Each fetch delays one caller by at most 0.3 seconds.
        Assert.InRange(server.Connections, 3, 5);
        Assert.True(calls > 100, $"{calls} calls in {elapsed.Elapsed}");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_sandbox_that_was_frozen_between_two_calls_answers_immediately(bool inTheMiddleOfAFetch)
    {
        await using var server = new JwksServer(JwksServer.Ok(GoodKeys));
        using AuthorizerOptions options = Fetching(
            server.Uri(), ("AUTHORIZER_JWKS_MAX_AGE_SECONDS", "1"), ("AUTHORIZER_FETCH_TIMEOUT_MS", "500"));
        await using Sandbox sandbox = NativeHost.StartSandbox(options);
        byte[] call = Encoding.UTF8.GetBytes(Call().ToJsonString());
        Assert.Contains("\"Allow\"", (await sandbox.InvokeAsync(call, cancellation: TestContext.Current.CancellationToken)).Text, StringComparison.Ordinal);
        if (inTheMiddleOfAFetch)
        {
            await Task.Delay(1000, TestContext.Current.CancellationToken);
            server.Script = connection => connection.HangAsync();
            _ = await sandbox.InvokeAsync(call, cancellation: TestContext.Current.CancellationToken);
            await WaitForAsync(() => server.Connections >= 2, () => sandbox.Errors);
        }

        // For the clocks, a stopped process is like a frozen sandbox. The pause is longer than every time limit that is set above.
        sandbox.Signal(19);
        await Task.Delay(2200, TestContext.Current.CancellationToken);
        var answered = new TaskCompletionSource();
        server.Script = connection => AnswerSlowlyAsync(connection, answered);
        int before = server.Connections;
        sandbox.Signal(18);
        long start = Stopwatch.GetTimestamp();
        InvocationResult thawed = await sandbox.InvokeAsync(call, cancellation: TestContext.Current.CancellationToken);

        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromMilliseconds(400), "the caller waited");
        Assert.Contains("\"Allow\"", thawed.Text, StringComparison.Ordinal);

        // The frozen fetch does not count as a failure of the issuer. Therefore a refresh completes between this answer and the next freeze.
        int polls = sandbox.Polls;
        await WaitForAsync(() => sandbox.Polls > polls, () => sandbox.Errors);
        Assert.True(answered.Task.IsCompleted, "the sandbox requested the next event before the keys arrived");
        Assert.Equal((before + 1, 2), (server.Connections, server.Requests));
    }

    [Fact]
    public async Task A_refresh_completes_before_the_sandbox_is_frozen()
    {
        await using var server = new JwksServer(JwksServer.Ok(GoodKeys));
        using AuthorizerOptions options = Fetching(server.Uri(), ("AUTHORIZER_JWKS_MAX_AGE_SECONDS", "1"));
        await using Sandbox sandbox = NativeHost.StartSandbox(options);
        byte[] call = Encoding.UTF8.GetBytes(Call().ToJsonString());
        _ = await sandbox.InvokeAsync(call, cancellation: TestContext.Current.CancellationToken);
        await Task.Delay(1000, TestContext.Current.CancellationToken);
        var answered = new TaskCompletionSource();
        server.Script = connection => AnswerSlowlyAsync(connection, answered);
        int polls = sandbox.Polls;

        // Lambda freezes a sandbox when the sandbox requests its next event. Therefore the sandbox answers immediately but requests the next event
        // only after the keys have arrived.
        _ = await sandbox.InvokeAsync(call, cancellation: TestContext.Current.CancellationToken);
        Assert.False(answered.Task.IsCompleted, "the caller waited for the keys");
        await WaitForAsync(() => sandbox.Polls > polls, () => sandbox.Errors);
        Assert.True(answered.Task.IsCompleted, "the sandbox requested the next event before the keys arrived");

        sandbox.Signal(19);
        sandbox.Signal(18);
        Assert.Contains(
            "\"Allow\"",
            (await sandbox.InvokeAsync(Encoding.UTF8.GetBytes(Call(NewToken()).ToJsonString()), cancellation: TestContext.Current.CancellationToken)).Text,
            StringComparison.Ordinal);
        Assert.Equal(2, server.Requests);
    }

    [Theory]
    [InlineData(7200, 2)]
    [InlineData(-7200, 1)]
    public async Task A_clock_step_causes_at_most_one_refresh(int seconds, int requests)
    {
        await using var server = new JwksServer(JwksServer.Ok(GoodKeys));
        using AuthorizerOptions options = Fetching(server.Uri(), ("AUTHORIZER_CLOCK_SKEW_SECONDS", "0"));
        string offset = options.WriteFile("clock", "0");
        _ = options.Set("LD_PRELOAD", SystemCallShim.Path).Set("SHIM_CLOCK", offset);
        await using IAuthorizer authorizer = await NativeHost.Instance.StartAsync(options);
        (await authorizer.InvokeAsync(Call(LongLived()))).IsAllowed();

        await File.WriteAllTextAsync(offset, seconds.ToString(CultureInfo.InvariantCulture), TestContext.Current.CancellationToken);
        (await authorizer.InvokeAsync(Call(LongLived()))).IsAllowed();
        (await authorizer.InvokeAsync(Call(LongLived()))).IsAllowed();
        await File.WriteAllTextAsync(offset, "0", TestContext.Current.CancellationToken);
        (await authorizer.InvokeAsync(Call(LongLived()))).IsAllowed();

        // This call shows that the shim works: the token is valid by the real clock and has expired by the shifted clock.
        await File.WriteAllTextAsync(offset, "864000", TestContext.Current.CancellationToken);
        (await authorizer.InvokeAsync(Call())).IsUnauthorized("token_expired");
        Assert.Equal(requests + 1, server.Requests);
    }

    [Fact]
    public async Task A_name_server_that_does_not_answer_delays_the_start_at_most_by_the_time_limit()
    {
        using AuthorizerOptions options = Fetching("https://hangs.example/jwks.json", ("AUTHORIZER_FETCH_TIMEOUT_MS", "300"), ("LD_PRELOAD", SystemCallShim.Path));
        var start = Stopwatch.StartNew();
        await using IAuthorizer authorizer = await NativeHost.Instance.StartAsync(options);

        Assert.InRange(start.Elapsed.TotalMilliseconds, 250, 1800);

        // The log line comes through a pipe and can arrive later.
        while (!Problems(authorizer).Any() && start.Elapsed < TimeSpan.FromSeconds(5))
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        Assert.Contains("not resolved in time", Assert.Single(Problems(authorizer)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_address_of_a_host_gets_a_share_of_the_time_limit()
    {
        // The shim resolves this name to two addresses: first an unreachable documentation address, then loopback.
        using X509Certificate2 certificate = TestCertificates.For("two.example");
        await using var server = new JwksServer(JwksServer.Ok(GoodKeys), certificate);
        using AuthorizerOptions options = TlsFaults.FetchingOverTls(server, "two.example");
        _ = options.Set("LD_PRELOAD", SystemCallShim.Path).Set("AUTHORIZER_FETCH_TIMEOUT_MS", "1000");
        await using IAuthorizer authorizer = await NativeHost.Instance.StartAsync(options);

        (await authorizer.InvokeAsync(Call())).IsAllowed();
    }

    private static async Task AnswerSlowlyAsync(JwksConnection connection, TaskCompletionSource answered)
    {
        await connection.ReceiveAsync();
        await Task.Delay(60, connection.Stopping);
        _ = answered.TrySetResult();
        await connection.SendAsync(BothKeys);
    }

    private static string NewToken() => NewKey.Token("""{"kid":"key-2","alg":"RS256"}""", TestTokens.AccessClaims().ToJsonString());

    private static string LongLived() => TestTokens.Access(claims => (claims["exp"], claims["iat"], claims["auth_time"]) =
        (TestTokens.Now + 36_000, TestTokens.Now - 36_000, TestTokens.Now - 36_000));

    // These tokens have an invalid signature, because signing ten thousand tokens would take too long. The authorizer does not verify the
    // signature of a token with an unknown key id.
    private static string Hostile(int number)
    {
        JsonObject header = TestTokens.Header();
        header["kid"] = "random-" + number;
        string encoded = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header.ToJsonString()));
        return encoded + HonestToken[HonestToken.IndexOf('.', StringComparison.Ordinal)..];
    }

    private static string HonestToken { get; } = TestTokens.Access();

    private static async Task WaitForAsync(Func<bool> condition, IAuthorizer authorizer, Func<Task> between)
    {
        var patience = Stopwatch.StartNew();
        while (!condition())
        {
            await between();
            Assert.True(patience.Elapsed < TimeSpan.FromSeconds(10), string.Join('\n', authorizer.LogLines));
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}
