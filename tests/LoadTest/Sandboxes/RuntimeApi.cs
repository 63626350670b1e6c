using System;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using RuntimeApiEmulator;

namespace LoadTest.Sandboxes;

/// <summary>
/// The Runtime API of one measured sandbox. It uses the emulator's server and runs each step on the measuring thread.
/// </summary>
internal sealed class RuntimeApi : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan InvocationTimeout = TimeSpan.FromSeconds(10);
    private static readonly InvocationOptions Traced = new() { TraceId = "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=0" };

    // Events have a Content-Length, because the C program does not support chunked encoding.
    private readonly RuntimeApiServer _server = new("authorizer") { Faults = { WithLength = true } };
    private RuntimeApiConnection? _connection;
    private HttpRequest? _request;
    private bool _disposed;

    /// <summary>The value of <c>AWS_LAMBDA_RUNTIME_API</c>.</summary>
    public string Endpoint => _server.Endpoint;

    /// <summary>The body of the last answer or error. It is valid until the next call of a method.</summary>
    public ReadOnlySpan<byte> Body => _request!.Body.Span;

    /// <summary>Whether the last answer was an error.</summary>
    public bool IsError => _request!.Path.EndsWith("/error", StringComparison.Ordinal);

    /// <summary>Waits until the sandbox requests an event.</summary>
    /// <returns>The time at which the request was received, as a Stopwatch timestamp.</returns>
    /// <exception cref="LoadTestException">The sandbox sent another request.</exception>
    public long AwaitPoll() => Await("GET", "did not request an event");

    /// <summary>Sends an event to the sandbox. The sandbox must have polled.</summary>
    /// <param name="payload">The event.</param>
    /// <returns>The time immediately before the event was sent.</returns>
    public long HandOut(byte[] payload)
    {
        _server.Enqueue(new PendingInvocation(payload, Traced, InvocationTimeout));
        Accept();
        return _connection!.SentAt;
    }

    /// <summary>Waits for the answer to the event.</summary>
    /// <returns>The time at which the whole answer was received.</returns>
    /// <exception cref="LoadTestException">The sandbox sent another request.</exception>
    public long AwaitAnswer() => Await("POST", "did not answer");

    /// <summary>Accepts the answer, so that the sandbox continues.</summary>
    public void Accept()
    {
        if (!_connection!.Answer(_request!))
        {
            Disconnect();
        }
    }

    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            Disconnect();
            _server.Dispose();
        }
    }

    private void Disconnect()
    {
        _connection?.Dispose();
        _connection = null;
    }

    private long Await(string method, string otherwise)
    {
        try
        {
            // A runtime can close its connection and open another one.
            while ((_request = (_connection ??= Connect()).Receive()) is null)
            {
                Disconnect();
            }
        }
        catch (SocketException lost)
        {
            throw new LoadTestException("the connection to the sandbox was lost: " + lost.Message);
        }

        return _request.Method == method
            ? _connection.ReceivedAt
            : throw new LoadTestException($"the sandbox {otherwise}: {_request.Method} {_request.Path} {Encoding.UTF8.GetString(Body)}");
    }

    private RuntimeApiConnection Connect() => _server.Accept(Timeout)
        ?? throw new LoadTestException(string.Create(CultureInfo.InvariantCulture, $"the sandbox sent no request for {Timeout.TotalSeconds} s"));
}
