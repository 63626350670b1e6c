using System;
using System.Buffers;
using System.Buffers.Text;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LambdaRuntime;

/// <summary>
/// A client of the Lambda Runtime API (AWS documentation: "Using the Lambda runtime API for custom runtimes"). It uses one blocking
/// keep-alive connection. Not thread-safe, because a sandbox handles one invocation at a time.
/// </summary>
/// <param name="endpoint">The value of <c>AWS_LAMBDA_RUNTIME_API</c>: <c>host:port</c>.</param>
/// <param name="resolve">Returns the addresses of a host name. Not called on Lambda, where the host is an IP address.</param>
public sealed class RuntimeApiClient(string endpoint, Func<string, IPAddress[]> resolve) : IDisposable
{
    /// <summary>The largest event that is read, in bytes. Lambda's own limit is 6 MB (Lambda quotas: "Invocation payload").</summary>
    public const int MaxEventBytes = 6 * 1024 * 1024 + 1024;

    // Only the trace header and the client context can be long. Lambda limits the client context to 3,583 bytes.
    private const int MaxHeadBytes = 64 * 1024;

    // If an event is too large, up to this many remaining bytes are read and dropped. For more bytes, a new connection costs less.
    private const int MaxDiscardedBytes = 64 * 1024 * 1024;

    private const string Function = "Function.";

    private readonly ArrayBufferWriter<byte> _request = new(4096);
    private readonly ArrayBufferWriter<byte> _answerHead = new(256);
    private TcpConnection? _connection;
    private HttpResponseReader? _reader;

    /// <summary>The request ID of the invocation that <see cref="Next"/> returned last. It stays valid after that invocation.</summary>
    public ReadOnlySpan<byte> RequestId => _answerHead.WrittenSpan[.._answerHead.WrittenSpan.IndexOf((byte)'\n')];

    private ReadOnlySpan<byte> AnswerFields => _answerHead.WrittenSpan[(RequestId.Length + 1)..];

    /// <summary>Waits for the next invocation, without a time limit.</summary>
    /// <returns>The invocation, valid until the next call on this client.</returns>
    /// <exception cref="RuntimeApiException">The connection was lost, or the Runtime API did not return an invocation.</exception>
    public Invocation Next()
    {
        StartRequest("GET /2018-06-01/runtime/invocation/next"u8);
        HttpResponseReader response = Send(body: default, out bool tooLarge);
        if (response.StatusCode != 200)
        {
            throw new RuntimeApiException($"The Runtime API answered the request for the next event with status {response.StatusCode}.");
        }

        if (!response.TryGetHeader("lambda-runtime-aws-request-id"u8, out ReadOnlySpan<byte> requestId))
        {
            throw new RuntimeApiException("The Runtime API answered the request for the next event without a request ID.");
        }

        _ = response.TryGetHeader("lambda-runtime-trace-id"u8, out ReadOnlySpan<byte> traceId);
        PrepareAnswerHead(requestId, response);
        return new Invocation(requestId, traceId, tooLarge ? default : response.Body) { IsTooLarge = tooLarge };
    }

    /// <summary>Answers the invocation that <see cref="Next"/> returned last.</summary>
    /// <param name="outcome">Whether <paramref name="body"/> is the answer or an error object.</param>
    /// <param name="body">The bytes to send.</param>
    /// <returns>The status code: 202 if the answer was accepted. After a 4xx, the invocation stays unanswered.</returns>
    /// <exception cref="RuntimeApiException">
    /// The connection was lost, or the Runtime API answered with a 5xx, which asks the process to end.
    /// </exception>
    public int Answer(InvocationOutcome outcome, ReadOnlySpan<byte> body)
    {
        _request.ResetWrittenCount();
        _request.Write("POST /2018-06-01/runtime/invocation/"u8);
        _request.Write(RequestId);
        _request.Write(outcome.ErrorType is null ? "/response"u8 : "/error"u8);
        FinishRequestLine();
        _request.Write(AnswerFields);
        WriteErrorType(outcome.ErrorType);
        return Post(body);
    }

    /// <summary>Reports that the function could not start. The caller must then end the process.</summary>
    /// <param name="errorType">The error type, in ASCII.</param>
    /// <exception cref="RuntimeApiException">The connection was lost, or the Runtime API answered with a 5xx.</exception>
    public void ReportInitError(string errorType, ReadOnlySpan<byte> body)
    {
        StartRequest("POST /2018-06-01/runtime/init/error"u8);
        WriteErrorType(errorType);
        _ = Post(body);
    }

