using System;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Contract;
using Xunit;

namespace Authorizer.NativeTests.Keys;

/// <summary>
/// Functions without direct internet access, which use a proxy. The tests with the name of Amazon's server also use a proxy. It redirects
/// the connections to this machine.
/// </summary>
public sealed class ProxyTests : KeyFaultTests
{
    private const string Host = "two.example";
    private const string AmazonHost = "cognito-idp.us-east-1.amazonaws.com";

    private static readonly string Answer = JwksServer.Ok(GoodKeys);

    private static readonly SideBySide<(Func<JwksConnection, Task> Script, int Requests, string Problem)> Faults = new(new()
    {
        ["407"] = (RefuseAsync("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"), 1, "The proxy refused the connection with status 407."),
        ["502"] = (RefuseAsync("HTTP/1.1 502 Bad Gateway\r\n\r\n"), 1, "The proxy refused the connection with status 502."),
        ["2zz"] = (RefuseAsync("HTTP/1.1 2zz OK\r\n\r\n"), 1, "The proxy's response cannot be used: it is not valid HTTP."),
        ["101"] = (RefuseAsync("HTTP/1.1 101 Switching Protocols\r\n\r\nHTTP/1.1 200 OK\r\n\r\n"), 1, "The proxy's response cannot be used: it is not valid HTTP."),
        ["a space before the colon"] = (RefuseAsync("HTTP/1.1 200 OK\r\nVia : 1.1 test\r\n\r\n"), 1, "The proxy's response cannot be used: it is not valid HTTP."),
        ["a bare line feed"] = (RefuseAsync("HTTP/1.1 200 OK\nVia: 1.1 test\r\n\r\n"), 1, "The proxy's response cannot be used: it is not valid HTTP."),
        ["not HTTP"] = (RefuseAsync("SSH-2.0-OpenSSH_9.9\r\n\r\n"), 1, "The proxy's response cannot be used: it is not valid HTTP."),
        ["data after the answer"] = (RefuseAsync("HTTP/1.1 200 OK\r\n\r\n" + Answer), 1, "it has data after its head"),
        ["an incomplete answer"] = (RefuseAsync("HTTP/1.1 200 OK\r\n"), 1, "The proxy's response cannot be used: the connection was closed before its end."),
        ["an endless answer"] = (RefuseAsync("HTTP/1.1 200 OK\r\nX: " + new string('x', 9000)), 1, "The proxy's response cannot be used: its head, or a line between chunks, is larger than 8192 bytes."),
        ["no answer"] = (async c => { _ = await c.ReadRequestAsync(); await c.HangAsync(); }, 1, TimeIsOver),
        ["keys without TLS"] = (async c => { _ = await c.ReadRequestAsync(); await c.SendAsync("HTTP/1.1 200 OK\r\n\r\n"); await c.SendAsync(Answer); }, 1, "problem"),
    }, async fault =>
    {
        using X509Certificate2 certificate = TestCertificates.For(Host);
        await using var server = new JwksServer(Answer, certificate);
        await using var proxy = new JwksServer(Answer);
        AuthorizerOptions options = TlsFaults.FetchingOverTls(server, Host).Set("HTTPS_PROXY", $"http://127.0.0.1:{proxy.Port}");
        await WithstandsAsync(proxy, fault.Script, fault.Requests, fault.Problem, options, well: TunnelTo(server));
        Assert.Equal(1, server.Requests);
    });

    public static TheoryData<string> FaultNames => Faults.Names;

    [Theory]
    [MemberData(nameof(FaultNames))]
    public Task The_authorizer_recovers_from_a_failing_proxy(string name) => Faults.OutcomeAsync(name);

