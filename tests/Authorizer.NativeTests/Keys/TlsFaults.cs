using System;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;
using Contract;
using Xunit;

namespace Authorizer.NativeTests.Keys;

/// <summary>A server whose certificate is not valid, or that breaks the TLS protocol.</summary>
public sealed class TlsFaults : KeyFaultTests
{
    private static readonly string Answer = JwksServer.Ok(GoodKeys);

    // A server hello (RFC 5246, section 7.4.1.3) that chooses TLS 1.1 and TLS_RSA_WITH_AES_128_CBC_SHA, in one record.
    private static readonly byte[] HelloOfTls11 =
        [0x16, 3, 2, 0, 42, 2, 0, 0, 38, 3, 2, .. new byte[32], 0, 0, 0x2f, 0];

    private static readonly SideBySide<(Func<X509Certificate2> Certificate, string Problem)> Certificates = new(new()
    {
        ["for another host"] = (() => TestCertificates.For("example.com"), "hostname mismatch"),
        ["for a host of which ours is a part"] = (() => TestCertificates.For("localhost.example.com"), "hostname mismatch"),
        ["for a part of a name"] = (() => TestCertificates.For("loc*t"), "hostname mismatch"),
        ["with the name as its subject only"] = (() => TestCertificates.For("example.com", subject: "localhost"), "hostname mismatch"),
        ["for an address"] = (() => TestCertificates.For("127.0.0.1"), "hostname mismatch"),
        ["expired"] = (() => TestCertificates.For("localhost", days: 0), "certificate has expired"),
        ["not valid yet"] = (() => TestCertificates.For("localhost", startsInDays: 1), "certificate is not yet valid"),
        ["self-signed"] = (() => TestCertificates.SelfSigned("localhost"), "self-signed certificate"),
        ["of an unknown root"] = (() => TestCertificates.ForUnknownRoot("localhost"), "unable to get local issuer certificate"),
        ["for clients"] = (() => TestCertificates.For("localhost", purpose: "1.3.6.1.5.5.7.3.2"), "unsuitable certificate purpose"),
    }, async fault =>
    {
        using X509Certificate2 good = TestCertificates.For("localhost");
        using X509Certificate2 bad = fault.Certificate();
        await using var server = new JwksServer(Answer, good);
        await WithstandsAsync(server, BadCertificate, requests: 0, fault.Problem, FetchingOverTls(server));

        async Task BadCertificate(JwksConnection connection)
        {
            await connection.StartTlsAsync(bad);
            _ = await connection.ReadRequestAsync();
        }
    });

    private static readonly SideBySide<(Func<JwksConnection, Task> Script, int Requests, string Problem)> Breaks = new(new()
    {
        ["reset at once"] = (c => { c.Reset(); return Task.CompletedTask; }, 0, "reset"),
        ["closed at once"] = (c => Task.CompletedTask, 0, "closed the connection"),
        ["no hello"] = (c => c.HangAsync(), 0, TimeIsOver),
        ["HTTP instead"] = (c => c.SendAsync(Answer), 0, "handshake failed"),
        ["TLS 1.1"] = (OfferTls11Async, 0, "handshake failed"),
        ["reset after the handshake"] = (async c => { await c.StartTlsAsync(); c.Reset(); }, 0, "reset"),
        ["a hello that stops"] = (async c => { await c.SendAsync(HelloOfTls11.AsMemory(0, 20)); await c.HangAsync(); }, 0, TimeIsOver),
        ["cut off where only the end tells the length"] = (CutOffAsync, 1, "without a TLS close alert"),
    }, async fault =>
    {
        using X509Certificate2 certificate = TestCertificates.For("localhost");
        await using var server = new JwksServer(Answer, certificate);
        await WithstandsAsync(server, fault.Script, fault.Requests, fault.Problem, FetchingOverTls(server));
    });

    public static TheoryData<string> CertificateNames => Certificates.Names;

    public static TheoryData<string> BreakNames => Breaks.Names;

    [Theory]
    [MemberData(nameof(CertificateNames))]
    public Task A_server_is_asked_nothing_with_a_certificate(string name) => Certificates.OutcomeAsync(name);

    [Theory]
    [MemberData(nameof(BreakNames))]
    public Task Broken_tls_changes_nothing(string name) => Breaks.OutcomeAsync(name);

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("::1", "[::1]")]
    [InlineData("127.0.0.1", "localhost")]
    public async Task A_certificate_names_a_host_or_an_address_of_either_kind(string address, string host)
    {
        using X509Certificate2 certificate = TestCertificates.For(host.Trim('[', ']'));
        await using var server = new JwksServer(Answer, certificate, address: IPAddress.Parse(address));
        using AuthorizerOptions options = FetchingOverTls(server, host);
        await using IAuthorizer authorizer = await NativeHost.Instance.StartAsync(options);

        (await authorizer.InvokeAsync(Call())).IsAllowed();

        Assert.Equal((1, 1), (server.Connections, server.Requests));
    }

    [Fact]
    public async Task Keys_over_tls_may_end_with_the_connection()
    {
        using X509Certificate2 certificate = TestCertificates.For("localhost");
        await using var server = new JwksServer(Answer, certificate);
        server.Script = async connection =>
        {
            await connection.ReceiveAsync();
            await connection.SendAsync("HTTP/1.1 200 OK\r\n\r\n" + GoodKeys);
            await connection.EndAsync();
        };
        using AuthorizerOptions options = FetchingOverTls(server);
        await using IAuthorizer authorizer = await NativeHost.Instance.StartAsync(options);

        (await authorizer.InvokeAsync(Call())).IsAllowed();
    }

    internal static AuthorizerOptions FetchingOverTls(JwksServer server, string host = "localhost")
    {
        AuthorizerOptions options = Fetching(server.Uri(host));
        return options.Set("AUTHORIZER_TLS_ROOTS_FILE", options.WriteFile("roots.pem", TestCertificates.RootPem));
    }

    // The client sends the alert "protocol version" (RFC 5246, section 7.2.2), and nothing else.
    private static async Task OfferTls11Async(JwksConnection connection)
    {
        byte[] header = new byte[5];
        await connection.Stream.ReadExactlyAsync(header, connection.Stopping);
        await connection.Stream.ReadExactlyAsync(new byte[(header[3] << 8) + header[4]], connection.Stopping);
        await connection.SendAsync(HelloOfTls11);
        byte[] alert = new byte[7];
        await connection.Stream.ReadExactlyAsync(alert, connection.Stopping);
        if (alert[0] != 21 || alert[6] != 70)
        {
            await connection.HangAsync();
        }
    }

    private static async Task CutOffAsync(JwksConnection connection)
    {
        await connection.ReceiveAsync();
        await connection.SendAsync("HTTP/1.1 200 OK\r\n\r\n" + GoodKeys);
        connection.Shutdown();
    }
}
