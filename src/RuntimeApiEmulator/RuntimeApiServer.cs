using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;

namespace RuntimeApiEmulator;

/// <summary>
/// The Runtime API of one sandbox on a loopback port (AWS documentation: "Using the Lambda runtime API for custom runtimes"). States,
/// limits and bodies are those of AWS's own server (aws-lambda-runtime-interface-emulator, <c>internal/lambda</c>).
/// </summary>
internal sealed class RuntimeApiServer : IAsyncDisposable
{
    /// <summary>The largest event and the largest answer: 6 MiB and 100 bytes.</summary>
    public const int MaxPayloadBytes = 6 * 1024 * 1024 + 100;

    private const string Prefix = "/2018-06-01/runtime/";
    private const string ErrorTypeField = "Lambda-Runtime-Function-Error-Type";
    private const string Accepted = """{"status":"OK"}""" + "\n";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Channel<PendingInvocation> _invocations = Channel.CreateUnbounded<PendingInvocation>();
    private readonly string _functionArn;
    private readonly Task _accepting;

    // One poll at a time, as in Lambda's state machine: a second one gets the event that the first one got.
    private readonly SemaphoreSlim _polling = new(1);
    private PendingInvocation? _current;
    private RuntimeState _state = RuntimeState.Started;
    private int _exitCode;

    public RuntimeApiServer(string functionName)
    {
        _functionArn = $"arn:aws:lambda:us-east-1:123456789012:function:{functionName}";
        _listener.Start();
        Endpoint = _listener.LocalEndpoint.ToString()!;
        _accepting = AcceptAsync();
    }

    /// <summary>The value for <c>AWS_LAMBDA_RUNTIME_API</c>.</summary>
    public string Endpoint { get; }

    public RuntimeApiFaults Faults { get; } = new();

    /// <summary>When the sandbox first asked for an event, as a Stopwatch timestamp; 0 before.</summary>
    public long FirstPoll { get; private set; }

    /// <summary>How often the sandbox asked for an event.</summary>
    public int Polls { get; private set; }

    /// <summary>The body of a report that the function cannot start.</summary>
    public byte[]? InitError { get; private set; }

    /// <summary>The error type of that report, as the platform's records show it.</summary>
    public string? InitErrorType { get; private set; }

    /// <summary>Queues an invocation for the next poll; it ends at once where the process is gone.</summary>
    public void Enqueue(PendingInvocation invocation)
    {
        if (!_invocations.Writer.TryWrite(invocation))
        {
            Fail(invocation);
        }
    }

