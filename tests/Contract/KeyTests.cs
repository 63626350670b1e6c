using System;

using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace Contract;

/// <summary>Section 6: keys from the issuer, and which keys are used at all.</summary>
public abstract class KeyTests(IAuthorizerHost host) : ContractTests(host)
{
    private static readonly string Keys = JwksServer.Ok(SigningKey.Jwks(SigningKey.Default.Jwk()));

    [Fact]
    public async Task Keys_are_fetched_once_before_the_first_call()
    {
        await using var server = new JwksServer(Keys);
        IAuthorizer authorizer = await StartAsync(Fetching(server.Uri()));
        Assert.Equal(1, server.Requests);

        for (int i = 0; i < 5; i++)
        {
            (await authorizer.InvokeAsync(Call())).IsAllowed();
        }

        Assert.Equal(1, server.Requests);
    }

    [Fact]
    public async Task With_a_pinned_key_nothing_is_fetched()
    {
        await using var server = new JwksServer(Keys);
        using AuthorizerOptions options = Fetching(server.Uri()).Jwks(SigningKey.Jwks(SigningKey.Default.Jwk()));
        IAuthorizer authorizer = await StartAsync(options);

        (await authorizer.InvokeAsync(Call())).IsAllowed();

        Assert.Equal(0, server.Requests);
    }

    [Fact]
    public async Task Keys_may_be_pinned_by_issuer()
    {
        string pinned = new JsonObject { [TestTokens.Issuer] = JsonNode.Parse(SigningKey.Jwks(SigningKey.Default.Jwk())) }.ToJsonString();
        using AuthorizerOptions options = new AuthorizerOptions().Jwks(pinned);

        (await (await StartAsync(options)).InvokeAsync(Call())).IsAllowed();
    }

