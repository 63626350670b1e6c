using System;
using System.Threading;
using System.Threading.Tasks;
using RuntimeApiEmulator;
using Xunit;

namespace DevTool.Tests.RuntimeApi;

/// <summary>
/// The Runtime API's states, limits and bodies. The expected answers are copied from AWS's own server
/// (aws-lambda-runtime-interface-emulator, internal/lambda/rapi and core/states.go).
/// </summary>
public sealed class RuntimeApiStateTests
{
    private const string Runtime = "/2018-06-01/runtime/";
    private const string Accepted = "{\"status\":\"OK\"}\n";
    private const int MaxPayloadBytes = 6_291_556;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(2048, false)]
    [InlineData(2049, true)]
    [InlineData(MaxPayloadBytes, true)]
    public async Task An_event_above_2_kB_is_sent_in_chunks(int bytes, bool isChunked)
    {
        await using RuntimeConnection runtime = await RuntimeConnection.OpenAsync();
        string payload = new('x', bytes);
        Task<InvocationResult> result = InvokeAsync(runtime, payload);

        RuntimeConnection.Reply next = await runtime.NextAsync();

        Assert.Equal(isChunked, next.Head.Contains("Transfer-Encoding: chunked", StringComparison.Ordinal));
        Assert.Equal(!isChunked, next.Head.Contains("Content-Length: ", StringComparison.Ordinal));
        Assert.Equal(payload, next.Body);
        Assert.Equal(202, (await AnswerAsync(runtime, next, "ok")).Status);
        Assert.Equal("ok", (await result).Text);
    }

    [Fact]
    public async Task An_event_above_the_limit_reaches_no_runtime()
    {
        await using RuntimeConnection runtime = await RuntimeConnection.OpenAsync();

        InvocationResult result = await InvokeAsync(runtime, new string('x', MaxPayloadBytes + 1));

        Assert.Equal(InvocationResultKind.EventTooLarge, result.Kind);
        Assert.Equal("RequestTooLargeException", result.ErrorType);
        Assert.Equal(0, runtime.Sandbox.Polls);
    }

    [Theory]
    [InlineData(MaxPayloadBytes, 202, Accepted, InvocationResultKind.Response, null)]
    [InlineData(
        MaxPayloadBytes + 1,
        413,
        "{\"errorMessage\":\"Exceeded maximum allowed payload size (6291556 bytes).\",\"errorType\":\"RequestEntityTooLarge\"}\n",
        InvocationResultKind.FunctionError,
        """{"errorType":"Function.ResponseSizeTooLarge","errorMessage":"Response payload size (6291557 bytes) exceeded maximum allowed payload size (6291556 bytes)."}""")]
    public async Task The_size_limit_of_an_answer_is_exact(int bytes, int status, string body, InvocationResultKind kind, string? payload)
    {
        await using RuntimeConnection runtime = await RuntimeConnection.OpenAsync();
        Task<InvocationResult> result = InvokeAsync(runtime);

        RuntimeConnection.Reply answered = await AnswerAsync(runtime, await runtime.NextAsync(), new string('x', bytes));

        Assert.Equal((status, body), (answered.Status, answered.Body));
        Assert.Equal(kind, (await result).Kind);
        Assert.Equal(payload ?? new string('x', bytes), (await result).Text);
        _ = InvokeAsync(runtime, "again");
        Assert.Equal("again", (await runtime.NextAsync()).Body);
    }

    [Fact]
    public async Task A_repeated_poll_without_an_answer_gets_the_same_event()
    {
        await using RuntimeConnection runtime = await RuntimeConnection.OpenAsync();
        _ = InvokeAsync(runtime, "first");
        _ = InvokeAsync(runtime, "second");
        RuntimeConnection.Reply first = await runtime.NextAsync();

        RuntimeConnection.Reply again = await runtime.NextAsync();

        Assert.Equal("first", again.Body);
        Assert.Equal(first.RequestId, again.RequestId);
        _ = await AnswerAsync(runtime, again, "ok");
        Assert.Equal("second", (await runtime.NextAsync()).Body);
    }

    [Fact]
    public async Task Concurrent_polls_get_the_same_event()
    {
        await using RuntimeConnection runtime = await RuntimeConnection.OpenAsync();
        await using RuntimeConnection other = await RuntimeConnection.OpenAsync(runtime.Sandbox);
        Task<RuntimeConnection.Reply> first = runtime.NextAsync();
        Task<RuntimeConnection.Reply> second = other.NextAsync();
        await Patience.UntilAsync(() => runtime.Sandbox.Polls >= 2);

        _ = InvokeAsync(runtime, "one");
        _ = InvokeAsync(runtime, "two");

        Assert.Equal(("one", "one"), ((await first).Body, (await second).Body));
        Assert.Equal((await first).RequestId, (await second).RequestId);
    }

    [Fact]
    public async Task The_end_of_a_sandbox_closes_its_connections()
    {
        await using RuntimeConnection silent = await RuntimeConnection.OpenAsync();
        await using RuntimeConnection polling = await RuntimeConnection.OpenAsync(silent.Sandbox);
        await polling.WriteAsync($"GET {Runtime}invocation/next HTTP/1.1\r\nHost: x\r\n\r\n");
        await Patience.UntilAsync(() => silent.Sandbox.Polls >= 1);

        await silent.Sandbox.DisposeAsync();

        Assert.True(await silent.IsClosedAsync().WaitAsync(Patience.Limit, Cancellation));
        Assert.True(await polling.IsClosedAsync().WaitAsync(Patience.Limit, Cancellation));
    }

    [Fact]
    public async Task A_call_that_the_state_does_not_allow_gets_403()
    {
        await using RuntimeConnection runtime = await RuntimeConnection.OpenAsync();
        _ = InvokeAsync(runtime);
        RuntimeConnection.Reply next = await runtime.NextAsync();
        Assert.Equal(Forbidden("Running", "InitError"), (await runtime.SendAsync("POST", Runtime + "init/error", "{}")).Body);

        RuntimeConnection.Reply answered = await AnswerAsync(runtime, next, "ok");
        Assert.Equal((202, Accepted), (answered.Status, answered.Body));

        RuntimeConnection.Reply again = await AnswerAsync(runtime, next, "ok");
        Assert.Equal((403, Forbidden("RuntimeResponseSentState", "InvocationResponse")), (again.Status, again.Body));
        again = await AnswerAsync(runtime, next, "{}", "error");
        Assert.Equal((403, Forbidden("RuntimeResponseSentState", "InvocationErrorResponse")), (again.Status, again.Body));
    }

    [Fact]
    public async Task A_runtime_that_reports_an_initialization_error_gets_no_event()
    {
        await using RuntimeConnection runtime = await RuntimeConnection.OpenAsync();
        const string Type = "Lambda-Runtime-Function-Error-Type: Function.ConfigurationInvalid\r\n";
        Assert.Equal(202, (await runtime.SendAsync("POST", Runtime + "init/error", """{"errorType":"A.B"}""", Type)).Status);

        RuntimeConnection.Reply next = await runtime.NextAsync();
        Assert.Equal((403, Forbidden("InitError", "Ready")), (next.Status, next.Body));
        Assert.Equal(403, (await runtime.SendAsync("POST", Runtime + "init/error", "{}")).Status);
        Assert.Equal("Function.ConfigurationInvalid", runtime.Sandbox.InitErrorType);

        Task<InvocationResult> result = InvokeAsync(runtime);
        runtime.Sandbox.Signal(9);
        Assert.Equal((InvocationResultKind.InitError, "A.B"), ((await result).Kind, (await result).ErrorType));
    }

    [Theory]
    [InlineData("unknown", "response")]
    [InlineData("unknown", "error")]
    public async Task A_wrong_request_ID_gets_400(string id, string operation)
    {
        await using RuntimeConnection runtime = await RuntimeConnection.OpenAsync();
        _ = InvokeAsync(runtime);
        _ = await runtime.NextAsync();

        RuntimeConnection.Reply answered = await runtime.SendAsync("POST", $"{Runtime}invocation/{id}/{operation}", "{}");

        Assert.Equal((400, "{\"errorMessage\":\"Invalid request ID\",\"errorType\":\"InvalidRequestID\"}\n"), (answered.Status, answered.Body));
    }

    [Fact]
    public async Task A_late_answer_gets_410_and_the_runtime_can_continue()
    {
        await using RuntimeConnection runtime = await RuntimeConnection.OpenAsync();
        // On a busy machine, too, the event arrives within three seconds.
        var options = new InvocationOptions { Timeout = TimeSpan.FromSeconds(3), RequestId = "r-1" };
        Task<InvocationResult> result = runtime.Sandbox.InvokeAsync("{}"u8.ToArray(), options, Cancellation);
        RuntimeConnection.Reply next = await runtime.NextAsync();
        Assert.Equal(InvocationResultKind.TimedOut, (await result).Kind);
        Assert.Equal("""{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: r-1 Error: Task timed out after 3.00 seconds"}""", (await result).Text);

        RuntimeConnection.Reply late = await AnswerAsync(runtime, next, "ok");

        Assert.Equal((410, "{\"errorMessage\":\"Invoke timeout\",\"errorType\":\"InvokeTimeout\"}\n"), (late.Status, late.Body));
        _ = InvokeAsync(runtime, "next");
        Assert.Equal("next", (await runtime.NextAsync()).Body);
    }

    [Theory]
    [InlineData("GET", "/", 404, "404 page not found\n")]
    [InlineData("GET", "/2018-06-01/runtime/invocation", 404, "404 page not found\n")]
    [InlineData("POST", "/2018-06-01/runtime/invocation/r/other", 404, "404 page not found\n")]
    [InlineData("POST", "/2018-06-01/runtime/invocation/next", 405, "")]
    [InlineData("GET", "/2018-06-01/runtime/init/error", 405, "")]
    [InlineData("PUT", "/2018-06-01/runtime/invocation/r/response", 405, "")]
    public async Task An_unknown_path_gets_404_and_a_wrong_method_gets_405(string method, string path, int status, string body)
    {
        await using RuntimeConnection runtime = await RuntimeConnection.OpenAsync();

        RuntimeConnection.Reply reply = await runtime.SendAsync(method, path);

        Assert.Equal((status, body), (reply.Status, reply.Body));
        Assert.Equal(status == 404, reply.Head.Contains("Content-Type: text/plain; charset=utf-8\r\n", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Function.Unauthorized", "Function.Unauthorized")]
    [InlineData("Runtime.NoSuchHandler", "Runtime.NoSuchHandler")]
    [InlineData("Authorizer.KeysUnavailable", "Runtime.Unknown")]
    [InlineData("Unauthorized", "Runtime.Unknown")]
    [InlineData("Runtime.lower", "Runtime.Unknown")]
    [InlineData("Function.lower", "Function.Unknown")]
    [InlineData(null, "Runtime.Unknown")]
    public async Task Other_error_types_than_those_of_Lambda_are_recorded_as_unknown(string? type, string recorded)
    {
        await using RuntimeConnection runtime = await RuntimeConnection.OpenAsync();
        Task<InvocationResult> result = InvokeAsync(runtime);
        RuntimeConnection.Reply next = await runtime.NextAsync();

        string field = type is null ? string.Empty : $"Lambda-Runtime-Function-Error-Type: {type}\r\n";
        _ = await runtime.SendAsync("POST", $"{Runtime}invocation/{next.RequestId}/error", """{"errorType":"Mine"}""", field);

        Assert.Equal((recorded, "Mine"), ((await result).ReportedType, (await result).ErrorType));
    }

    [Theory]
    [InlineData(9, "Runtime exited with error: signal: killed")]
    [InlineData(15, "Runtime exited with error: signal: terminated")]
    [InlineData(0, "Runtime exited without providing a reason")]
    [InlineData(1, "Runtime exited with error: exit status 1")]
    public async Task The_invoker_gets_an_error_when_the_process_ends(int signal, string message)
    {
        // Without a signal, the process ends by itself: "true" with exit status 0, "false" with exit status 1.
        FunctionConfiguration silent = signal > 1 ? RuntimeConnection.Silent
            : new FunctionConfiguration { Executable = signal == 0 ? "/bin/true" : "/bin/false", Timeout = Patience.Limit };
        await using var sandbox = Sandbox.Start(silent);
        Task<InvocationResult> result = sandbox.InvokeAsync("{}"u8.ToArray(), new InvocationOptions { RequestId = "r-1" }, Cancellation);
        if (signal > 1)
        {
            sandbox.Signal(signal);
        }

        Assert.Equal(InvocationResultKind.Crashed, (await result).Kind);
        Assert.Equal($$"""{"errorType":"Runtime.ExitError","errorMessage":"RequestId: r-1 Error: {{message}}"}""", (await result).Text);
    }

    private static string Forbidden(string from, string to) =>
        $"{{\"errorMessage\":\"State transition from {from} to {to} failed for runtime. Error: State transition is not allowed\",\"errorType\":\"InvalidStateTransition\"}}\n";

    private static Task<InvocationResult> InvokeAsync(RuntimeConnection runtime, string payload = "{}") =>
        runtime.Sandbox.InvokeAsync(System.Text.Encoding.UTF8.GetBytes(payload), cancellation: Cancellation);

    private static Task<RuntimeConnection.Reply> AnswerAsync(
        RuntimeConnection runtime, RuntimeConnection.Reply next, string body, string operation = "response") =>
        runtime.SendAsync("POST", $"{Runtime}invocation/{next.RequestId}/{operation}", body);
}
