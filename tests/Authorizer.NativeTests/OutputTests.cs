using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Contract;
using RuntimeApiEmulator;
using Xunit;

namespace Authorizer.NativeTests;

/// <summary>Slow or lost log lines and traces never delay, change or lose an answer.</summary>
[SupportedOSPlatform("linux")]
public sealed class OutputTests : IDisposable
{
    private const int ManyCalls = 3000;

    private const string Trace = "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1";

    private static readonly byte[] Call = Encoding.UTF8.GetBytes(TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access())).ToJsonString());

    private readonly AuthorizerOptions _options = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _options.Dispose();

    [Theory]
    [InlineData("standard output is closed", "exec \"$BOOTSTRAP\" >&-")]
    [InlineData("the reader has closed the pipe", "mkfifo \"$PIPE\"; exec 3<>\"$PIPE\" 4>\"$PIPE\" 3>&-; exec \"$BOOTSTRAP\" >&4 4>&-")]
    [InlineData("the pipe is full", "mkfifo \"$PIPE\"; exec 3<>\"$PIPE\"; exec \"$BOOTSTRAP\" >\"$PIPE\"")]
    [InlineData("the disk is full", "exec \"$BOOTSTRAP\" >/dev/full")]
    public async Task Calls_are_answered_even_if_standard_output_fails(string why, string command)
    {
        await using Sandbox sandbox = StartByShell(command);

        for (int i = 0; i < ManyCalls; i++)
        {
            InvocationResult result = await sandbox.InvokeAsync(Call, new InvocationOptions { Timeout = TimeSpan.FromSeconds(5) }, Cancellation);
            Assert.True(result.Kind == InvocationResultKind.Response, $"{why}: {result.Kind} at call {i}. {sandbox.Errors}");
        }

        sandbox.Signal(15);
        Assert.Equal(0, await sandbox.WaitForExitAsync(Cancellation));
        Assert.Empty(sandbox.Errors);
    }

    [Fact]
    public async Task The_next_log_line_counts_the_dropped_lines()
    {
        string pipe = _options.WriteFile("pipe", string.Empty);
        File.Delete(pipe);
        await using Sandbox sandbox = StartByShell("mkfifo \"$PIPE\"; exec 3<>\"$PIPE\"; exec \"$BOOTSTRAP\" >\"$PIPE\"", pipe);
        for (int i = 0; i < 200; i++)
        {
            _ = await sandbox.InvokeAsync(Call, cancellation: Cancellation);
        }

        using var reader = new StreamReader(new FileStream(pipe, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 1));
        _ = await reader.ReadLineAsync(Cancellation);
        int written = 1;
        long dropped = 0;
        while (dropped == 0)
        {
            _ = await sandbox.InvokeAsync(Call, cancellation: Cancellation);
            JsonNode line = JsonNode.Parse((await reader.ReadLineAsync(Cancellation))!)!;
            written++;
            dropped = line["droppedLines"]?.GetValue<long>() ?? 0;
            Assert.True(written < 200);
        }

        Assert.InRange(dropped, 1, 200);
    }

    [Fact]
    public async Task The_log_line_after_an_incomplete_line_begins_on_a_new_line()
    {
        string file = _options.WriteFile("log", string.Empty);

        // The limit is 8 blocks of 512 bytes. The file can contain three lines and a part of the fourth line.
        await using Sandbox sandbox = StartByShell("trap '' XFSZ; ulimit -f 8; exec \"$BOOTSTRAP\" >>\"$PIPE\"", file);
        for (int i = 0; i < 6; i++)
        {
            _ = await sandbox.InvokeAsync(Call, cancellation: Cancellation);
        }

        string[] before = (await File.ReadAllTextAsync(file, Cancellation)).Split('\n');
        Assert.DoesNotContain('}', before[^1]);
        int broken = before[0].Length + 10;
        await using (var room = new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            room.SetLength(broken);
        }

        _ = await sandbox.InvokeAsync(Call, cancellation: Cancellation);
        sandbox.Signal(15);
        Assert.Equal(0, await sandbox.WaitForExitAsync(Cancellation));

        string[] after = await File.ReadAllLinesAsync(file, Cancellation);
        Assert.Equal(3, after.Length);
        Assert.True(JsonNode.Parse(after[2])!["droppedLines"]!.GetValue<long>() > 0);
    }

    [Fact]
    public async Task Termination_waits_for_the_answer_and_the_log_line_of_the_current_call()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _ = _options.Jwks(null).Set("AUTHORIZER_JWKS_URIS", $"{TestTokens.NewerIssuer}=http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/,{TestTokens.Issuer}=http://127.0.0.1:9/");
        byte[] slow = Encoding.UTF8.GetBytes(TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access(c => c["iss"] = TestTokens.NewerIssuer))).ToJsonString());
        await using Sandbox sandbox = NativeHost.StartSandbox(_options);
        Task<InvocationResult> answer = sandbox.InvokeAsync(slow, cancellation: Cancellation);
        using TcpClient fetch = await listener.AcceptTcpClientAsync(Cancellation);

        sandbox.Signal(15);
        await Task.Delay(100, Cancellation);
        Assert.False(sandbox.HasExited);
        await fetch.GetStream().WriteAsync(Encoding.ASCII.GetBytes(JwksServer.Ok(SigningKey.Jwks(SigningKey.Default.Jwk()))), Cancellation);

        Assert.Contains("\"Allow\"", (await answer).Text, StringComparison.Ordinal);
        Assert.Equal(0, await sandbox.WaitForExitAsync(Cancellation));
        Assert.Equal("allow", JsonNode.Parse(sandbox.OutputLines[^1])!["decision"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_sampled_call_sends_a_subsegment_for_its_decision()
    {
        using UdpClient daemon = StartDaemon();
        await using Sandbox sandbox = NativeHost.StartSandbox(_options);
        foreach (string header in new[] { Trace.Replace("Sampled=1", "Sampled=0", StringComparison.Ordinal), "Root=1-x;Parent=9a9197af755a6419;Sampled=1", "Sampled=1" })
        {
            _ = await sandbox.InvokeAsync(Call, new InvocationOptions { TraceId = header }, Cancellation);
        }

        _ = await sandbox.InvokeAsync(Call, new InvocationOptions { TraceId = Trace }, Cancellation);
        _ = await sandbox.InvokeAsync("nonsense"u8.ToArray(), new InvocationOptions { TraceId = Trace }, Cancellation);

        JsonNode allowed = await ReceiveAsync(daemon);
        JsonNode failed = await ReceiveAsync(daemon);
        Assert.Equal("subsegment", allowed["type"]!.GetValue<string>());
        Assert.Equal("1-5bef4de7-ad49b0e87f6ef6c87fc2e700", allowed["trace_id"]!.GetValue<string>());
        Assert.Equal("9a9197af755a6419", allowed["parent_id"]!.GetValue<string>());
        Assert.Matches("^[0-9a-f]{16}$", allowed["id"]!.GetValue<string>());
        Assert.NotEqual(allowed["id"]!.GetValue<string>(), failed["id"]!.GetValue<string>());
        Assert.Equal("allow", allowed["annotations"]!["decision"]!.GetValue<string>());
        double start = allowed["start_time"]!.GetValue<double>();
        Assert.InRange(start, TestTokens.Now - 60, TestTokens.Now + 1);
        Assert.InRange(allowed["end_time"]!.GetValue<double>(), start, start + 5);
        Assert.False(allowed["error"]!.GetValue<bool>());
        Assert.True(failed["fault"]!.GetValue<bool>());
        Assert.Equal("event_unsupported", failed["annotations"]!["reason"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_refusal_is_an_error_and_not_a_fault_in_the_trace()
    {
        using UdpClient daemon = StartDaemon();
        await using Sandbox sandbox = NativeHost.StartSandbox(_options);
        foreach ((JsonObject request, string reason) in new[]
        {
            (TestEvents.RestRequest(authorization: null), "token_missing"),
            (TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access()), "GET", "/admin/x"), "route_not_permitted"),
        })
        {
            _ = await sandbox.InvokeAsync(Encoding.UTF8.GetBytes(request.ToJsonString()), new InvocationOptions { TraceId = Trace }, Cancellation);

            JsonNode refused = await ReceiveAsync(daemon);
            Assert.True(refused["error"]!.GetValue<bool>());
            Assert.Null(refused["fault"]);
            Assert.Equal(reason, refused["annotations"]!["reason"]!.GetValue<string>());
        }
    }

    [Fact]
    public async Task The_duration_of_a_subsegment_equals_the_logged_duration()
    {
        using UdpClient daemon = StartDaemon();
        await using Sandbox sandbox = NativeHost.StartSandbox(_options);
        for (int i = 0; i < 25; i++)
        {
            _ = await sandbox.InvokeAsync(Call, new InvocationOptions { TraceId = Trace }, Cancellation);
            JsonNode decision = await ReceiveAsync(daemon);
            double seconds = decision["end_time"]!.GetValue<double>() - decision["start_time"]!.GetValue<double>();

            while (sandbox.OutputLines.Count <= i)
            {
                await Task.Delay(1, Cancellation);
            }

            Assert.Equal(JsonNode.Parse(sandbox.OutputLines[i])!["durationUs"]!.GetValue<long>(), seconds * 1e6, tolerance: 1);
            await Task.Delay(TimeSpan.FromMilliseconds(45), Cancellation);
        }
    }

    [Fact]
    public async Task A_failed_key_fetch_is_a_fault_in_the_trace()
    {
        using UdpClient daemon = StartDaemon();
        _ = _options.Jwks(null);
        await using Sandbox sandbox = NativeHost.StartSandbox(_options);
        byte[] newer = Encoding.UTF8.GetBytes(TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access(c => c["iss"] = TestTokens.NewerIssuer))).ToJsonString());

        _ = await sandbox.InvokeAsync(newer, new InvocationOptions { TraceId = Trace }, Cancellation);

        JsonNode fetch = await ReceiveAsync(daemon);
        Assert.Equal("fetch keys", fetch["name"]!.GetValue<string>());
        Assert.True(fetch["fault"]!.GetValue<bool>());
    }

    [Fact]
    public async Task A_sampled_call_that_fetches_keys_sends_a_subsegment_for_the_fetch()
    {
        using UdpClient daemon = StartDaemon();
        await using var keys = new JwksServer(JwksServer.Ok(SigningKey.Jwks(SigningKey.Default.Jwk())));
        _ = _options.Jwks(null)
            .Set("AUTHORIZER_JWKS_URIS", $"{TestTokens.NewerIssuer}={keys.Uri()},{TestTokens.Issuer}=http://127.0.0.1:9/");
        await using Sandbox sandbox = NativeHost.StartSandbox(_options);
        byte[] newer = Encoding.UTF8.GetBytes(TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access(c => c["iss"] = TestTokens.NewerIssuer))).ToJsonString());

        _ = await sandbox.InvokeAsync(newer, new InvocationOptions { TraceId = Trace }, Cancellation);

        JsonNode fetch = await ReceiveAsync(daemon);
        Assert.Equal("fetch keys", fetch["name"]!.GetValue<string>());
        Assert.Equal("remote", fetch["namespace"]!.GetValue<string>());
        Assert.False(fetch["fault"]!.GetValue<bool>());
        Assert.Equal("decide", (await ReceiveAsync(daemon))["name"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("127.0.0.1:9")]
    [InlineData("192.0.2.1:2000")]
    [InlineData("nonsense")]
    [InlineData("127.0.0.1")]
    [InlineData("localhost:2000")]
    public async Task Calls_are_answered_without_a_reachable_XRay_daemon(string address)
    {
        _ = _options.Set("AWS_XRAY_DAEMON_ADDRESS", address);
        await using Sandbox sandbox = NativeHost.StartSandbox(_options);

        for (int i = 0; i < 300; i++)
        {
            InvocationResult result = await sandbox.InvokeAsync(Call, new InvocationOptions { TraceId = Trace, Timeout = TimeSpan.FromSeconds(5) }, Cancellation);
            Assert.Equal(InvocationResultKind.Response, result.Kind);
        }
    }

    [Theory]
    [InlineData("Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e70\";Sampled=1")]
    [InlineData("Root=1-5BEF4DE7-ad49b0e87f6ef6c87fc2e700")]
    [InlineData("Root=2-5bef4de7-ad49b0e87f6ef6c87fc2e700")]
    [InlineData("Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700x")]
    [InlineData("Root=;;;=;Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700")]
    public async Task A_malformed_trace_header_is_not_logged(string header)
    {
        await using Sandbox sandbox = NativeHost.StartSandbox(_options);

        _ = await sandbox.InvokeAsync(Call, new InvocationOptions { TraceId = header }, Cancellation);
        sandbox.Signal(15);
        _ = await sandbox.WaitForExitAsync(Cancellation);

        Assert.Null(JsonNode.Parse(Assert.Single(sandbox.OutputLines))!["traceId"]);
    }

    [Fact]
    public async Task A_failed_start_is_logged_at_every_log_level()
    {
        _ = _options.Set("AUTHORIZER_CLIENT_IDS", null).Set("AWS_LAMBDA_LOG_LEVEL", "FATAL");
        await using Sandbox sandbox = NativeHost.StartSandbox(_options);

        Assert.Equal(1, await sandbox.WaitForExitAsync(Cancellation));

        JsonNode line = JsonNode.Parse(Assert.Single(sandbox.OutputLines))!;
        Assert.Equal("FATAL", line["level"]!.GetValue<string>());
        Assert.Contains("AUTHORIZER_CLIENT_IDS", line["problem"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    private static async Task<JsonNode> ReceiveAsync(UdpClient daemon)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(5));
        string[] parts = Encoding.UTF8.GetString((await daemon.ReceiveAsync(patience.Token)).Buffer).Split('\n');
        Assert.Equal(2, parts.Length);
        Assert.Equal("""{"format":"json","version":1}""", parts[0]);
        return JsonNode.Parse(parts[1])!;
    }

    private UdpClient StartDaemon()
    {
        var daemon = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        _ = _options.Set("AWS_XRAY_DAEMON_ADDRESS", $"127.0.0.1:{((IPEndPoint)daemon.Client.LocalEndPoint!).Port}");
        return daemon;
    }

    private Sandbox StartByShell(string command, string? pipe = null)
    {
        string script = _options.WriteFile("start", "#!/bin/sh\n" + command + "\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        _ = _options.Set("BOOTSTRAP", NativeBinary.Bootstrap).Set("PIPE", pipe ?? script + ".pipe");
        return Sandbox.Start(new FunctionConfiguration { Executable = script, Environment = _options.Variables });
    }
}
