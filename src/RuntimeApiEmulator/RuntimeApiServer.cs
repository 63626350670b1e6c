using System;
using System.Collections.Generic;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading;

namespace RuntimeApiEmulator;

/// <summary>
/// The Runtime API of one sandbox on a loopback port (AWS documentation: "Using the Lambda runtime API for custom runtimes"). Its states,
/// limits and response bodies equal those of AWS's own server (aws-lambda-runtime-interface-emulator, <c>internal/lambda</c>).
/// </summary>
/// <remarks>
/// Serving a connection blocks a thread. The load test serves connections step by step on its own thread. The emulator starts a thread for
/// each connection (<see cref="Serve"/>).
/// </remarks>
public sealed class RuntimeApiServer : IDisposable
{
    /// <summary>The limit of an event and of an answer: 6 MiB and 100 bytes.</summary>
    public const int MaxPayloadBytes = 6 * 1024 * 1024 + 100;

    private const string Prefix = "/2018-06-01/runtime/";
    private const string ErrorTypeField = "Lambda-Runtime-Function-Error-Type";
    private const string Accepted = """{"status":"OK"}""" + "\n";

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Queue<PendingInvocation> _invocations = new();
    private readonly string _functionArn;

    private PendingInvocation? _current;
    private RuntimeState _state = RuntimeState.Started;
    private int? _exitCode;

    /// <summary>Starts to listen, without serving connections yet.</summary>
    public RuntimeApiServer(string functionName)
    {
        _functionArn = $"arn:aws:lambda:us-east-1:123456789012:function:{functionName}";
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        Endpoint = _listener.LocalEndPoint!.ToString()!;
    }

    /// <summary>The value for <c>AWS_LAMBDA_RUNTIME_API</c>.</summary>
    public string Endpoint { get; }

    /// <summary>Faults to inject.</summary>
    public RuntimeApiFaults Faults { get; } = new();

    /// <summary>How often the sandbox requested an event.</summary>
    public int Polls { get; private set; }

    /// <summary>The body of the runtime's report that the function cannot start, or <see langword="null"/>.</summary>
    public byte[]? InitError { get; private set; }

    /// <summary>The error type of that report in the platform's records, or <see langword="null"/>.</summary>
    public string? InitErrorType { get; private set; }

    /// <summary>Queues an invocation for the next poll. If the process has ended, the invocation fails at once.</summary>
    public void Enqueue(PendingInvocation invocation)
    {
        lock (_invocations)
        {
            if (_exitCode is not null)
            {
                Fail(invocation);
                return;
            }

            _invocations.Enqueue(invocation);
            Monitor.PulseAll(_invocations);
        }
    }

    /// <summary>Fails all invocations of a process that has ended.</summary>
    public void ProcessEnded(int exitCode)
    {
        lock (_invocations)
        {
            _exitCode = exitCode;
            Fail(_current);
            foreach (PendingInvocation waiting in _invocations)
            {
                Fail(waiting);
            }

            Monitor.PulseAll(_invocations);
        }
    }

    /// <summary>Waits for a connection.</summary>
    /// <returns>The connection, or <see langword="null"/> if the time has passed.</returns>
    /// <exception cref="SocketException">The server was disposed.</exception>
    public RuntimeApiConnection? Accept(TimeSpan timeout) =>
        _listener.Poll(timeout, SelectMode.SelectRead) ? new RuntimeApiConnection(this, _listener.Accept(), timeout) : null;

    /// <summary>Serves all connections until the server is disposed. Each connection has its own thread.</summary>
    public void Serve() => StartThread(() =>
    {
        while (Accept(Timeout.InfiniteTimeSpan) is { } connection)
        {
            StartThread(() => ServeConnection(connection));
        }
    });

    /// <summary>Ends all connections.</summary>
    public void Dispose()
    {
        _stopping.Cancel();
        lock (_invocations)
        {
            Monitor.PulseAll(_invocations);
        }

        _listener.Dispose();
        _stopping.Dispose();
    }

    /// <summary>Answers a request.</summary>
    /// <returns>Whether the connection stays open.</returns>
    internal bool Answer(HttpRequest request, HttpResponseWriter response)
    {
        string[] path = request.Path.StartsWith(Prefix, StringComparison.Ordinal) ? request.Path[Prefix.Length..].Split('/') : [];
        string? method = path switch
        {
            ["invocation", "next"] => "GET",
            ["invocation", _, "response" or "error"] or ["init", "error"] => "POST",
            _ => null,
        };
        return method is null ? NotFound(request, response)
            : method != request.Method ? RefuseMethod(request, response, method)
            : path switch
            {
                [_, "next"] => HandOut(request, response),
                ["init", _] => TakeInitError(request, response),
                _ => TakeAnswer(request, path[1], isError: path[2] == "error", response),
            };
    }

    private static void StartThread(Action serve)
    {
        var thread = new Thread(() =>
        {
            try
            {
                serve();
            }
            catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
            {
                // The sandbox or this emulator is ending. ProcessEnded fails the waiting invocations.
            }
        });
        thread.IsBackground = true;
        thread.Start();
    }

    private void Fail(PendingInvocation? invocation)
    {
        if (invocation is not null)
        {
            _ = InitError is { } error
                ? invocation.Complete(InvocationResultKind.InitError, error)
                : invocation.Complete(InvocationResultKind.Crashed, FunctionErrors.Exited(invocation.RequestId, _exitCode ?? 0));
            invocation.End(isRuntimeReady: false);
        }
    }

