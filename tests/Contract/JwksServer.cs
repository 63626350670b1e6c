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

/// <summary>A server on loopback that answers every connection with the same bytes, or runs a test's script.</summary>
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

    /// <summary>The answer, head and body.</summary>
    public string Response { get; set; }

    /// <summary>The script for a connection; <see langword="null"/> sends <see cref="Response"/>.</summary>
    public Func<JwksConnection, Task>? Script { get; set; }

    /// <summary>The certificate of a TLS server; <see langword="null"/> for no TLS.</summary>
    public X509Certificate2? Certificate { get; set; }

    public SslProtocols Protocols { get; }

    /// <summary>How many connections were accepted.</summary>
    public int Connections => _connections;

    /// <summary>The number of complete requests.</summary>
    public int Requests => RequestHeads.Count;

    /// <summary>Request line and header fields of each complete request.</summary>
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

    /// <summary>An ordinary answer.</summary>
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
            // The client refused the certificate or the answer, which the test checks.
        }
    }

    private async Task AnswerAsync(JwksConnection connection)
    {
        await connection.ReceiveAsync();
        await connection.SendAsync(Response);
    }
}
