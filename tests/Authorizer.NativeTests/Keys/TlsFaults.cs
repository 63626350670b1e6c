using System;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;
using Contract;
using Xunit;

namespace Authorizer.NativeTests.Keys;

/// <summary>A key server that has an invalid certificate or breaks the TLS protocol.</summary>
public sealed class TlsFaults : KeyFaultTests
{
    private static readonly string Answer = JwksServer.Ok(GoodKeys);

    // A record with a server hello (RFC 5246, section 7.4.1.3). It chooses TLS 1.1 and TLS_RSA_WITH_AES_128_CBC_SHA.
    private static readonly byte[] HelloOfTls11 =
        [0x16, 3, 2, 0, 42, 2, 0, 0, 38, 3, 2, .. new byte[32], 0, 0, 0x2f, 0];

    private static readonly SideBySide<(Func<X509Certificate2> Certificate, string Problem)> Certificates = new(new()
    {
        ["for another host"] = (() => TestCertificates.For("example.com"), "hostname mismatch"),
        ["for a host whose name begins with the server's name"] = (() => TestCertificates.For("localhost.example.com"), "hostname mismatch"),
        ["for a name with a wildcard inside a label"] = (() => TestCertificates.For("loc*t"), "hostname mismatch"),
        ["with the server's name only in the subject"] = (() => TestCertificates.For("example.com", subject: "localhost"), "hostname mismatch"),
        ["for an address"] = (() => TestCertificates.For("127.0.0.1"), "hostname mismatch"),
        ["expired"] = (() => TestCertificates.For("localhost", days: 0), "certificate has expired"),
        ["not valid yet"] = (() => TestCertificates.For("localhost", startsInDays: 1), "certificate is not yet valid"),
        ["self-signed"] = (() => TestCertificates.SelfSigned("localhost"), "self-signed certificate"),
        ["of an unknown authority"] = (() => TestCertificates.ForUnknownRoot("localhost"), "unable to get local issuer certificate"),
        ["for clients only"] = (() => TestCertificates.For("localhost", purpose: "1.3.6.1.5.5.7.3.2"), "unsuitable certificate purpose"),
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
        ["reset immediately"] = (c => { c.Reset(); return Task.CompletedTask; }, 0, "reset"),
        ["closed immediately"] = (c => Task.CompletedTask, 0, "closed the connection"),
        ["no server hello"] = (c => c.HangAsync(), 0, TimeIsOver),
        ["HTTP instead of TLS"] = (c => c.SendAsync(Answer), 0, "handshake failed"),
        ["TLS 1.1"] = (OfferTls11Async, 0, "handshake failed"),
        ["reset after the handshake"] = (async c => { await c.StartTlsAsync(); c.Reset(); }, 0, "reset"),
        ["an incomplete server hello"] = (async c => { await c.SendAsync(HelloOfTls11.AsMemory(0, 20)); await c.HangAsync(); }, 0, TimeIsOver),
        ["closed without a TLS alert after a body without a length"] = (CutOffAsync, 1, "without a TLS close alert"),
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
    public Task A_server_with_an_invalid_certificate_receives_no_request(string name) => Certificates.OutcomeAsync(name);

    [Theory]
    [MemberData(nameof(BreakNames))]
    public Task The_authorizer_recovers_from_a_broken_TLS_connection(string name) => Breaks.OutcomeAsync(name);

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("::1", "[::1]")]
    [InlineData("127.0.0.1", "localhost")]
    public async Task A_certificate_can_be_issued_for_a_name_an_IPv4_address_or_an_IPv6_address(string address, string host)
    {
        using X509Certificate2 certificate = TestCertificates.For(host.Trim('[', ']'));
        await using var server = new JwksServer(Answer, certificate, address: IPAddress.Parse(address));
        using AuthorizerOptions options = FetchingOverTls(server, host);
        await using IAuthorizer authorizer = await NativeHost.Instance.StartAsync(options);

        (await authorizer.InvokeAsync(Call())).IsAllowed();

        Assert.Equal((1, 1), (server.Connections, server.Requests));
    }

    [Fact]
    public async Task A_key_set_without_a_length_can_end_with_the_TLS_connection()
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

    // The client must answer with the alert "protocol version" (RFC 5246, section 7.2.2).
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
