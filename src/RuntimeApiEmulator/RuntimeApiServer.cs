using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;

namespace RuntimeApiEmulator;

/// <summary>
/// The Runtime API of one sandbox on a loopback port (AWS documentation: "Using the Lambda runtime API for custom runtimes").
/// </summary>
internal sealed class RuntimeApiServer : IAsyncDisposable
{
    private const string Prefix = "/2018-06-01/runtime/";
    private const string Accepted = """{"status":"OK"}""";

    // Lambda's limit for a synchronous answer.
    private const int MaxAnswerBytes = 6 * 1024 * 1024;

    // What the invoker is told then.
    private static readonly byte[] TooLarge =
        """{"errorMessage":"Response payload size exceeded maximum allowed payload size (6291556 bytes).","errorType":"Function.ResponseSizeTooLarge"}"""u8.ToArray();

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Channel<PendingInvocation> _invocations = Channel.CreateUnbounded<PendingInvocation>();
    private readonly string _functionArn;
    private readonly Task _accepting;
    private PendingInvocation? _current;

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

    /// <summary>Queues an invocation for the next poll; it ends at once where the process is gone.</summary>
    public void Enqueue(PendingInvocation invocation)
    {
        if (!_invocations.Writer.TryWrite(invocation))
        {
            Fail(invocation);
        }
    }

    /// <summary>The process is gone: whatever waits for it ends.</summary>
    public void ProcessEnded()
    {
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
    }

