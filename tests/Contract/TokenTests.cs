using System;
using System.Buffers.Text;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace Contract;

/// <summary>Accepted tokens, and refused tokens with their error codes.</summary>
public abstract class TokenTests(IAuthorizerHost host) : ContractTests(host)
{
    private static readonly string Valid = TestTokens.Access();

    [Fact]
    public async Task A_valid_access_token_is_accepted() => (await CallAsync(Valid)).IsAllowed();

    public static TheoryData<string, string> MalformedTokens
    {
        get
        {
            string[] parts = Valid.Split('.');
            return new TheoryData<string, string>
            {
                { "one part", parts[0] },
                { "two parts", parts[0] + "." + parts[1] },
                { "no signature", parts[0] + "." + parts[1] + "." },
                { "no payload", parts[0] + ".." + parts[2] },
                { "no header", "." + parts[1] + "." + parts[2] },
                { "four parts", Valid + ".AAAA" },
                { "only dots", ".." },
                { "padded header", parts[0] + "=." + parts[1] + "." + parts[2] },
                { "standard base64", parts[0] + "." + parts[1] + "." + parts[2][..^2] + "+/" },
                { "white space inside", parts[0] + "." + parts[1][..10] + " " + parts[1][10..] + "." + parts[2] },
                { "JSON serialization", """{"payload":"x","protected":"y","signature":"z"}""" },
                { "encrypted token", Valid + ".AAAA.BBBB" },
            };
        }
    }

    [Theory]
    [MemberData(nameof(MalformedTokens))]
    public async Task A_token_that_is_not_a_compact_JWS_is_malformed(string form, string token)
    {
        Assert.NotNull(form);
        (await CallAsync(token)).IsUnauthorized("token_malformed");
    }

    [Fact]
    public async Task A_signature_whose_unused_bits_are_set_is_malformed()
    {
        // The last character of 256 encoded bytes has unused bits. They are zero, so the next letter of the alphabet has a set unused bit.
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        int last = Alphabet.IndexOf(Valid[^1], StringComparison.Ordinal);

        (await CallAsync(Valid[..^1] + Alphabet[last + 1])).IsUnauthorized("token_malformed");
    }

    [Fact]
    public async Task A_changed_character_of_the_signature_is_detected()
    {
        int start = Valid.LastIndexOf('.') + 1;
        for (int i = start; i < Valid.Length; i += 17)
        {
            char other = Valid[i] == 'A' ? 'B' : 'A';
            Answer answer = await CallAsync(Valid[..i] + other + Valid[(i + 1)..]);
            Assert.True(answer.Reason is "signature_invalid" or "token_malformed", answer.Reason);
            Assert.True(answer.IsError);
        }
    }

