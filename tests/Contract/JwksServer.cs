using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Contract;

/// <summary>A loopback server that sends the same answer on every connection or runs the script of a test.</summary>
public sealed class JwksServer : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _accepting;
    private readonly List<string> _requestHeads = [];
    private int _connections;

    public JwksServer(
        string response, X509Certificate2? certificate = null, SslProtocols protocols = SslProtocols.None, IPAddress? address = null)
    {
        Response = response;
        Certificate = certificate;
        Protocols = protocols;
        _listener = new TcpListener(address ?? IPAddress.Loopback, 0);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The whole answer: head and body.</summary>
    public string Response { get; set; }

    /// <summary>The script for each connection. With <see langword="null"/>, the server sends <see cref="Response"/>.</summary>
    public Func<JwksConnection, Task>? Script { get; set; }

    /// <summary>The certificate of the server. With <see langword="null"/>, the server does not use TLS.</summary>
    public X509Certificate2? Certificate { get; set; }

    public SslProtocols Protocols { get; }

    /// <summary>The number of accepted connections.</summary>
    public int Connections => _connections;

    /// <summary>The number of complete requests.</summary>
    public int Requests => RequestHeads.Count;

    /// <summary>The request line and the header fields of each complete request.</summary>
    public IReadOnlyList<string> RequestHeads
    {
        get
        {
            lock (_requestHeads)
            {
                return [.. _requestHeads];
            }
        }
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Uri(string host = "127.0.0.1") => $"{(Certificate is null ? "http" : "https")}://{host}:{Port}/jwks.json";

    /// <summary>Returns an answer with the status 200.</summary>
    public static string Ok(string body) =>
        $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _listener.Dispose();
        _stopping.Dispose();
    }

    internal void Count(string requestHead)
    {
        lock (_requestHeads)
        {
            _requestHeads.Add(requestHead);
        }
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket socket = await _listener.AcceptSocketAsync(_stopping.Token);
            _ = Interlocked.Increment(ref _connections);
            _ = AnswerAsync(socket, _stopping.Token);
        }
    }

    private async Task AnswerAsync(Socket socket, CancellationToken stopping)
    {
        await using var connection = new JwksConnection(this, socket, stopping);
        try
        {
            await (Script ?? AnswerAsync)(connection);
        }
        catch (Exception refused) when (refused is IOException or SocketException or AuthenticationException or OperationCanceledException or ObjectDisposedException)
        {
            // The client refused the certificate or the answer. The test checks this itself.
        }
    }

    private async Task AnswerAsync(JwksConnection connection)
    {
        await connection.ReceiveAsync();
        await connection.SendAsync(Response);
    }
}
