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

/// <summary>The server's end of one connection, for scripts.</summary>
public sealed class JwksConnection(JwksServer server, Socket socket, CancellationToken stopping) : IAsyncDisposable
{
    /// <summary>The bytes, inside TLS once that is there.</summary>
    public Stream Stream { get; private set; } = new NetworkStream(socket, ownsSocket: true);

    public CancellationToken Stopping { get; } = stopping;

    /// <summary>TLS, where the server has a certificate.</summary>
    public Task StartTlsAsync() => server.Certificate is null ? Task.CompletedTask : StartTlsAsync(server.Certificate);

    /// <summary>TLS with another certificate.</summary>
    public async Task StartTlsAsync(X509Certificate2 certificate)
    {
        var tls = new SslStream(Stream);
        Stream = tls;
        await tls.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions { ServerCertificate = certificate, EnabledSslProtocols = server.Protocols }, Stopping);
    }

    /// <summary>A request without a body, counted.</summary>
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

    /// <summary>TLS, where the server has a certificate, and a request.</summary>
    public async Task ReceiveAsync()
    {
        await StartTlsAsync();
        _ = await ReadRequestAsync();
    }

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await Stream.WriteAsync(bytes, Stopping);

    /// <summary>Says nothing more, and closes when the server stops.</summary>
    public Task HangAsync() => Task.Delay(Timeout.Infinite, Stopping);

    /// <summary>Breaks the connection off: the client sees a reset.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Close();
    }

    /// <summary>Says properly that nothing more will come, TLS included.</summary>
    public Task EndAsync() => Stream is SslStream tls ? tls.ShutdownAsync() : Task.CompletedTask;

    /// <summary>Passes everything on to another server of this machine and back.</summary>
    public async Task TunnelAsync(int port)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, Stopping);
        await using NetworkStream there = client.GetStream();
        _ = await Task.WhenAny(Stream.CopyToAsync(there, Stopping), there.CopyToAsync(Stream, Stopping));
    }

    /// <summary>Ends the connection below TLS: TLS itself says nothing of it.</summary>
    public void Shutdown() => socket.Shutdown(SocketShutdown.Send);

    public ValueTask DisposeAsync() => Stream.DisposeAsync();
}
