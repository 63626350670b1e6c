using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Contract;
using RuntimeApiEmulator;
using Xunit;

namespace Authorizer.NativeTests;

/// <summary>The native binary and the Runtime API (AWS documentation: "Using the Lambda runtime API for custom runtimes").</summary>
public sealed class RuntimeApiTests : IDisposable
{
    private static readonly byte[] Call = Encoding.UTF8.GetBytes(TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access())).ToJsonString());

    private readonly AuthorizerOptions _options = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _options.Dispose();

    [Theory]
    [InlineData(1, 0)]
    [InlineData(7, 0)]
    [InlineData(1000, 0)]
    [InlineData(0, 1)]
    [InlineData(5, 3)]
    [InlineData(0, 100)]
    public async Task Events_can_arrive_in_chunks_and_in_small_segments(int chunkBytes, int segmentBytes)
    {
        await using Sandbox sandbox = NativeHost.StartSandbox(_options);
        sandbox.Faults.ChunkBytes = chunkBytes;
        sandbox.Faults.SegmentBytes = segmentBytes;

        for (int i = 0; i < 3; i++)
        {
            Assert.Contains("\"Allow\"", (await sandbox.InvokeAsync(Call, cancellation: Cancellation)).Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_largest_event_is_read()
    {
        await using Sandbox sandbox = NativeHost.StartSandbox(_options);
        JsonObject request = TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access())).With(e => e["filler"] = new string('x', 5_900_000));

        InvocationResult result = await sandbox.InvokeAsync(Encoding.UTF8.GetBytes(request.ToJsonString()), cancellation: Cancellation);

        Assert.Contains("\"Allow\"", result.Text, StringComparison.Ordinal);
        Assert.Equal(InvocationResultKind.Response, (await sandbox.InvokeAsync(Call, cancellation: Cancellation)).Kind);
    }

    [Theory]
    [InlineData(6_300_000, 0)]
    [InlineData(6_300_000, 4096)]
    [InlineData(100_000_000, 0)]
    [InlineData(100_000_000, 65_536)]
    public async Task An_event_that_is_too_large_is_an_error_and_the_process_continues(int bytes, int chunkBytes)
    {
        await using Sandbox sandbox = NativeHost.StartSandbox(_options);
        (sandbox.Faults.AnySize, sandbox.Faults.WithLength, sandbox.Faults.ChunkBytes) = (true, chunkBytes == 0, chunkBytes);
        JsonObject request = TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access())).With(e => e["filler"] = new string('x', bytes));
        byte[] large = Encoding.UTF8.GetBytes(request.ToJsonString());
        for (int i = 0; i < 2; i++)
        {
            var elapsed = Stopwatch.StartNew();
            InvocationResult refused = await sandbox.InvokeAsync(large, cancellation: Cancellation);
            Assert.Equal((InvocationResultKind.FunctionError, "Authorizer.EventUnsupported"), (refused.Kind, refused.ErrorType));
            Assert.True(refused.InvocationIdEchoed);
            Assert.True(elapsed.Elapsed < TimeSpan.FromSeconds(5), $"{elapsed.Elapsed}");

            InvocationResult next = await sandbox.InvokeAsync(Call, cancellation: Cancellation);
            Assert.Equal(InvocationResultKind.Response, next.Kind);
        }

        Assert.NotNull(await sandbox.WaitForLineAsync(line => line.Contains("larger than Lambda's limit", StringComparison.Ordinal), Cancellation));
        string status = await File.ReadAllTextAsync($"/proc/{sandbox.ProcessId}/status", Cancellation);
        string peak = status.Split('\n').Single(line => line.StartsWith("VmHWM", StringComparison.Ordinal));
        int kilobytes = int.Parse(peak.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        Assert.True(kilobytes < 48_000, peak);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(403)]
    [InlineData(410)]
    [InlineData(413)]
    public async Task An_answer_that_Lambda_refuses_is_logged_and_the_process_continues(int status)
    {
        await using Sandbox sandbox = NativeHost.StartSandbox(_options);
        sandbox.Faults.AnswerStatuses.Enqueue(status);

        _ = await sandbox.InvokeAsync(Call, cancellation: Cancellation);
        InvocationResult next = await sandbox.InvokeAsync(Call, cancellation: Cancellation);

        Assert.Equal(InvocationResultKind.Response, next.Kind);
        Assert.NotNull(await sandbox.WaitForLineAsync(
            line => line.Contains($"\"status\":\"{status}\"", StringComparison.Ordinal), Cancellation));
    }

    [Fact]
    public async Task Lambda_receives_an_error_type_and_API_Gateway_receives_an_error_body()
    {
        await using Sandbox sandbox = NativeHost.StartSandbox(_options);
        InvocationResult refused = await sandbox.InvokeAsync(
            Encoding.UTF8.GetBytes(TestEvents.RestRequest(TestEvents.Bearer("x.y.z")).ToJsonString()), cancellation: Cancellation);
        InvocationResult unsupported = await sandbox.InvokeAsync("nonsense"u8.ToArray(), cancellation: Cancellation);

        Assert.Equal("Function.Unauthorized", refused.ReportedType);
        Assert.Equal("""{"errorType":"Unauthorized","errorMessage":"Unauthorized"}""", refused.Text);
        Assert.Equal("Function.EventUnsupported", unsupported.ReportedType);
        Assert.Equal("Authorizer.EventUnsupported", unsupported.ErrorType);
    }

    [Fact]
    public async Task A_failing_Runtime_API_ends_the_process()
    {
        await using Sandbox sandbox = NativeHost.StartSandbox(_options);
        sandbox.Faults.AnswerStatuses.Enqueue(500);

        _ = await sandbox.InvokeAsync(Call, cancellation: Cancellation);

        Assert.Equal(1, await sandbox.WaitForExitAsync(Cancellation));
    }

    [Fact]
    public async Task A_refused_poll_ends_the_process()
    {
        await using Sandbox sandbox = NativeHost.StartSandbox(_options);
        _ = await sandbox.InvokeAsync(Call, cancellation: Cancellation);
        sandbox.Faults.NextStatus = 403;
        _ = await sandbox.InvokeAsync(Call, cancellation: Cancellation);

        Assert.Equal(1, await sandbox.WaitForExitAsync(Cancellation));
    }

    [Fact]
    public async Task A_lost_connection_to_the_Runtime_API_ends_the_process()
    {
        await using Sandbox sandbox = NativeHost.StartSandbox(_options);
        _ = await sandbox.InvokeAsync(Call, cancellation: Cancellation);
        sandbox.Faults.CloseOnNext = true;

        InvocationResult result = await sandbox.InvokeAsync(Call, cancellation: Cancellation);

        Assert.Equal(InvocationResultKind.Crashed, result.Kind);
        Assert.Equal(1, await sandbox.WaitForExitAsync(Cancellation));
    }

    [Fact]
    public async Task Termination_between_invocations_is_clean()
    {
        await using Sandbox sandbox = NativeHost.StartSandbox(_options);
        _ = await sandbox.InvokeAsync(Call, cancellation: Cancellation);
        sandbox.Signal(15);

        Assert.Equal(0, await sandbox.WaitForExitAsync(Cancellation));
    }

    [Fact]
    public async Task Ids_of_the_request_and_the_trace_are_logged()
    {
        await using Sandbox sandbox = NativeHost.StartSandbox(_options);
        var options = new InvocationOptions
        {
            RequestId = "8476a536-e9f4-11e8-9739-2dfe598c3fcd",
            TraceId = "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1",
        };

        _ = await sandbox.InvokeAsync(Call, options, Cancellation);
        sandbox.Signal(15);
        _ = await sandbox.WaitForExitAsync(Cancellation);

        JsonNode line = JsonNode.Parse(Assert.Single(sandbox.OutputLines))!;
        Assert.Equal(options.RequestId, line["requestId"]!.GetValue<string>());
        Assert.Equal("gateway-request-1", line["apiRequestId"]!.GetValue<string>());
        Assert.Equal("1-5bef4de7-ad49b0e87f6ef6c87fc2e700", line["traceId"]!.GetValue<string>());
        Assert.Equal("INFO", line["level"]!.GetValue<string>());
        Assert.True(DateTimeOffset.UtcNow - DateTimeOffset.Parse(line["timestamp"]!.GetValue<string>(), null) < TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_cold_start_is_logged_once_per_sandbox()
    {
        await using IAuthorizer authorizer = await NativeHost.Instance.StartAsync(_options);

        Answer[] answers = [await authorizer.InvokeAsync(Call), await authorizer.InvokeAsync(Call), await authorizer.InvokeAsync(Call)];

        Assert.Equal([true, false, false], answers.Select(answer => answer.LogLine!["coldStart"]!.GetValue<bool>()));
    }

    [Fact]
    public async Task Lines_below_the_configured_level_are_not_written()
    {
        _ = _options.Set("AWS_LAMBDA_LOG_LEVEL", "ERROR");
        await using Sandbox sandbox = NativeHost.StartSandbox(_options);
        _ = await sandbox.InvokeAsync(Call, cancellation: Cancellation);
        _ = await sandbox.InvokeAsync("nonsense"u8.ToArray(), cancellation: Cancellation);
        sandbox.Signal(15);
        _ = await sandbox.WaitForExitAsync(Cancellation);

        Assert.Contains("event_unsupported", Assert.Single(sandbox.OutputLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task External_text_cannot_forge_or_break_a_log_line()
    {
        await using Sandbox sandbox = NativeHost.StartSandbox(_options);
        const string Hostile = "\",\"decision\":\"allow\"}\n{\"level\":\"INFO\"}\r\u2028\u0000\u001b[31m";
        JsonObject request = TestEvents.RestRequest(TestEvents.Bearer(TestTokens.WithHeader(h => h["kid"] = Hostile + new string('k', 100))), "GET", "/" + Hostile)
            .With(e => e["requestContext"]!["requestId"] = Hostile);

        _ = await sandbox.InvokeAsync(Encoding.UTF8.GetBytes(request.ToJsonString()), cancellation: Cancellation);
        sandbox.Signal(15);
        _ = await sandbox.WaitForExitAsync(Cancellation);

        Assert.Equal(2, sandbox.OutputLines.Count);
        Assert.Equal("WARN", JsonNode.Parse(sandbox.OutputLines[0])!["level"]!.GetValue<string>());
        string line = sandbox.OutputLines[1];
        Assert.Equal("unauthorized", JsonNode.Parse(line)!["decision"]!.GetValue<string>());
        Assert.Equal(Hostile, JsonNode.Parse(line)!["apiRequestId"]!.GetValue<string>());
        Assert.True(line.Length < 8000);
        Assert.DoesNotContain(line, c => char.IsControl(c) || c == '\u2028');
    }
}
