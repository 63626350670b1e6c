using System;
using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LoadTest.Sandboxes;

/// <summary>
/// The Runtime API of one sandbox, for measuring: one thread, blocking sockets, nothing allocated for an invocation, and a timestamp
/// right beside each system call. What the protocol allows beyond a well-behaved runtime is the emulator's business, not this one's.
/// </summary>
internal sealed class RuntimeApi : IDisposable
{
    private const int MaxRequestBytes = 256 * 1024;
    private static readonly byte[] Accepted = Encoding.ASCII.GetBytes(
        "HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\nContent-Length: 15\r\n\r\n{\"status\":\"OK\"}");

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly byte[] _received = new byte[MaxRequestBytes];
    private readonly byte[] _response = new byte[MaxRequestBytes];
    private Socket? _connection;
    private int _count;
    private int _requestBytes;
    private int _bodyStart;
    private int _requestNumber;

    public RuntimeApi()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(8);
        Endpoint = _listener.LocalEndPoint!.ToString()!;
    }

    /// <summary>The value for <c>AWS_LAMBDA_RUNTIME_API</c>.</summary>
    public string Endpoint { get; }

    /// <summary>How long the sandbox may take for its next request.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The body of the last answer or report, valid until the next call.</summary>
    public ReadOnlySpan<byte> Body => _received.AsSpan(_bodyStart, _requestBytes - _bodyStart);

    /// <summary>Whether the last answer was an error.</summary>
    public bool IsError { get; private set; }

    /// <summary>Waits until the sandbox asks for an event.</summary>
    /// <returns>The moment its request was here, as a Stopwatch timestamp.</returns>
    /// <exception cref="LoadTestException">It did something else.</exception>
    public long AwaitPoll()
    {
        long at = Receive();
        return Starts("GET /2018-06-01/runtime/invocation/next "u8)
            ? at
            : throw new LoadTestException("the sandbox did not ask for an event: " + Encoding.UTF8.GetString(_received, 0, _requestBytes));
    }

    /// <summary>Hands the sandbox, which must have polled, an event.</summary>
    /// <param name="payload">The event.</param>
    /// <returns>The moment just before it was sent.</returns>
    public long HandOut(ReadOnlySpan<byte> payload)
    {
        int length = 0;
        _requestNumber++;
        Append(ref length, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nLambda-Runtime-Aws-Request-Id: 8476a536-e9f4-11e8-9739-"u8);
        _ = Utf8Formatter.TryFormat(_requestNumber, _response.AsSpan(length), out int digits, new('D', 12));
        length += digits;
        Append(ref length, "\r\nLambda-Runtime-Deadline-Ms: "u8);
        _ = Utf8Formatter.TryFormat(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() + 10_000, _response.AsSpan(length), out digits);
        length += digits;
        Append(ref length, "\r\nLambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:us-east-1:123456789012:function:authorizer"u8);
        Append(ref length, "\r\nLambda-Runtime-Trace-Id: Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=0"u8);
        Append(ref length, "\r\nContent-Length: "u8);
        _ = Utf8Formatter.TryFormat(payload.Length, _response.AsSpan(length), out digits);
        length += digits;
        Append(ref length, "\r\n\r\n"u8);
        Append(ref length, payload);
        long at = Stopwatch.GetTimestamp();
        Send(_response.AsSpan(0, length));
        return at;
    }

    /// <summary>Waits for the answer to the event that was handed out.</summary>
    /// <returns>The moment it was here whole.</returns>
    /// <exception cref="LoadTestException">Something else came.</exception>
    public long AwaitAnswer()
    {
        long at = Receive();
        ReadOnlySpan<byte> line = _received.AsSpan(0, _received.AsSpan(0, _requestBytes).IndexOf("\r\n"u8));
        IsError = line.IndexOf("/error "u8) > 0;
        return Starts("POST /2018-06-01/runtime/invocation/"u8) && (IsError || line.IndexOf("/response "u8) > 0)
            ? at
            : throw new LoadTestException("the sandbox did not answer: " + Encoding.UTF8.GetString(_received, 0, _requestBytes));
    }

    /// <summary>Accepts the answer; the sandbox goes on.</summary>
    public void Accept() => Send(Accepted);

    public void Dispose()
    {
        _connection?.Dispose();
        _listener.Dispose();
    }

    private bool Starts(ReadOnlySpan<byte> text) => _received.AsSpan(0, _requestBytes).StartsWith(text);

    private void Append(ref int length, ReadOnlySpan<byte> text)
    {
        text.CopyTo(_response.AsSpan(length));
        length += text.Length;
    }

    private void Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[_connection!.Send(bytes)..];
        }
    }

    // One request, whole. A runtime that closes its connection may open another one.
    private long Receive()
    {
        _received.AsSpan(_requestBytes, _count - _requestBytes).CopyTo(_received);
        _count -= _requestBytes;
        _requestBytes = 0;
        while (true)
        {
            _connection ??= Connect();
            int received = ReceiveSome();
            long at = Stopwatch.GetTimestamp();
            if (received == 0)
            {
                _connection.Dispose();
                _connection = null;
                _count = 0;
                continue;
            }

            _count += received;
            if (IsWhole())
            {
                return at;
            }
        }
    }

    private int ReceiveSome()
    {
        try
        {
            return _connection!.Receive(_received.AsSpan(_count));
        }
        catch (SocketException lost)
        {
            throw new LoadTestException("the sandbox's connection was lost: " + lost.Message);
        }
    }

    private Socket Connect()
    {
        if (!_listener.Poll(Timeout, SelectMode.SelectRead))
        {
            throw new LoadTestException(string.Create(CultureInfo.InvariantCulture, $"the sandbox did nothing for {Timeout.TotalSeconds} s"));
        }

        Socket connection = _listener.Accept();
        connection.NoDelay = true;
        connection.ReceiveTimeout = (int)Timeout.TotalMilliseconds;
        return connection;
    }

    private bool IsWhole()
    {
        ReadOnlySpan<byte> received = _received.AsSpan(0, _count);
        int head = received.IndexOf("\r\n\r\n"u8);
        if (head < 0)
        {
            return false;
        }

        _bodyStart = head + 4;
        _requestBytes = _bodyStart + ContentLength(received[..head]);
        return _count >= _requestBytes;
    }

    private static int ContentLength(ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> name = "\r\ncontent-length:"u8;
        for (int at = head.IndexOf((byte)'\r'); at >= 0 && at + name.Length < head.Length;)
        {
            if (Ascii.EqualsIgnoreCase(head.Slice(at, name.Length), name))
            {
                return Utf8Parser.TryParse(head[(at + name.Length)..].TrimStart((byte)' '), out int length, out _)
                    ? length
                    : throw new LoadTestException("a request without a proper length");
            }

            int next = head[(at + 1)..].IndexOf((byte)'\r');
            at = next < 0 ? -1 : at + 1 + next;
        }

        return 0;
    }
}
