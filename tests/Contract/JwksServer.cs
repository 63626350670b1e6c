using System;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Contract;

/// <summary>A server on loopback that answers every connection with the same bytes: a key set, or whatever a test scripts.</summary>
public sealed class JwksServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly X509Certificate2? _certificate;
    private readonly SslProtocols _protocols;
    private readonly Task _accepting;
    private int _requests;

    public JwksServer(string response, X509Certificate2? certificate = null, SslProtocols protocols = SslProtocols.None)
    {
        Response = response;
        _certificate = certificate;
        _protocols = protocols;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The bytes of the answer, head and body.</summary>
    public string Response { get; set; }

    /// <summary>How many requests came in whole.</summary>
    public int Requests => _requests;

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Uri(string host = "127.0.0.1") => $"{(_certificate is null ? "http" : "https")}://{host}:{Port}/jwks.json";

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

    private async Task AcceptAsync()
    {
        while (true)
        {
            TcpClient client = await _listener.AcceptTcpClientAsync(_stopping.Token);
            _ = AnswerAsync(client);
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        try
        {
            using (client)
            {
                Stream stream = client.GetStream();
                if (_certificate is not null)
                {
                    var tls = new SslStream(stream);
                    stream = tls;
                    await tls.AuthenticateAsServerAsync(_certificate, clientCertificateRequired: false, _protocols, checkCertificateRevocation: false);
                }

                await using (stream)
                {
                    using var reader = new StreamReader(stream, leaveOpen: true);
                    while (await reader.ReadLineAsync(_stopping.Token) is { Length: > 0 })
                    {
                    }

                    _ = Interlocked.Increment(ref _requests);
                    await stream.WriteAsync(Encoding.UTF8.GetBytes(Response), _stopping.Token);
                }
            }
        }
        catch (Exception refused) when (refused is IOException or AuthenticationException or OperationCanceledException)
        {
            // The client did not like the certificate or the answer: that is what the test looks at.
        }
    }
}