    private void ServeConnection(RuntimeApiConnection connection)
    {
        using (connection)
        using (_stopping.Token.Register(connection.End))
        {
            while (connection.Receive() is { } request && connection.Answer(request))
            {
            }
        }
    }

    private static bool NotFound(HttpRequest request, HttpResponseWriter response)
    {
        _ = response.Fields.Append("Content-Type: text/plain; charset=utf-8\r\nX-Content-Type-Options: nosniff\r\n");
        return response.Write(request, 404, "404 page not found\n"u8);
    }

    private static bool RefuseMethod(HttpRequest request, HttpResponseWriter response, string allowed)
    {
        _ = response.Fields.Append(CultureInfo.InvariantCulture, $"Allow: {allowed}\r\n");
        return response.Write(request, 405, default);
    }

    private static bool Refuse(HttpRequest request, HttpResponseWriter response, int status, string type, string message) =>
        response.WriteJson(request, status, $$"""{"errorMessage":"{{message}}","errorType":"{{type}}"}""" + "\n");

    private bool Forbid(HttpRequest request, HttpResponseWriter response, string transition) => Refuse(
        request,
        response,
        403,
        "InvalidStateTransition",
        $"State transition from {_state} to {transition} failed for runtime. Error: State transition is not allowed");

    private bool TakeInitError(HttpRequest request, HttpResponseWriter response)
    {
        if (_state != RuntimeState.Started)
        {
            return Forbid(request, response, "InitError");
        }

        _state = RuntimeState.InitError;
        InitError = request.Body.ToArray();
        InitErrorType = FunctionErrors.Recorded(request.Field(ErrorTypeField));
        return response.WriteJson(request, 202, Accepted);
    }

    private bool HandOut(HttpRequest request, HttpResponseWriter response)
    {
        Polls++;
        if (Faults.NextStatus != 0)
        {
            return response.WriteJson(request, Faults.NextStatus, "{}");
        }

        if (_state == RuntimeState.InitError)
        {
            return Forbid(request, response, "Ready");
        }

        if (Poll() is not { } invocation || Faults.CloseOnNext)
        {
            return false;
        }

        _ = response.Fields.Append("Content-Type: application/json\r\n")
            .Append(CultureInfo.InvariantCulture, $"Lambda-Runtime-Aws-Request-Id: {invocation.RequestId}\r\n")
            .Append(CultureInfo.InvariantCulture, $"Lambda-Runtime-Invocation-Id: {invocation.InvocationId}\r\n")
            .Append(CultureInfo.InvariantCulture, $"Lambda-Runtime-Deadline-Ms: {invocation.Deadline.ToUnixTimeMilliseconds()}\r\n")
            .Append(CultureInfo.InvariantCulture, $"Lambda-Runtime-Invoked-Function-Arn: {_functionArn}\r\n");
        if (invocation.TraceId is { } traceId)
        {
            _ = response.Fields.Append(CultureInfo.InvariantCulture, $"Lambda-Runtime-Trace-Id: {traceId}\r\n");
        }

        return response.Write(request, 200, invocation.Payload.Span);
    }

    // Returns the current event again if it is unanswered. Otherwise ends the previous invocation and waits for the next event. If the
    // runtime polls twice at the same time, both polls return the same event. Null if the sandbox or this emulator is ending.
    private PendingInvocation? Poll()
    {
        lock (_invocations)
        {
            if (_state != RuntimeState.Running)
            {
                _current?.End(isRuntimeReady: true);
                _current = null;
                _state = RuntimeState.Ready;
            }

            while (_current is null && _exitCode is null && !_stopping.IsCancellationRequested)
            {
                if (_invocations.TryDequeue(out _current))
                {
                    _state = RuntimeState.Running;
                    Monitor.PulseAll(_invocations);
                }
                else
                {
                    _ = Monitor.Wait(_invocations);
                }
            }

            return _current;
        }
    }

    private bool TakeAnswer(HttpRequest request, string requestId, bool isError, HttpResponseWriter response)
    {
        PendingInvocation? current = _current;
        if (Faults.AnswerStatuses.TryDequeue(out int status))
        {
            _state = RuntimeState.RuntimeResponseSentState;
            _ = current?.Complete(InvocationResultKind.AnswerRefused, request.Body.ToArray());
            return response.WriteJson(request, status, "{}");
        }

        if (current is null || current.RequestId != requestId)
        {
            return Refuse(request, response, 400, "InvalidRequestID", "Invalid request ID");
        }

        if (_state != RuntimeState.Running)
        {
            return Forbid(request, response, isError ? "InvocationErrorResponse" : "InvocationResponse");
        }

        _state = RuntimeState.RuntimeResponseSentState;
        if (request.Body.Length > MaxPayloadBytes)
        {
            _ = current.Complete(InvocationResultKind.FunctionError, FunctionErrors.AnswerTooLarge(request.Body.Length));
            return Refuse(
                request,
                response,
                413,
                "RequestEntityTooLarge",
                string.Create(CultureInfo.InvariantCulture, $"Exceeded maximum allowed payload size ({MaxPayloadBytes} bytes)."));
        }

        bool echoed = request.Field("Lambda-Runtime-Invocation-Id") == current.InvocationId;
        string? type = isError ? FunctionErrors.Recorded(request.Field(ErrorTypeField)) : null;
        bool inTime = current.Complete(
            isError ? InvocationResultKind.FunctionError : InvocationResultKind.Response, request.Body.ToArray(), echoed, type);
        return inTime
            ? response.WriteJson(request, 202, Accepted)
            : Refuse(request, response, 410, "InvokeTimeout", "Invoke timeout");
    }
}