    /// <inheritdoc/>
    public void Dispose() => _connection?.Dispose();

    private TcpConnection Connect()
    {
        int colon = endpoint.LastIndexOf(':');
        string host = colon < 0 ? endpoint : endpoint[..colon];
        int port = colon < 0 ? 80 : int.TryParse(endpoint.AsSpan(colon + 1), out int number) ? number : 0;
        IPAddress address = IPAddress.TryParse(host, out IPAddress? literal) ? literal : resolve(host)[0];
        return TcpConnection.Connect(address, port);
    }

    // Copies the request ID, a newline, and the header lines that an answer must repeat, because the next response overwrites the buffer.
    private void PrepareAnswerHead(ReadOnlySpan<byte> requestId, HttpResponseReader response)
    {
        _answerHead.ResetWrittenCount();
        _answerHead.Write(requestId);
        _answerHead.Write("\n"u8);
        if (response.TryGetHeader("lambda-runtime-invocation-id"u8, out ReadOnlySpan<byte> invocationId))
        {
            _answerHead.Write("Lambda-Runtime-Invocation-Id: "u8);
            _answerHead.Write(invocationId);
            _answerHead.Write("\r\n"u8);
        }
    }

    private void StartRequest(ReadOnlySpan<byte> methodAndPath)
    {
        _request.ResetWrittenCount();
        _request.Write(methodAndPath);
        FinishRequestLine();
    }

    private void FinishRequestLine()
    {
        _request.Write(" HTTP/1.1\r\nHost: "u8);
        WriteAscii(endpoint);
        _request.Write("\r\n"u8);
    }

    // Lambda records only error types of the form Runtime.… and Function.… (its Runtime API server, fatalerror.go). For any other type, the
    // header contains the part after the last dot, with the prefix "Function.". The body, which API Gateway reads, contains the full type.
    private void WriteErrorType(string? errorType)
    {
        if (errorType is not null)
        {
            bool isRecorded = errorType.StartsWith("Runtime.", StringComparison.Ordinal) || errorType.StartsWith(Function, StringComparison.Ordinal);
            _request.Write("Lambda-Runtime-Function-Error-Type: "u8);
            WriteAscii(isRecorded ? [] : Function);
            WriteAscii(isRecorded ? errorType : errorType.AsSpan(errorType.LastIndexOf('.') + 1));
            _request.Write("\r\n"u8);
        }
    }

    private int Post(ReadOnlySpan<byte> body)
    {
        _request.Write("Content-Type: application/json\r\nContent-Length: "u8);
        _ = Utf8Formatter.TryFormat(body.Length, _request.GetSpan(11), out int digits);
        _request.Advance(digits);
        _request.Write("\r\n"u8);
        int status = Send(body, out _).StatusCode;
        return status < 500 ? status : throw new RuntimeApiException($"The Runtime API answered with status {status}, which asks the process to end.");
    }

    // Head and body are sent in one write, because Nagle's algorithm or a slow peer could delay a second write.
    private HttpResponseReader Send(ReadOnlySpan<byte> body, out bool tooLarge)
    {
        _request.Write("\r\n"u8);
        _request.Write(body);
        try
        {
            _connection ??= Connect();
            _reader ??= new HttpResponseReader(_connection, MaxHeadBytes, MaxEventBytes);
            _connection.Write(_request.WrittenSpan);
            HttpResponseReader response = _reader;
            HttpReadResult result = response.Read();
            tooLarge = result == HttpReadResult.BodyTooLarge;
            if (result != HttpReadResult.Complete && !tooLarge)
            {
                throw new RuntimeApiException($"The Runtime API's response cannot be used: {response.Describe(result)}.");
            }

            if (!response.KeepAlive || (tooLarge && !response.TryDiscardBody(MaxDiscardedBytes)))
            {
                _connection.Dispose();
                _connection = null;
                _reader = null;
            }

            return response;
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            throw new RuntimeApiException("The connection to the Runtime API was lost.", error);
        }
    }

    private void WriteAscii(ReadOnlySpan<char> text)
    {
        int count = Encoding.ASCII.GetBytes(text, _request.GetSpan(text.Length));
        _request.Advance(count);
    }
}
