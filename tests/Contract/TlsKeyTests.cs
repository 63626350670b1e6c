using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace Contract;

/// <summary>Keys that are fetched over TLS, from servers with valid and invalid certificates.</summary>
public abstract class TlsKeyTests(IAuthorizerHost host) : ContractTests(host)
{
    private static readonly string Keys = JwksServer.Ok(SigningKey.Jwks(SigningKey.Default.Jwk()));

    [Fact]
    public async Task Keys_are_fetched_over_TLS_from_a_server_with_a_trusted_certificate()
    {
        using X509Certificate2 certificate = TestCertificates.For("localhost");
        await using var server = new JwksServer(Keys, certificate);
        using AuthorizerOptions options = FetchingOverTls(server.Uri("localhost"));

        (await (await StartAsync(options)).InvokeAsync(Call())).IsAllowed();
    }

    [Fact]
    public async Task A_certificate_can_be_issued_for_an_address()
    {
        using X509Certificate2 certificate = TestCertificates.For("127.0.0.1");
        await using var server = new JwksServer(Keys, certificate);
        using AuthorizerOptions options = FetchingOverTls(server.Uri());

        (await (await StartAsync(options)).InvokeAsync(Call())).IsAllowed();
    }

    [Theory]
    [InlineData("wrong host")]
    [InlineData("expired")]
    [InlineData("self-signed")]
    [InlineData("unknown root")]
    [InlineData("TLS 1.1")]
    public async Task A_server_without_valid_TLS_receives_no_request(string fault)
    {
        using X509Certificate2 certificate = fault switch
        {
            "wrong host" => TestCertificates.For("example.com"),
            "expired" => TestCertificates.For("localhost", days: 0),
            "self-signed" => TestCertificates.SelfSigned("localhost"),
            _ => TestCertificates.For("localhost"),
        };
#pragma warning disable SYSLIB0039, CA5397 // The server offers only TLS 1.1, and the client must refuse it.
        await using var server = new JwksServer(Keys, certificate, fault == "TLS 1.1" ? SslProtocols.Tls11 : SslProtocols.None);
#pragma warning restore SYSLIB0039, CA5397
        using AuthorizerOptions options = FetchingOverTls(server.Uri("localhost"));
        if (fault == "unknown root")
        {
            _ = options.Set("AUTHORIZER_TLS_ROOTS_FILE", options.WriteFile("other.pem", TestCertificates.SelfSigned("other").ExportCertificatePem()));
        }

        IAuthorizer authorizer = await StartAsync(options);

        (await authorizer.InvokeAsync(Call())).IsServerError("Authorizer.KeysUnavailable", "keys_unavailable");
        Assert.Equal(0, server.Requests);
    }

    private static JsonObject Call() => TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access()));

    private static AuthorizerOptions FetchingOverTls(string uri)
    {
        AuthorizerOptions options = new AuthorizerOptions(("AUTHORIZER_JWKS_URIS", $"{TestTokens.Issuer}={uri}")).Jwks(null);
        return options.Set("AUTHORIZER_TLS_ROOTS_FILE", options.WriteFile("roots.pem", TestCertificates.RootPem));
    }
}