    [Fact]
    public async Task The_newer_form_is_fetched_when_its_first_token_comes()
    {
        await using var classic = new JwksServer(JwksServer.Ok(SigningKey.Jwks(SigningKey.Stranger.Jwk())));
        await using var newer = new JwksServer(Keys);
        using AuthorizerOptions options = Fetching(classic.Uri());
        _ = options.Set("AUTHORIZER_JWKS_URIS", $"{TestTokens.Issuer}={classic.Uri()},{TestTokens.NewerIssuer}={newer.Uri()}");
        IAuthorizer authorizer = await StartAsync(options);
        Assert.Equal(0, newer.Requests);

        JsonObject call = TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access(c => c["iss"] = TestTokens.NewerIssuer)));
        (await authorizer.InvokeAsync(call)).IsAllowed();
        (await authorizer.InvokeAsync(Call())).IsUnauthorized("signature_invalid");

        Assert.Equal(1, newer.Requests);
        Assert.Equal(1, classic.Requests);
    }

    [Fact]
    public async Task Unknown_key_ids_cause_no_flood_of_fetches()
    {
        await using var server = new JwksServer(Keys);
        IAuthorizer authorizer = await StartAsync(Fetching(server.Uri()));

        for (int i = 0; i < 50; i++)
        {
            string token = TestTokens.WithHeader(h => h["kid"] = "random-" + i);
            (await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(token)))).IsUnauthorized("key_unknown");
        }

        Assert.Equal(1, server.Requests);
        (await authorizer.InvokeAsync(Call())).IsAllowed();
    }

    [Theory]
    [InlineData("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n<html>")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{}")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n{\"keys\":[]}")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n{")]
    [InlineData("nonsense\r\n\r\n")]
    [InlineData("")]
    public async Task Without_usable_keys_the_answer_is_an_error_and_starting_goes_on(string response)
    {
        await using var server = new JwksServer(response);
        IAuthorizer authorizer = await StartAsync(Fetching(server.Uri()));

        (await authorizer.InvokeAsync(Call())).IsServerError("Authorizer.KeysUnavailable", "keys_unavailable");

        Assert.Contains(authorizer.LogLines, line => line.Contains("could not be fetched", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n{0}")]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n{0}")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{1}\r\n{0}\r\n0\r\n\r\n")]
    public async Task Keys_come_in_any_framing(string response)
    {
        string jwks = SigningKey.Jwks(SigningKey.Default.Jwk());
        string length = jwks.Length.ToString("x", System.Globalization.CultureInfo.InvariantCulture);
        await using var server = new JwksServer(
            response.Replace("{0}", jwks, StringComparison.Ordinal).Replace("{1}", length, StringComparison.Ordinal));

        (await (await StartAsync(Fetching(server.Uri()))).InvokeAsync(Call())).IsAllowed();
    }

    [Fact]
    public async Task Keys_come_over_tls_from_a_server_the_roots_vouch_for()
    {
        using X509Certificate2 certificate = TestCertificates.For("localhost");
        await using var server = new JwksServer(Keys, certificate);
        using AuthorizerOptions options = FetchingOverTls(server.Uri("localhost"));

        (await (await StartAsync(options)).InvokeAsync(Call())).IsAllowed();
    }

    [Fact]
    public async Task A_certificate_may_name_an_address()
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
    public async Task A_server_that_tls_does_not_vouch_for_is_not_asked(string fault)
    {
        using X509Certificate2 certificate = fault switch
        {
            "wrong host" => TestCertificates.For("example.com"),
            "expired" => TestCertificates.For("localhost", days: 0),
            "self-signed" => TestCertificates.SelfSigned("localhost"),
            _ => TestCertificates.For("localhost"),
        };
#pragma warning disable SYSLIB0039, CA5397 // The server is to offer what must be refused.
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

    public static TheoryData<string, string> UnusableKeys => new()
    {
        { "kty", "\"EC\"" },
        { "kty", "null" },
        { "use", "\"enc\"" },
        { "alg", "\"RS512\"" },
        { "key_ops", "[\"sign\"]" },
        { "key_ops", "\"verify\"" },
        { "kid", "5" },
        { "n", "\"AQAB\"" },
        { "n", "\"\"" },
        { "n", "5" },
        { "e", "\"AQ\"" },
        { "e", "\"BA\"" },
        { "e", "\"AQAC\"" },
        { "e", "\"Ag\"" },
        { "e", "\"AQAAAAE\"" },
        { "e", "\"AAEAAQ\"" },
        { "e", "\"AQAB=\"" },
    };

    [Theory]
    [MemberData(nameof(UnusableKeys))]
    public async Task A_key_that_cannot_be_used_is_skipped_and_harms_no_other(string member, string value)
    {
        JsonObject bad = new SigningKey("key-2").Jwk();
        bad[member] = JsonNode.Parse(value);
        using AuthorizerOptions options = new AuthorizerOptions().Jwks(SigningKey.Jwks(bad, SigningKey.Default.Jwk()));
        IAuthorizer authorizer = await StartAsync(options);

        (await authorizer.InvokeAsync(Call())).IsAllowed();
        (await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(TestTokens.WithHeader(h => h["kid"] = "key-2"))))).IsUnauthorized("key_unknown");
    }

    [Fact]
    public async Task A_key_id_that_stands_twice_is_not_used()
    {
        using AuthorizerOptions options = new AuthorizerOptions()
            .Jwks(SigningKey.Jwks(SigningKey.Default.Jwk(), SigningKey.Stranger.Jwk(), new SigningKey("key-2").Jwk()));

        (await (await StartAsync(options)).InvokeAsync(Call())).IsUnauthorized("key_unknown");
    }

    [Theory]
    [InlineData(1024, false)]
    [InlineData(2040, false)]
    [InlineData(2048, true)]
    [InlineData(3072, true)]
    [InlineData(4096, true)]
    public async Task A_modulus_has_at_least_2048_bits(int bits, bool usable)
    {
        var key = new SigningKey("sized", bits);
        using AuthorizerOptions options = new AuthorizerOptions().Jwks(SigningKey.Jwks(key.Jwk(), SigningKey.Default.Jwk()));
        IAuthorizer authorizer = await StartAsync(options);
        string token = key.Token("""{"alg":"RS256","kid":"sized"}""", TestTokens.AccessClaims().ToJsonString());

        Answer answer = await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(token)));

        Assert.Equal(usable ? null : "key_unknown", answer.Reason);
    }

    private static JsonObject Call() => TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access()));

    private static AuthorizerOptions Fetching(string uri) =>
        new AuthorizerOptions(("AUTHORIZER_JWKS_URIS", $"{TestTokens.Issuer}={uri}")).Jwks(null);

    private static AuthorizerOptions FetchingOverTls(string uri)
    {
        AuthorizerOptions options = Fetching(uri);
        return options.Set("AUTHORIZER_TLS_ROOTS_FILE", options.WriteFile("roots.pem", TestCertificates.RootPem));
    }
}
