using System;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Contract;

/// <summary>The server's side of one connection. The scripts of tests use it.</summary>
public sealed class JwksConnection(JwksServer server, Socket socket, CancellationToken stopping) : IAsyncDisposable
{
    /// <summary>The stream of the connection. After the handshake, this is the TLS stream.</summary>
    public Stream Stream { get; private set; } = new NetworkStream(socket, ownsSocket: true);

    public CancellationToken Stopping { get; } = stopping;

    /// <summary>Starts TLS if the server has a certificate.</summary>
    public Task StartTlsAsync() => server.Certificate is null ? Task.CompletedTask : StartTlsAsync(server.Certificate);

    /// <summary>Starts TLS with another certificate.</summary>
    public async Task StartTlsAsync(X509Certificate2 certificate)
    {
        var tls = new SslStream(Stream);
        Stream = tls;
        await tls.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions { ServerCertificate = certificate, EnabledSslProtocols = server.Protocols }, Stopping);
    }

    /// <summary>Reads a request without a body, and counts the request.</summary>
    public async Task<string> ReadRequestAsync()
    {
        var head = new StringBuilder();
        byte[] one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await Stream.ReadExactlyAsync(one, Stopping);
            _ = head.Append((char)one[0]);
        }

        server.Count(head.ToString());
        return head.ToString();
    }

    /// <summary>Starts TLS if the server has a certificate, and reads a request.</summary>
    public async Task ReceiveAsync()
    {
        await StartTlsAsync();
        _ = await ReadRequestAsync();
    }

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await Stream.WriteAsync(bytes, Stopping);

    /// <summary>Sends nothing more. The connection is closed when the server stops.</summary>
    public Task HangAsync() => Task.Delay(Timeout.Infinite, Stopping);

    /// <summary>Aborts the connection, so that the client receives a TCP reset.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Close();
    }

    /// <summary>Closes the connection properly, including TLS.</summary>
    public Task EndAsync() => Stream is SslStream tls ? tls.ShutdownAsync() : Task.CompletedTask;

    /// <summary>Forwards all data in both directions between the client and another local server.</summary>
    public async Task TunnelAsync(int port)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, Stopping);
        await using NetworkStream there = client.GetStream();
        _ = await Task.WhenAny(Stream.CopyToAsync(there, Stopping), there.CopyToAsync(Stream, Stopping));
    }

    /// <summary>Closes the TCP connection without closing TLS.</summary>
    public void Shutdown() => socket.Shutdown(SocketShutdown.Send);

    public ValueTask DisposeAsync() => Stream.DisposeAsync();
}
