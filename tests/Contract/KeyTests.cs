using System;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace Contract;

/// <summary>The authorizer fetches the keys of the issuers and chooses the key for a token.</summary>
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
    public async Task Pinned_keys_are_not_fetched()
    {
        await using var server = new JwksServer(Keys);
        using AuthorizerOptions options = Fetching(server.Uri()).Jwks(SigningKey.Jwks(SigningKey.Default.Jwk()));
        IAuthorizer authorizer = await StartAsync(options);

        (await authorizer.InvokeAsync(Call())).IsAllowed();

        Assert.Equal(0, server.Requests);
    }

    [Fact]
    public async Task Keys_can_be_pinned_per_issuer()
    {
        string pinned = new JsonObject { [TestTokens.Issuer] = JsonNode.Parse(SigningKey.Jwks(SigningKey.Default.Jwk())) }.ToJsonString();
        using AuthorizerOptions options = new AuthorizerOptions().Jwks(pinned);

        (await (await StartAsync(options)).InvokeAsync(Call())).IsAllowed();
    }

    [Fact]
    public async Task The_keys_of_the_newer_issuer_are_fetched_for_its_first_token()
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
    public async Task The_keys_of_both_issuers_of_a_pool_are_fetched_at_start_if_the_newer_issuer_is_configured()
    {
        await using var classic = new JwksServer(Keys);
        await using var newer = new JwksServer(Keys);
        using AuthorizerOptions options = Fetching(classic.Uri()).Set("AUTHORIZER_ISSUERS", TestTokens.NewerIssuer);
        _ = options.Set("AUTHORIZER_JWKS_URIS", $"{TestTokens.Issuer}={classic.Uri()},{TestTokens.NewerIssuer}={newer.Uri()}");

        IAuthorizer authorizer = await StartAsync(options);

        Assert.Equal((1, 1), (classic.Requests, newer.Requests));
        JsonObject call = TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access(c => c["iss"] = TestTokens.NewerIssuer)));
        (await authorizer.InvokeAsync(call)).IsAllowed();
        (await authorizer.InvokeAsync(Call())).IsAllowed();
        Assert.Equal((1, 1), (classic.Requests, newer.Requests));
    }

    [Fact]
    public async Task A_plain_key_set_is_pinned_for_both_issuers_of_a_pool()
    {
        using AuthorizerOptions options = new AuthorizerOptions().Set("AUTHORIZER_ISSUERS", TestTokens.NewerIssuer);

        (await (await StartAsync(options)).InvokeAsync(Call())).IsAllowed();
    }

    /// <summary>Whether the executable connects to loopback only.</summary>
    protected virtual bool ReachesOnlyLoopback => false;

    // The address 0.0.0.0 reaches this machine but is not a loopback address.
    [Fact]
    public async Task Keys_are_fetched_without_TLS_from_allowed_hosts_and_each_start_logs_these_hosts()
    {
        await using var server = new JwksServer(Keys);
        var uri = new UriBuilder(server.Uri()) { Host = "0.0.0.0" };
        using AuthorizerOptions options = Fetching(uri.Uri.AbsoluteUri).Set("AUTHORIZER_INSECURE_HTTP_HOSTS", $"cognito:9229,0.0.0.0:{uri.Port}");
        if (ReachesOnlyLoopback)
        {
            StartFailedException failure = await Assert.ThrowsAsync<StartFailedException>(() => StartAsync(options));
            Assert.Contains("connects to loopback only", failure.Message, StringComparison.Ordinal);
            return;
        }

        IAuthorizer authorizer = await StartAsync(options);

        (await authorizer.InvokeAsync(Call())).IsAllowed();
        Assert.Equal(1, server.Requests);
        JsonNode warning = JsonNode.Parse(authorizer.LogLines[0])!;
        Assert.Equal(("WARN", $"cognito:9229,0.0.0.0:{uri.Port}"), ((string)warning["level"]!, (string)warning["hosts"]!));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("0.0.0.0:1")]
    [InlineData("0.0.0.1:80")]
    public async Task A_host_or_port_that_is_not_listed_is_refused_without_TLS(string? hosts)
    {
        using AuthorizerOptions options = Fetching("http://0.0.0.0/").Set("AUTHORIZER_INSECURE_HTTP_HOSTS", hosts);

        StartFailedException failure = await Assert.ThrowsAsync<StartFailedException>(() => StartAsync(options));

        Assert.StartsWith("AUTHORIZER_JWKS_URIS", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_issuer_without_TLS_is_accepted_if_its_keys_are_pinned()
    {
        await using var server = new JwksServer(Keys);
        string issuer = new UriBuilder(server.Uri()) { Host = "0.0.0.0", Path = "local_6dlPcGkP" }.Uri.AbsoluteUri;
        using AuthorizerOptions options = new AuthorizerOptions(("AUTHORIZER_USER_POOL_IDS", null), ("AUTHORIZER_JWKS_URIS", null), ("AUTHORIZER_ISSUERS", issuer))
            .Jwks(new JsonObject { [issuer] = JsonNode.Parse(SigningKey.Jwks(SigningKey.Default.Jwk())) }.ToJsonString());
        IAuthorizer authorizer = await StartAsync(options);

        string unknown = SigningKey.Default.Token("""{"kid":"other","alg":"RS256"}""", TestTokens.AccessClaims().With(c => c["iss"] = issuer).ToJsonString());
        (await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access(c => c["iss"] = issuer))))).IsAllowed();
        (await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(unknown)))).IsUnauthorized("key_unknown");

        Assert.Equal(0, server.Requests);
    }

    [Fact]
    public async Task The_start_fails_if_the_keys_of_an_issuer_without_TLS_are_not_pinned()
    {
        const string Pinned = "http://pinned.example.com/pool";
        using AuthorizerOptions options = new AuthorizerOptions(
            ("AUTHORIZER_USER_POOL_IDS", null), ("AUTHORIZER_JWKS_URIS", null), ("AUTHORIZER_ISSUERS", Pinned + ",http://cognito:9229/local_6dlPcGkP"))
            .Jwks(new JsonObject { [Pinned] = JsonNode.Parse(SigningKey.Jwks(SigningKey.Default.Jwk())) }.ToJsonString());

        StartFailedException failure = await Assert.ThrowsAsync<StartFailedException>(() => StartAsync(options));

        Assert.StartsWith("AUTHORIZER_ISSUERS has an http entry whose keys are not pinned", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_fetches_the_keys_at_most_once()
    {
        await using var newer = new JwksServer(Keys);
        using AuthorizerOptions options = Fetching(newer.Uri());
        _ = options.Set("AUTHORIZER_JWKS_URIS", $"{TestTokens.Issuer}=http://127.0.0.1:9/,{TestTokens.NewerIssuer}={newer.Uri()}");
        IAuthorizer authorizer = await StartAsync(options);
        JsonObject claims = TestTokens.AccessClaims();
        claims["iss"] = TestTokens.NewerIssuer;
        string token = SigningKey.Default.Token("""{"kid":"other","alg":"RS256"}""", claims.ToJsonString());

        (await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(token)))).IsUnauthorized("key_unknown");

        Assert.Equal(1, newer.Requests);
    }

    [Fact]
    public async Task Many_unknown_key_ids_cause_one_fetch()
    {
        await using var server = new JwksServer(Keys);
        IAuthorizer authorizer = await StartAsync(Fetching(server.Uri()));

        for (int i = 0; i < 50; i++)
        {
            string token = TestTokens.WithHeader(h => h["kid"] = "random-" + i);
            (await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(token)))).IsUnauthorized("key_unknown");
        }

        // The start fetches the keys once. The first of these tokens causes the second fetch.
        Assert.Equal(2, server.Requests);
        (await authorizer.InvokeAsync(Call())).IsAllowed();
    }

    [Fact]
    public async Task A_key_that_is_published_after_the_start_is_fetched_for_its_first_token()
    {
        await using var server = new JwksServer(Keys);
        IAuthorizer authorizer = await StartAsync(Fetching(server.Uri()));
        var rotated = new SigningKey("key-2");
        server.Response = JwksServer.Ok(SigningKey.Jwks(SigningKey.Default.Jwk(), rotated.Jwk()));

        string token = rotated.Token("""{"kid":"key-2","alg":"RS256"}""", TestTokens.AccessClaims().ToJsonString());
        (await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(token)))).IsAllowed();

        Assert.Equal(2, server.Requests);
    }

    public static TheoryData<string> FailuresOfOneMoment =>
    [
        "reset",
        "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>",
    ];

    [Theory]
    [MemberData(nameof(FailuresOfOneMoment))]
    public async Task A_fetch_that_fails_quickly_is_retried_once_immediately(string failure)
    {
        await using var server = new JwksServer(Keys);
        server.Script = async connection =>
        {
            bool first = server.Connections == 1;
            await connection.ReceiveAsync();
            if (first && failure == "reset")
            {
                connection.Reset();
            }
            else
            {
                await connection.SendAsync(first ? failure : Keys);
            }
        };
        IAuthorizer authorizer = await StartAsync(Fetching(server.Uri()));

        (await authorizer.InvokeAsync(Call())).IsAllowed();

        Assert.Equal(2, server.Connections);
        JsonNode line = JsonNode.Parse(Assert.Single(authorizer.LogLines, one => one.Contains("were fetched", StringComparison.Ordinal)))!;
        Assert.NotNull(line["firstProblem"]);
        Assert.DoesNotContain(authorizer.LogLines, one => one.Contains("could not be fetched", StringComparison.Ordinal));
    }

    public static TheoryData<string, string> UnusableAndWhy => new()
    {
        { """{"kty":"EC","kid":"other","crv":"P-256","x":"AA","y":"AA"}""", "\"kty\" is not \"RSA\"" },
        { """{"kty":"RSA","kid":"other","use":"enc","n":"N","e":"AQAB"}""", "\"use\" is not \"sig\"" },
        { """{"kty":"RSA","kid":"other","alg":"RS512","n":"N","e":"AQAB"}""", "\"alg\" is not \"RS256\"" },
        { """{"kty":"RSA","kid":"other","key_ops":["sign"],"n":"N","e":"AQAB"}""", "\"key_ops\" does not contain \"verify\"" },
        { """{"kty":"RSA","kid":"other","n":"AN","e":"AQAB"}""", "\"n\" is missing, or is not unpadded base64url" },
        { """{"kty":"RSA","kid":"other","n":"N=","e":"AQAB"}""", "\"n\" is missing, or is not unpadded base64url" },
        { """{"kty":"RSA","kid":"other","n":"AAEC","e":"AQAB"}""", "\"n\" is empty, or begins with a zero byte" },
        { """{"kty":"RSA","kid":"other","n":"AQEC","e":"AQAB"}""", "\"n\" has 17 bits; 2048 to 8192 are accepted" },
        { """{"kty":"RSA","kid":"other","n":"N","e":"AQ"}""", "\"e\" is even, or less than 3" },
        { """{"kty":"RSA","kid":"other","n":"N","e":"AAEAAQ"}""", "\"e\" is empty, or begins with a zero byte" },
        { """{"kty":"RSA","kid":"other","n":"N"}""", "\"e\" is missing, or is not unpadded base64url" },
        { """{"kty":"RSA","n":"N","e":"AQAB"}""", "\"kid\" is missing, empty, or not a string" },
        { """{"kty":"RSA","kid":"","n":"N","e":"AQAB"}""", "\"kid\" is missing, empty, or not a string" },
        { """{"kty":"RSA","kid":7,"n":"N","e":"AQAB"}""", "\"kid\" is missing, empty, or not a string" },
        { """{"kty":"RSA","kid":"other","n":"N","e":"AQAB"},{"kty":"RSA","kid":"other","n":"N","e":"AQAB"}""", "another key has the same \"kid\"" },
    };

    [Theory]
    [MemberData(nameof(UnusableAndWhy))]
    public async Task An_unusable_key_is_logged_once_with_its_id_and_the_reason(string key, string reason)
    {
        string modulus = SigningKey.Stranger.Jwk()["n"]!.GetValue<string>();
        string unusable = key.Replace("\"N", '"' + modulus, StringComparison.Ordinal);
        await using var server = new JwksServer(JwksServer.Ok($$"""{"keys":[{{unusable}},{{SigningKey.Default.Jwk().ToJsonString()}}]}"""));
        IAuthorizer authorizer = await StartAsync(Fetching(server.Uri()));

        // The unknown key id causes another fetch of the same key set.
        (await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(TestTokens.WithHeader(h => h["kid"] = "unknown"))))).IsUnauthorized("key_unknown");
        (await authorizer.InvokeAsync(Call())).IsAllowed();

        Assert.Equal(2, server.Requests);
        JsonObject[] lines = [.. authorizer.LogLines
            .Where(line => line.Contains("cannot be used", StringComparison.Ordinal)).Select(line => JsonNode.Parse(line)!.AsObject())];
        Assert.Equal(key.Split("\"kty\"").Length - 1, lines.Length);
        Assert.All(lines, line =>
        {
            Assert.Equal(("WARN", reason), ((string?)line["level"], (string?)line["problem"]));
            Assert.Equal(key.Contains("\"other\"", StringComparison.Ordinal) ? "other" : null, (string?)line["kid"]);
            Assert.Equal(TestTokens.Issuer, (string?)line["issuer"]);
        });
    }

    [Fact]
    public async Task Many_unusable_keys_with_hostile_ids_cause_few_short_log_lines()
    {
        const string Hostile = "\",\"level\":\"INFO\"}\n\u2028\u001b[31m";
        JsonNode[] unusable = [.. Enumerable.Range(0, 99).Select(i => new JsonObject { ["kty"] = "EC", ["kid"] = Hostile + new string('k', 1000) + i })];
        await using var server = new JwksServer(JwksServer.Ok(
            new JsonObject { ["keys"] = new JsonArray([.. unusable, SigningKey.Default.Jwk().DeepClone()]) }.ToJsonString()));
        IAuthorizer authorizer = await StartAsync(Fetching(server.Uri()));

        (await authorizer.InvokeAsync(Call())).IsAllowed();

        string[] lines = [.. authorizer.LogLines.Where(line => line.Contains("cannot be used", StringComparison.Ordinal))];
        Assert.Equal(10, lines.Length);
        Assert.All(lines, line =>
        {
            Assert.True(line.Length < 700, line);
            Assert.DoesNotContain(line, c => char.IsControl(c) || c == '\u2028');
            Assert.StartsWith(Hostile, (string?)JsonNode.Parse(line)!["kid"], StringComparison.Ordinal);
            Assert.Equal(99, (int)JsonNode.Parse(line)!["unusableKeys"]!);
        });
    }

    [Fact]
    public async Task An_unusable_pinned_key_is_logged()
    {
        using AuthorizerOptions options = new AuthorizerOptions().Jwks(
            $$"""{"keys":[{"kty":"EC","kid":"other"},{{SigningKey.Default.Jwk().ToJsonString()}}]}""");
        IAuthorizer authorizer = await StartAsync(options);

        (await authorizer.InvokeAsync(Call())).IsAllowed();

        Assert.Contains(authorizer.LogLines, line => line.Contains("A key of the issuer cannot be used.", StringComparison.Ordinal));
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
    [InlineData("HTTP/1.1 2zz OK\r\n\r\n{0}")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\n\r\nHTTP/1.1 200 OK\r\n\r\n{0}")]
    [InlineData("HTTP/1.1 103 -\r\nLink : x\r\n\r\nHTTP/1.1 200 OK\r\n\r\n{0}")]
    [InlineData("HTTP/1.1 200 OK\r\nServer : x\r\n\r\n{0}")]
    [InlineData("HTTP/1.1 200 OK\r\nServer: x\r\n y: z\r\n\r\n{0}")]
    [InlineData("HTTP/1.1 200 OK\r\nServer: x\ry\r\n\r\n{0}")]
    [InlineData("HTTP/1.1 200 OK\r\nServer: x\0\r\n\r\n{0}")]
    [InlineData("HTTP/1.1 200 OK\r\nServer: x\nVia: y\r\n\r\n{0}")]
    [InlineData("HTTP/1.1 200 OK\nServer: x\r\n\r\n{0}")]
    [InlineData("HTTP/1.1 200 OK\r\nSer\u0001ver: x\r\n\r\n{0}")]
    [InlineData("nonsense\r\n\r\n")]
    [InlineData("")]
    public async Task If_the_keys_cannot_be_fetched_the_start_succeeds_and_calls_get_an_error(string response)
    {
        await using var server = new JwksServer(response.Replace("{0}", SigningKey.Jwks(SigningKey.Default.Jwk()), StringComparison.Ordinal));
        IAuthorizer authorizer = await StartAsync(Fetching(server.Uri()));

        (await authorizer.InvokeAsync(Call())).IsServerError("Authorizer.KeysUnavailable", "keys_unavailable");

        Assert.Contains(authorizer.LogLines, line => line.Contains("could not be fetched", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n{0}")]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n{0}")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{1}\r\n{0}\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200\r\nServer:\r\n!#$%&'*+-.^_`|~9: \tany\u0001 text \u00e9\t\r\n\r\n{0}")]
    [InlineData("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{0}")]
    [InlineData("HTTP/1.1 100 Continue\r\nContent-Length: 5\r\n\r\nHTTP/1.1 103 -\r\n\r\nHTTP/1.1 103 -\r\n\r\nHTTP/1.1 200 OK\r\n\r\n{0}")]
    public async Task Keys_are_read_from_every_valid_HTTP_framing(string response)
    {
        string jwks = SigningKey.Jwks(SigningKey.Default.Jwk());
        string length = jwks.Length.ToString("x", System.Globalization.CultureInfo.InvariantCulture);
        await using var server = new JwksServer(
            response.Replace("{0}", jwks, StringComparison.Ordinal).Replace("{1}", length, StringComparison.Ordinal));

        (await (await StartAsync(Fetching(server.Uri()))).InvokeAsync(Call())).IsAllowed();
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
    public async Task An_unusable_key_is_skipped_and_the_other_keys_are_used(string member, string value)
    {
        JsonObject bad = new SigningKey("key-2").Jwk();
        bad[member] = JsonNode.Parse(value);
        using AuthorizerOptions options = new AuthorizerOptions().Jwks(SigningKey.Jwks(bad, SigningKey.Default.Jwk()));
        IAuthorizer authorizer = await StartAsync(options);

        (await authorizer.InvokeAsync(Call())).IsAllowed();
        (await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(TestTokens.WithHeader(h => h["kid"] = "key-2"))))).IsUnauthorized("key_unknown");
    }

    [Fact]
    public async Task Keys_with_a_duplicate_id_are_not_used()
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
    public async Task A_modulus_must_have_at_least_2048_bits(int bits, bool usable)
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
}