    [Theory]
    [InlineData("HTTPS_PROXY", "http://127.0.0.1:{0}", null)]
    [InlineData("https_proxy", "127.0.0.1:{0}", null)]
    [InlineData("HTTPS_PROXY", "http://user:p%40ss@127.0.0.1:{0}/", "user:p@ss")]
    public async Task Keys_are_fetched_through_a_proxy(string variable, string value, string? credentials)
    {
        using X509Certificate2 certificate = TestCertificates.For("keys.example");
        await using var server = new JwksServer(Answer, certificate);
        await using var proxy = new JwksServer(Answer) { Script = TunnelTo(server) };
        using AuthorizerOptions options = TlsFaults.FetchingOverTls(server, "keys.example");
        _ = options.Set(variable, value.Replace("{0}", $"{proxy.Port}", StringComparison.Ordinal));
        await using IAuthorizer authorizer = await NativeHost.Instance.StartAsync(options);

        (await authorizer.InvokeAsync(Call())).IsAllowed();

        string authorization = credentials is null
            ? string.Empty
            : $"Proxy-Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials))}\r\n";
        string target = $"keys.example:{server.Port}";
        Assert.Equal($"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n{authorization}\r\n", Assert.Single(proxy.RequestHeads));
        Assert.DoesNotContain("Proxy", Assert.Single(server.RequestHeads), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("*", false)]
    [InlineData("example", false)]
    [InlineData(".example", false)]
    [InlineData("*.example", false)]
    [InlineData("other.example, TWO.example", false)]
    [InlineData("two.example:{0}", false)]
    [InlineData("two.example:1", true)]
    [InlineData("wo.example", true)]
    [InlineData("192.0.2.0/24", true)]
    [InlineData("127.0.0.1", true)]
    public async Task Hosts_in_NO_PROXY_are_reached_directly(string exceptions, bool proxied)
    {
        using X509Certificate2 certificate = TestCertificates.For(Host);
        await using var server = new JwksServer(Answer, certificate);
        await using var proxy = new JwksServer(Answer) { Script = TunnelTo(server) };
        using AuthorizerOptions options = TlsFaults.FetchingOverTls(server, Host);
        _ = options
            .Set("LD_PRELOAD", SystemCallShim.Path)
            .Set("HTTPS_PROXY", $"http://127.0.0.1:{proxy.Port}")
            .Set("NO_PROXY", exceptions.Replace("{0}", $"{server.Port}", StringComparison.Ordinal));
        await using IAuthorizer authorizer = await NativeHost.Instance.StartAsync(options);

        (await authorizer.InvokeAsync(Call())).IsAllowed();

        Assert.Equal(proxied ? 1 : 0, proxy.Connections);
    }

    [Fact]
    public async Task Loopback_addresses_are_never_reached_through_a_proxy()
    {
        await using var server = new JwksServer(Answer);
        using X509Certificate2 certificate = TestCertificates.For("localhost");
        await using var tls = new JwksServer(Answer, certificate);
        using AuthorizerOptions options = TlsFaults.FetchingOverTls(tls);
        _ = options.Set("HTTPS_PROXY", "http://127.0.0.1:9");
        using AuthorizerOptions plain = Fetching(server.Uri(), ("HTTPS_PROXY", "http://127.0.0.1:9"));
        await using IAuthorizer overTls = await NativeHost.Instance.StartAsync(options);
        await using IAuthorizer overHttp = await NativeHost.Instance.StartAsync(plain);

        (await overTls.InvokeAsync(Call())).IsAllowed();
        (await overHttp.InvokeAsync(Call())).IsAllowed();
    }

    [Theory]
    [InlineData("https://user:secret@proxy.example:3128")]
    [InlineData("socks5://user:secret@proxy.example")]
    [InlineData("http://user:secret@proxy.example/path")]
    [InlineData("http://user:secret@")]
    public async Task The_start_fails_if_the_proxy_is_invalid_and_the_message_omits_the_password(string value)
    {
        using var options = new AuthorizerOptions(("HTTPS_PROXY", value));

        StartFailedException failure = await Assert.ThrowsAsync<StartFailedException>(() => NativeHost.Instance.StartAsync(options));

        Assert.Equal("Authorizer.ConfigurationInvalid", failure.ErrorType);
        Assert.StartsWith("HTTPS_PROXY ", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task If_the_shipped_roots_do_not_verify_a_server_the_roots_of_the_system_are_used()
    {
        await using AmazonServer amazon = AmazonServer.Start();
        using AuthorizerOptions options = amazon.Options();
        _ = options.Set("SSL_CERT_FILE", options.WriteFile("system.pem", TestCertificates.RootPem));
        await using IAuthorizer authorizer = await NativeHost.Instance.StartAsync(options);

        (await authorizer.InvokeAsync(Call())).IsAllowed();

        Assert.Equal((2, 1), (amazon.Server.Connections, amazon.Server.Requests));
        string warning = Assert.Single(authorizer.LogLines, line => line.Contains("\"WARN\"", StringComparison.Ordinal));
        Assert.Contains("The shipped Amazon roots do not verify the server", warning, StringComparison.Ordinal);
        JsonNode fallback = JsonNode.Parse(warning)!;
        Assert.NotEmpty(MetricFormat.Check(fallback.AsObject()));
        Assert.Equal(1, (int)fallback["TlsRootsFallbacks"]!);
        Assert.Equal(AmazonHost, (string?)fallback["host"]);
    }

    [Fact]
    public async Task A_server_that_no_roots_verify_receives_no_request()
    {
        await using AmazonServer amazon = AmazonServer.Start();
        using AuthorizerOptions options = amazon.Options();
        await using IAuthorizer authorizer = await NativeHost.Instance.StartAsync(options);

        (await authorizer.InvokeAsync(Call())).IsServerError("Authorizer.KeysUnavailable", "keys_unavailable");

        Assert.Equal((4, 0), (amazon.Server.Connections, amazon.Server.Requests));
        _ = Assert.Single(Problems(authorizer));
    }

    [Theory]
    [InlineData("system", 1)]
    [InlineData("amazon", 0)]
    [InlineData(null, 0)]
    public async Task Configured_trust_anchors_replace_all_others(string? chosen, int requests)
    {
        await using AmazonServer amazon = AmazonServer.Start();
        using AuthorizerOptions options = amazon.Options();
        using X509Certificate2 other = TestCertificates.SelfSigned("other");
        _ = options
            .Set("SSL_CERT_FILE", options.WriteFile("system.pem", TestCertificates.RootPem))
            .Set("AUTHORIZER_TLS_ROOTS_FILE", chosen ?? options.WriteFile("other.pem", other.ExportCertificatePem()));
        await using IAuthorizer authorizer = await NativeHost.Instance.StartAsync(options);

        Answer answer = await authorizer.InvokeAsync(Call());

        Assert.Equal(requests == 0, answer.IsError);
        Assert.Equal((requests == 0 ? 2 : 1, requests), (amazon.Server.Connections, amazon.Server.Requests));
    }

    private static Func<JwksConnection, Task> RefuseAsync(string answer) => async connection =>
    {
        _ = await connection.ReadRequestAsync();
        await connection.SendAsync(answer);
    };

    private static Func<JwksConnection, Task> TunnelTo(JwksServer server) => async connection =>
    {
        _ = await connection.ReadRequestAsync();
        await connection.SendAsync("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 Connection established\r\nVia: 1.1 test\r\n\r\n");
        await connection.TunnelAsync(server.Port);
    };

    /// <summary>A server with Cognito's host name and a certificate of this test run, behind a proxy that redirects the connections.</summary>
    private sealed class AmazonServer : IAsyncDisposable
    {
        private readonly X509Certificate2 _certificate = TestCertificates.For(AmazonHost);
        private readonly JwksServer _proxy;

        private AmazonServer()
        {
            Server = new JwksServer(Answer, _certificate);
            _proxy = new JwksServer(Answer) { Script = TunnelTo(Server) };
        }

        public JwksServer Server { get; }

        public static AmazonServer Start() => new();

        public AuthorizerOptions Options() => new AuthorizerOptions(
            ("AUTHORIZER_JWKS_URIS", null), ("HTTPS_PROXY", $"http://127.0.0.1:{_proxy.Port}")).Jwks(null);

        public async ValueTask DisposeAsync()
        {
            await _proxy.DisposeAsync();
            await Server.DisposeAsync();
            _certificate.Dispose();
        }
    }
}