    /// <summary>The process is gone: whatever waits for it ends.</summary>
    /// <param name="exitCode">How it ended.</param>
    public void ProcessEnded(int exitCode)
    {
        _exitCode = exitCode;
        _ = _invocations.Writer.TryComplete();
        Fail(_current);
        while (_invocations.Reader.TryRead(out PendingInvocation? waiting))
        {
            Fail(waiting);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
        _listener.Dispose();
        _polling.Dispose();
    }

    private void Fail(PendingInvocation? invocation)
    {
        if (invocation is not null)
        {
            _ = InitError is { } error
                ? invocation.Complete(InvocationResultKind.InitError, error)
                : invocation.Complete(InvocationResultKind.Crashed, FunctionErrors.Exited(invocation.RequestId, _exitCode));
            invocation.End(isRuntimeReady: false);
        }
    }

    private async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            TcpClient client = await _listener.AcceptTcpClientAsync(_stopping.Token);
            client.NoDelay = true;
            _ = ServeAsync(client);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using (client)
            {
                NetworkStream connection = client.GetStream();
                var requests = new HttpRequestReader(connection);
                var response = new HttpResponseWriter(connection, Faults, _stopping.Token);
                while (await ReadAsync(requests, response) is { } request && await AnswerAsync(request, response))
                {
                }
            }
        }
        catch (Exception ended) when (ended is IOException or OperationCanceledException or ObjectDisposedException or ChannelClosedException)
        {
            // The sandbox or this emulator is ending; whoever waits is told by ProcessEnded.
        }
    }

    private async Task<HttpRequest?> ReadAsync(HttpRequestReader requests, HttpResponseWriter response)
    {
        try
        {
            return await requests.ReadAsync(_stopping.Token);
        }
        catch (InvalidDataException malformed)
        {
            await response.RefuseAsync(malformed.Message);
            return null;
        }
    }

    // False: the connection is to be closed.
    private Task<bool> AnswerAsync(HttpRequest request, HttpResponseWriter response)
    {
        string[] path = request.Path.StartsWith(Prefix, StringComparison.Ordinal) ? request.Path[Prefix.Length..].Split('/') : [];
        (string Method, Func<Task<bool>> Handle)? route = path switch
        {
            ["invocation", "next"] => ("GET", () => HandOutAsync(request, response)),
            ["invocation", var requestId, "response"] => ("POST", () => TakeAnswerAsync(request, requestId, isError: false, response)),
            ["invocation", var requestId, "error"] => ("POST", () => TakeAnswerAsync(request, requestId, isError: true, response)),
            ["init", "error"] => ("POST", () => TakeInitErrorAsync(request, response)),
            _ => null,
        };
        return route is not { } known ? NotFoundAsync(request, response)
            : request.Method == known.Method ? known.Handle()
            : response.WriteAsync(request, 405, [new("Allow", known.Method)], default);
    }

    private static Task<bool> NotFoundAsync(HttpRequest request, HttpResponseWriter response) => response.WriteAsync(
        request,
        404,
        [new("Content-Type", "text/plain; charset=utf-8"), new("X-Content-Type-Options", "nosniff")],
        "404 page not found\n"u8.ToArray());

    private static Task<bool> RefuseAsync(HttpRequest request, HttpResponseWriter response, int status, string type, string message) =>
        response.WriteJsonAsync(request, status, $$"""{"errorMessage":"{{message}}","errorType":"{{type}}"}""" + "\n");

    private Task<bool> ForbidAsync(HttpRequest request, HttpResponseWriter response, string transition) => RefuseAsync(
        request,
        response,
        403,
        "InvalidStateTransition",
        $"State transition from {_state} to {transition} failed for runtime. Error: State transition is not allowed");

    private async Task<bool> TakeInitErrorAsync(HttpRequest request, HttpResponseWriter response)
    {
        if (_state != RuntimeState.Started)
        {
            return await ForbidAsync(request, response, "InitError");
        }

        _state = RuntimeState.InitError;
        InitError = request.Body;
        InitErrorType = FunctionErrors.Recorded(request.Headers.GetValueOrDefault(ErrorTypeField));
        return await response.WriteJsonAsync(request, 202, Accepted);
    }

    private async Task<bool> HandOutAsync(HttpRequest request, HttpResponseWriter response)
    {
        Polls++;
        FirstPoll = FirstPoll == 0 ? Stopwatch.GetTimestamp() : FirstPoll;
        if (Faults.NextStatus != 0)
        {
            return await response.WriteJsonAsync(request, Faults.NextStatus, "{}");
        }

        if (_state == RuntimeState.InitError)
        {
            return await ForbidAsync(request, response, "Ready");
        }

        PendingInvocation invocation = await PollAsync();
        if (Faults.CloseOnNext)
        {
            return false;
        }

        List<KeyValuePair<string, string>> fields =
        [
            new("Content-Type", "application/json"),
            new("Lambda-Runtime-Aws-Request-Id", invocation.RequestId),
            new("Lambda-Runtime-Invocation-Id", invocation.InvocationId),
            new("Lambda-Runtime-Deadline-Ms", invocation.Deadline.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)),
            new("Lambda-Runtime-Invoked-Function-Arn", _functionArn),
        ];
        if (invocation.TraceId is { } traceId)
        {
            fields.Add(new("Lambda-Runtime-Trace-Id", traceId));
        }

        invocation.HandedOut = Stopwatch.GetTimestamp();
        return await response.WriteAsync(request, 200, fields, invocation.Payload);
    }

    // The event that is not answered yet, again; otherwise the next one, and with that the last invocation ends.
    private async Task<PendingInvocation> PollAsync()
    {
        await _polling.WaitAsync(_stopping.Token);
        try
        {
            if (_state != RuntimeState.Running || _current is null)
            {
                PendingInvocation? last = _current;
                _current = null;
                _state = RuntimeState.Ready;
                last?.End(isRuntimeReady: true);
                _current = await _invocations.Reader.ReadAsync(_stopping.Token);
                _state = RuntimeState.Running;
            }

            return _current;
        }
        finally
        {
            _ = _polling.Release();
        }
    }

    private async Task<bool> TakeAnswerAsync(HttpRequest request, string requestId, bool isError, HttpResponseWriter response)
    {
        PendingInvocation? current = _current;
        if (Faults.AnswerStatuses.TryDequeue(out int status))
        {
            _state = RuntimeState.RuntimeResponseSentState;
            _ = current?.Complete(InvocationResultKind.AnswerRefused, request.Body);
            return await response.WriteJsonAsync(request, status, "{}");
        }

        if (current is null || current.RequestId != requestId)
        {
            return await RefuseAsync(request, response, 400, "InvalidRequestID", "Invalid request ID");
        }

        if (_state != RuntimeState.Running)
        {
            return await ForbidAsync(request, response, isError ? "InvocationErrorResponse" : "InvocationResponse");
        }

        _state = RuntimeState.RuntimeResponseSentState;
        if (request.Body.Length > MaxPayloadBytes)
        {
            _ = current.Complete(InvocationResultKind.FunctionError, FunctionErrors.AnswerTooLarge(request.Body.Length));
            return await RefuseAsync(
                request,
                response,
                413,
                "RequestEntityTooLarge",
                string.Create(CultureInfo.InvariantCulture, $"Exceeded maximum allowed payload size ({MaxPayloadBytes} bytes)."));
        }

        bool echoed = request.Headers.GetValueOrDefault("Lambda-Runtime-Invocation-Id") == current.InvocationId;
        string? type = isError ? FunctionErrors.Recorded(request.Headers.GetValueOrDefault(ErrorTypeField)) : null;
        bool inTime = current.Complete(
            isError ? InvocationResultKind.FunctionError : InvocationResultKind.Response, request.Body, echoed, type);
        return inTime
            ? await response.WriteJsonAsync(request, 202, Accepted)
            : await RefuseAsync(request, response, 410, "InvokeTimeout", "Invoke timeout");
    }
}