    [Fact]
    public async Task A_token_with_a_changed_payload_is_refused()
    {
        string[] parts = Valid.Split('.');
        JsonObject claims = JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!.AsObject();
        claims["cognito:groups"] = new JsonArray("admins");
        string forged = parts[0] + "." + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims.ToJsonString())) + "." + parts[2];

        (await CallAsync(forged)).IsUnauthorized("signature_invalid");
    }

    [Fact]
    public async Task A_signature_of_another_key_is_refused()
    {
        string token = SigningKey.Stranger.Token(TestTokens.Header().ToJsonString(), TestTokens.AccessClaims().ToJsonString());

        (await CallAsync(token)).IsUnauthorized("signature_invalid");
    }

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("HS256")]
    [InlineData("RS384")]
    [InlineData("RS512")]
    [InlineData("PS256")]
    [InlineData("ES256")]
    [InlineData("rs256")]
    [InlineData("RS256 ")]
    [InlineData("")]
    public async Task Only_RS256_is_allowed(string algorithm) =>
        (await CallAsync(TestTokens.WithHeader(h => h["alg"] = algorithm))).IsUnauthorized("algorithm_not_allowed");

    [Fact]
    public async Task A_header_without_an_algorithm_is_refused()
    {
        (await CallAsync(TestTokens.WithHeader(h => h.Remove("alg")))).IsUnauthorized("algorithm_not_allowed");
        (await CallAsync(TestTokens.WithHeader(h => h["alg"] = new JsonArray("RS256")))).IsUnauthorized("algorithm_not_allowed");
    }

    public static TheoryData<string, string> CriticalHeaders => new()
    {
        { "crit", """["exp"]""" },
        { "crit", "[]" },
        { "crit", "null" },
        { "b64", "false" },
        { "b64", "\"true\"" },
        { "zip", "\"DEF\"" },
    };

    [Theory]
    [MemberData(nameof(CriticalHeaders))]
    public async Task A_header_that_requires_special_processing_is_refused(string member, string value) =>
        (await CallAsync(TestTokens.WithHeader(h => h[member] = JsonNode.Parse(value)))).IsUnauthorized("critical_header_unsupported");

    [Fact]
    public async Task Keys_and_key_URLs_in_the_header_are_ignored()
    {
        string token = SigningKey.Stranger.Token(
            new JsonObject
            {
                ["alg"] = "RS256",
                ["kid"] = SigningKey.Stranger.KeyId,
                ["jwk"] = SigningKey.Stranger.Jwk(),
                ["jku"] = "http://127.0.0.1:1/jwks.json",
                ["x5u"] = "http://127.0.0.1:1/cert.pem",
                ["x5c"] = new JsonArray("AAAA"),
            }.ToJsonString(),
            TestTokens.AccessClaims().ToJsonString());

        (await CallAsync(token)).IsUnauthorized("signature_invalid");
        (await CallAsync(TestTokens.WithHeader(h => h["jku"] = "http://127.0.0.1:1/"))).IsAllowed();
    }

    [Fact]
    public async Task A_token_without_a_usable_key_id_is_refused()
    {
        (await CallAsync(TestTokens.WithHeader(h => h["kid"] = 5))).IsUnauthorized("token_malformed");
        (await CallAsync(TestTokens.WithHeader(h => h["kid"] = "KEY-1"))).IsUnauthorized("key_unknown");
        (await CallAsync(TestTokens.WithHeader(h => h.Remove("kid")))).IsUnauthorized("key_unknown");
    }

    public static TheoryData<string> MalformedHeaders =>
    [
        "[]",
        "null",
        "\"RS256\"",
        """{"alg":"RS256","kid":"key-1"} """ + "{}",
        """{"alg":"RS256","kid":"key-1",}""",
        """{"alg":"RS256","alg":"RS256","kid":"key-1"}""",
        """{"alg":"none","\u0061lg":"RS256","kid":"key-1"}""",
        """{"alg":"RS256","kid":"key-1","x":{"y":1,"y":2}}""",
        """{"alg":"RS256","kid":"\ud800"}""",
        """{"alg":"RS256","kid":'key-1'}""",
        "\uFEFF" + """{"alg":"RS256","kid":"key-1"}""",
    ];

    [Theory]
    [MemberData(nameof(MalformedHeaders))]
    public async Task A_header_that_is_not_one_strict_JSON_object_is_malformed(string header) =>
        (await CallAsync(SigningKey.Default.Token(header, TestTokens.AccessClaims().ToJsonString()))).IsUnauthorized("token_malformed");

    public static TheoryData<string> MalformedPayloads
    {
        get
        {
            string claims = TestTokens.AccessClaims().ToJsonString();
            string open = claims[..^1];
            return
            [
                "[]",
                "null",
                "5",
                claims + "x",
                claims + claims,
                "\uFEFF" + claims,
                open + ",}",
                open + ""","exp":9999999999}""",
                open + ""","\u0065xp":9999999999}""",
                open + ""","a":{"b":{"c":1,"c":2}}}""",
                open + ""","a":[{"b":1,"b":1}]}""",
                open + ""","a":"\udc00"}""",
                open + ""","a":"\ud800x"}""",
                open + ""","a":"\x"}""",
                open + ",\"a\":\"\u0001\"}",
                open + ",\"a\":\"\\u006\0\"}",
                open + ",\"a\":\"\\u+061\"}",
                open + ",\"a\":\"\\u 061\"}",
                open + ""","a":01}""",
                open + ""","a":1.}""",
                open + ""","a":NaN}""",
                open + ""","a":+1}""",
                open + ""","a":tru}""",
                open + ",\"a\":" + new string('[', 40) + new string(']', 40) + "}",
                open + ",/**/\"a\":1}",
            ];
        }
    }

    [Theory]
    [MemberData(nameof(MalformedPayloads))]
    public async Task A_payload_that_is_not_one_strict_JSON_object_is_malformed(string payload) =>
        (await CallAsync(TestTokens.WithPayload(payload))).IsUnauthorized("token_malformed");

    [Fact]
    public async Task A_payload_that_is_not_UTF8_is_malformed()
    {
        byte[] claims = Encoding.UTF8.GetBytes(TestTokens.AccessClaims().ToJsonString());
        foreach (byte[] bad in new byte[][] { [0xFF], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82] })
        {
            byte[] payload = [.. claims[..^1], .. ",\"a\":\""u8, .. bad, .. "\"}"u8];
            string token = SigningKey.Default.Token(Encoding.UTF8.GetBytes(TestTokens.Header().ToJsonString()), payload);

            (await CallAsync(token)).IsUnauthorized("token_malformed");
        }
    }

    public static TheoryData<string, int, string> Budgets => new()
    {
        { "depth", 31, "allow" },
        { "depth", 32, "token_malformed" },
        { "members", 1024, "allow" },
        { "members", 1025, "token_malformed" },
        { "nested members", 1024, "allow" },
        { "nested members", 1025, "token_malformed" },
        { "name", 256, "allow" },
        { "name", 257, "token_malformed" },
        { "escaped name", 256, "allow" },
        { "escaped name", 257, "token_malformed" },
        { "string", 8192, "allow" },
        { "string", 8193, "token_malformed" },
        { "groups", 1000, "allow" },
        { "groups", 1001, "claim_invalid" },
        { "key id", 256, "key_unknown" },
        { "key id", 257, "token_malformed" },
        { "header members", 32, "allow" },
        { "header members", 33, "token_malformed" },
    };

    [Theory]
    [MemberData(nameof(Budgets))]
    public async Task Every_size_limit_is_exact(string budget, int size, string reason)
    {
        IAuthorizer authorizer = await StartAsync(("AUTHORIZER_MAX_TOKEN_BYTES", "65536"));
        int members = TestTokens.AccessClaims().Count;
        string claims = TestTokens.AccessClaims().ToJsonString()[..^1];
        static string Named(int count) => string.Join(',', Enumerable.Range(0, count).Select(number => $"\"n{number}\":0"));
        string token = budget switch
        {
            "depth" => TestTokens.WithPayload(claims + ",\"a\":" + new string('[', size) + new string(']', size) + "}"),
            "members" => TestTokens.WithPayload(claims + "," + Named(size - members) + "}"),
            "nested members" => TestTokens.WithPayload(claims + ",\"a\":{" + Named(size - members - 1) + "}}"),
            "name" => TestTokens.WithPayload(claims + ",\"" + new string('n', size) + "\":0}"),
            "escaped name" => TestTokens.WithPayload(claims + ",\"" + string.Concat(Enumerable.Repeat("\\u0061", size)) + "\":0}"),
            "string" => TestTokens.Access(c => c["scope"] = new string('s', size)),
            "groups" => TestTokens.Access(c => c["cognito:groups"] = new JsonArray([.. Enumerable.Repeat<JsonNode>("readers", size).Select(group => group.DeepClone())])),
            "key id" => TestTokens.WithHeader(h => h["kid"] = new string('k', size)),
            _ => SigningKey.Default.Token("{\"alg\":\"RS256\",\"kid\":\"key-1\"," + Named(size - 2) + "}", claims + "}"),
        };

        Answer answer = await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(token)));

        Assert.Equal(reason, answer.Reason ?? "allow");
    }

    [Fact]
    public async Task Escapes_white_space_and_unknown_claims_of_any_type_are_accepted()
    {
        JsonObject claims = TestTokens.AccessClaims();
        claims["z"] = JsonNode.Parse("""[null,true,{"x":{"x":[1.5e3,-0]}},"€ \u20ac"]""");
        string payload = claims.ToJsonString()
            .Replace("\"iss\"", " \t\r\n\"\\u0069ss\"\n", StringComparison.Ordinal)
            .Replace("https://cognito", "https:\\/\\/cognito", StringComparison.Ordinal);

        (await CallAsync(TestTokens.WithPayload(payload))).IsAllowed();
    }

    [Fact]
    public async Task A_token_above_the_configured_size_is_refused()
    {
        int length = Valid.Length;
        IAuthorizer authorizer = await StartAsync(("AUTHORIZER_MAX_TOKEN_BYTES", length.ToString(System.Globalization.CultureInfo.InvariantCulture)));

        (await authorizer.InvokeAsync(TestEvents.RestRequest("Bearer " + Valid))).IsAllowed();
        (await authorizer.InvokeAsync(TestEvents.RestRequest("Bearer " + Valid + "A"))).IsUnauthorized("token_too_large");
        (await authorizer.InvokeAsync(TestEvents.RestRequest("Bearer " + new string('.', 9000)))).IsUnauthorized("token_too_large");
    }

    [Theory]
    [InlineData("https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Other")]
    [InlineData(TestTokens.Issuer + "/")]
    [InlineData("https://COGNITO-idp.us-east-1.amazonaws.com/us-east-1_TestPool1")]
    [InlineData("http://cognito-idp.us-east-1.amazonaws.com/us-east-1_TestPool1")]
    [InlineData("")]
    public async Task An_issuer_that_is_not_configured_is_refused(string issuer) =>
        (await CallAsync(TestTokens.Access(c => c["iss"] = issuer))).IsUnauthorized("issuer_not_allowed");

    [Fact]
    public async Task The_newer_issuer_of_a_pool_is_allowed() =>
        (await CallAsync(TestTokens.Access(c => c["iss"] = TestTokens.NewerIssuer))).IsAllowed();

    public static TheoryData<string, string> RequiredClaims => new()
    {
        { "iss", "claim_invalid" },
        { "exp", "claim_invalid" },
        { "token_use", "claim_invalid" },
        { "sub", "claim_invalid" },
        { "client_id", "claim_invalid" },
    };

    [Theory]
    [MemberData(nameof(RequiredClaims))]
    public async Task A_token_without_a_required_claim_is_refused(string claim, string code) =>
        (await CallAsync(TestTokens.Access(c => c.Remove(claim)))).IsUnauthorized(code);

    public static TheoryData<string, string> WrongTypes => new()
    {
        { "iss", "5" },
        { "iss", "null" },
        { "exp", "\"9999999999\"" },
        { "exp", "null" },
        { "exp", "-1" },
        { "exp", "1e400" },
        { "nbf", "\"1\"" },
        { "iat", "true" },
        { "auth_time", "{}" },
        { "token_use", "[\"access\"]" },
        { "sub", "5" },
        { "sub", "\"\"" },
        { "client_id", "[\"" + TestTokens.ClientId + "\"]" },
        { "cognito:groups", "\"readers\"" },
        { "cognito:groups", "[\"readers\",5]" },
        { "scope", "[\"a\"]" },
        { "username", "5" },
        { "jti", "{}" },
        { "jti", "null" },
        { "origin_jti", "5" },
        { "origin_jti", "null" },
        { "origin_jti", "[\"0b7c1a52-0002-4b2a-9c3d-bbbbbbbbbbbb\"]" },
        { "aud", "5" },
        { "aud", "null" },
        { "aud", "{}" },
        { "aud", "[\"https://api.example.com\",5]" },
        { "aud", "[null]" },
        { "cognito:groups", "null" },
        { "scope", "null" },
        { "username", "null" },
        { "auth_time", "null" },
    };

    [Theory]
    [InlineData("\"https://api.example.com\"")]
    [InlineData("[]")]
    [InlineData("[\"https://api.example.com\",\"https:\\/\\/other.example.com\"]")]
    public async Task An_access_token_can_have_audiences(string audience) =>
        (await CallAsync(TestTokens.Access(c => c["aud"] = JsonNode.Parse(audience)))).IsAllowed();

    // Each pair of names with equal hashes requires a comparison. Therefore many such names in a token would need quadratic time.
    [Theory]
    [InlineData(3, true)]
    [InlineData(4, false)]
    [InlineData(300, false)]
    public async Task Colliding_member_names_are_refused(int names, bool allowed)
    {
        string token = TestTokens.Access(c =>
        {
            foreach (string name in CollidingNames.Make(names))
            {
                c[name] = 1;
            }
        });

        Answer answer = await CallAsync(token);

        Assert.Equal(allowed ? null : "token_malformed", answer.Reason);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_token_without_a_key_id_matches_no_key(bool present)
    {
        JsonObject unnamed = SigningKey.Default.Jwk();
        unnamed["kid"] = string.Empty;
        using AuthorizerOptions options = new AuthorizerOptions().Jwks(SigningKey.Jwks(unnamed, new SigningKey("key-2").Jwk()));
        IAuthorizer authorizer = await StartAsync(options);
        string token = TestTokens.WithHeader(header =>
        {
            _ = header.Remove("kid");
            if (present)
            {
                header["kid"] = string.Empty;
            }
        });

        (await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(token)))).IsUnauthorized("key_unknown");
    }

    [Theory]
    [MemberData(nameof(WrongTypes))]
    public async Task A_claim_of_the_wrong_type_is_refused(string claim, string value) =>
        (await CallAsync(TestTokens.Access(c => c[claim] = JsonNode.Parse(value)))).IsUnauthorized("claim_invalid");

    [Fact]
    public async Task An_expired_token_is_refused_beyond_the_clock_skew()
    {
        (await CallAsync(TestTokens.Access(c => c["exp"] = TestTokens.Now - 3600))).IsUnauthorized("token_expired");
        (await CallAsync(TestTokens.Access(c => c["exp"] = TestTokens.Now - 6.5))).IsUnauthorized("token_expired");
        (await CallAsync(TestTokens.Access(c => c["exp"] = TestTokens.Now - 1.5))).IsAllowed();
    }

    [Fact]
    public async Task A_token_that_is_not_yet_valid_is_refused_beyond_the_clock_skew()
    {
        (await CallAsync(TestTokens.Access(c => c["nbf"] = TestTokens.Now + 60))).IsUnauthorized("token_not_yet_valid");
        (await CallAsync(TestTokens.Access(c => c["iat"] = TestTokens.Now + 60))).IsUnauthorized("token_not_yet_valid");
        (await CallAsync(TestTokens.Access(c => c["nbf"] = TestTokens.Now + 3))).IsAllowed();
        (await CallAsync(TestTokens.Access(c => c["iat"] = TestTokens.Now + 3))).IsAllowed();
    }

    [Fact]
    public async Task The_clock_skew_is_configurable()
    {
        IAuthorizer authorizer = await StartAsync(("AUTHORIZER_CLOCK_SKEW_SECONDS", "120"));

        (await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access(c => c["exp"] = TestTokens.Now - 100))))).IsAllowed();
        (await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access(c => c["exp"] = TestTokens.Now - 130)))))
            .IsUnauthorized("token_expired");
    }

    [Fact]
    public async Task A_token_of_an_old_sign_in_is_refused_if_the_token_age_is_limited()
    {
        IAuthorizer authorizer = await StartAsync(("AUTHORIZER_MAX_TOKEN_AGE_SECONDS", "600"));

        (await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access(c => c["auth_time"] = TestTokens.Now - 500))))).IsAllowed();
        (await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access(c => c["auth_time"] = TestTokens.Now - 700)))))
            .IsUnauthorized("token_too_old");
        (await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access(c =>
        {
            _ = c.Remove("auth_time");
            c["iat"] = TestTokens.Now - 700;
        }))))).IsUnauthorized("token_too_old");
    }

    [Fact]
    public async Task Only_configured_clients_are_allowed()
    {
        (await CallAsync(TestTokens.Access(c => c["client_id"] = "other"))).IsUnauthorized("client_not_allowed");
        (await CallAsync(TestTokens.Access(c => c["client_id"] = TestTokens.ClientId + " "))).IsUnauthorized("client_not_allowed");
    }

    [Fact]
    public async Task Id_tokens_are_refused_by_default()
    {
        (await CallAsync(TestTokens.Id())).IsUnauthorized("token_use_not_allowed");
        (await CallAsync(TestTokens.Access(c => c["token_use"] = "refresh"))).IsUnauthorized("token_use_not_allowed");
    }

    [Fact]
    public async Task The_audience_of_an_id_token_must_contain_a_configured_client()
    {
        IAuthorizer authorizer = await StartAsync(("AUTHORIZER_TOKEN_USE", "id"));
        async Task<Answer> Call(Action<JsonObject> change) => await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Id(change))));

        (await Call(_ => { })).IsAllowed();
        (await Call(c => c["aud"] = new JsonArray("x", TestTokens.ClientId))).IsAllowed();
        (await Call(c => c["aud"] = new JsonArray(TestTokens.ClientId, "x"))).IsAllowed();
        (await Call(c => c["aud"] = new JsonArray("x"))).IsUnauthorized("client_not_allowed");
        (await Call(c => c["aud"] = new JsonArray())).IsUnauthorized("client_not_allowed");
        (await Call(c => c["aud"] = new JsonArray(TestTokens.ClientId, 5))).IsUnauthorized("claim_invalid");
        (await Call(c => c["aud"] = "other")).IsUnauthorized("client_not_allowed");
        (await Call(c => c.Remove("aud"))).IsUnauthorized("claim_invalid");
        (await Call(c =>
        {
            _ = c.Remove("aud");
            c["client_id"] = TestTokens.ClientId;
        })).IsUnauthorized("claim_invalid");
        (await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(Valid)))).IsUnauthorized("token_use_not_allowed");
    }

    [Fact]
    public async Task No_log_line_contains_a_part_of_a_token()
    {
        IAuthorizer authorizer = await DefaultAsync();
        var secrets = new List<string>();
        foreach (string token in new[] { Valid, TestTokens.Access(c => c["exp"] = 1), TestTokens.WithHeader(h => h["alg"] = "none"), Valid + "x", Valid[..^4] + "AAAA" })
        {
            secrets.AddRange(token.Split('.').Where(part => part.Length >= 20).Select(part => part[..20]));
            _ = await authorizer.InvokeAsync(TestEvents.RestRequest("Bearer " + token));
            _ = await authorizer.InvokeAsync(TestEvents.HttpV2("Bearer " + token));
        }

        Assert.NotEmpty(authorizer.LogLines);
        Assert.DoesNotContain(authorizer.LogLines, line => secrets.Exists(secret => line.Contains(secret, StringComparison.Ordinal)));
    }
}