    private void Fail(PendingInvocation? invocation) => _ = InitError is { } error
        ? invocation?.Complete(InvocationResultKind.InitError, error)
        : invocation?.Complete(InvocationResultKind.Crashed, []);

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
                while (await ReadAsync(requests, connection) is { } request)
                {
                    if (!await AnswerAsync(request, connection))
                    {
                        return;
                    }
                }
            }
        }
        catch (Exception ended) when (ended is IOException or OperationCanceledException or ChannelClosedException)
        {
            // The sandbox or this emulator is ending; whoever waits is told by ProcessEnded.
        }
    }

    private async Task<HttpRequest?> ReadAsync(HttpRequestReader requests, NetworkStream connection)
    {
        try
        {
            return await requests.ReadAsync(_stopping.Token);
        }
        catch (InvalidDataException)
        {
            await WriteAsync(connection, 400, """{"errorMessage":"no HTTP request","errorType":"BadRequest"}""");
            return null;
        }
    }

    // False: the connection is to be closed.
    private async Task<bool> AnswerAsync(HttpRequest request, NetworkStream connection)
    {
        if (request.Method == "GET" && request.Path == Prefix + "invocation/next")
        {
            return await HandOutAsync(connection);
        }

        if (request.Method == "POST" && request.Path == Prefix + "init/error")
        {
            InitError = request.Body;
            await WriteAsync(connection, 202, Accepted);
            return true;
        }

        const string Invocation = Prefix + "invocation/";
        string[] parts = request.Path.StartsWith(Invocation, StringComparison.Ordinal) ? request.Path[Invocation.Length..].Split('/') : [];
        if (request.Method != "POST" || parts is not [string requestId, "response" or "error"])
        {
            await WriteAsync(connection, 404, """{"errorMessage":"no such path","errorType":"NotFound"}""");
            return true;
        }

        await TakeAnswerAsync(request, requestId, isError: parts[1] == "error", connection);
        return true;
    }

    private async Task<bool> HandOutAsync(NetworkStream connection)
    {
        Polls++;
        FirstPoll = FirstPoll == 0 ? Stopwatch.GetTimestamp() : FirstPoll;
        if (Faults.NextStatus != 0)
        {
            await WriteAsync(connection, Faults.NextStatus, "{}");
            return true;
        }

        PendingInvocation invocation = await _invocations.Reader.ReadAsync(_stopping.Token);
        _current = invocation;
        if (Faults.CloseOnNext)
        {
            return false;
        }

        var head = new StringBuilder("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n")
            .Append(CultureInfo.InvariantCulture, $"Lambda-Runtime-Aws-Request-Id: {invocation.RequestId}\r\n")
            .Append(CultureInfo.InvariantCulture, $"Lambda-Runtime-Invocation-Id: {invocation.InvocationId}\r\n")
            .Append(CultureInfo.InvariantCulture, $"Lambda-Runtime-Deadline-Ms: {invocation.Deadline.ToUnixTimeMilliseconds()}\r\n")
            .Append(CultureInfo.InvariantCulture, $"Lambda-Runtime-Invoked-Function-Arn: {_functionArn}\r\n");
        if (invocation.TraceId is { } traceId)
        {
            _ = head.Append(CultureInfo.InvariantCulture, $"Lambda-Runtime-Trace-Id: {traceId}\r\n");
        }

        using var response = new MemoryStream();
        if (Faults.ChunkBytes > 0)
        {
            response.Write(Encoding.ASCII.GetBytes(head + "Transfer-Encoding: chunked\r\n\r\n"));
            WriteChunks(response, invocation.Payload.Span, Faults.ChunkBytes);
        }
        else
        {
            response.Write(Encoding.ASCII.GetBytes(
                head.Append(CultureInfo.InvariantCulture, $"Content-Length: {invocation.Payload.Length}\r\n\r\n").ToString()));
            response.Write(invocation.Payload.Span);
        }

        invocation.HandedOut = Stopwatch.GetTimestamp();
        await SendAsync(connection, response.ToArray());
        return true;
    }

    private async Task TakeAnswerAsync(HttpRequest request, string requestId, bool isError, NetworkStream connection)
    {
        PendingInvocation? current = _current;
        if (Faults.AnswerStatuses.TryDequeue(out int status))
        {
            _ = current?.Complete(InvocationResultKind.AnswerRefused, request.Body);
            await WriteAsync(connection, status, "{}");
        }
        else if (current is null || current.RequestId != requestId)
        {
            await WriteAsync(connection, 400, """{"errorMessage":"unknown request id","errorType":"InvalidRequestID"}""");
        }
        else if (request.Body.Length > MaxAnswerBytes)
        {
            _ = current.Complete(InvocationResultKind.FunctionError, TooLarge);
            await WriteAsync(connection, 413, """{"errorMessage":"too large","errorType":"RequestEntityTooLarge"}""");
        }
        else
        {
            bool echoed = request.Headers.GetValueOrDefault("Lambda-Runtime-Invocation-Id") == current.InvocationId;
            bool inTime = current.Complete(
                isError ? InvocationResultKind.FunctionError : InvocationResultKind.Response, request.Body, echoed);
            _current = null;
            await WriteAsync(connection, inTime ? 202 : 410, inTime ? Accepted : "{}");
        }
    }

    private static void WriteChunks(MemoryStream response, ReadOnlySpan<byte> payload, int chunkBytes)
    {
        while (!payload.IsEmpty)
        {
            ReadOnlySpan<byte> chunk = payload[..Math.Min(chunkBytes, payload.Length)];
            response.Write(Encoding.ASCII.GetBytes(chunk.Length.ToString("x", CultureInfo.InvariantCulture) + "\r\n"));
            response.Write(chunk);
            response.Write("\r\n"u8);
            payload = payload[chunk.Length..];
        }

        response.Write("0\r\n\r\n"u8);
    }

    private Task WriteAsync(NetworkStream connection, int status, string body)
    {
        string text = $"HTTP/1.1 {status} -\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}";
        return SendAsync(connection, Encoding.ASCII.GetBytes(text));
    }

    private async Task SendAsync(NetworkStream connection, byte[] bytes)
    {
        int segment = Faults.SegmentBytes > 0 ? Faults.SegmentBytes : bytes.Length;
        for (int at = 0; at < bytes.Length; at += segment)
        {
            await connection.WriteAsync(bytes.AsMemory(at, Math.Min(segment, bytes.Length - at)), _stopping.Token);
        }
    }
}
