using System;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace Contract;

/// <summary>
/// The live documents of <c>AUTHORIZER_PERMISSIONS_URI</c> and <c>AUTHORIZER_REVOCATIONS_URI</c>, which can change while the function runs.
/// </summary>
public abstract class LiveDataTests(IAuthorizerHost host) : ContractTests(host)
{
    private const string Nothing = """{"version":1}""";
    private const string PetsForReaders = """{"version":1,"rules":[{"id":"first","effect":"allow","routes":["GET /pets"],"when":{"anyGroup":["readers"]}}]}""";
    private const string NoRules = """{"version":1,"rules":[]}""";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static TheoryData<string, string, bool> Revoked => new()
    {
        { """{"version":1,"originJti":["x","0b7c1a52-0002-4b2a-9c3d-bbbbbbbbbbbb"]}""", "{}", true },
        { """{"version":1,"originJti":["0b7c1a52-0002-4b2a-9c3d-bbbbbbbbbbb"]}""", "{}", false },
        { """{"version":1,"originJti":["0b7c1a52-0002-4b2a-9c3d-\u0062bbbbbbbbbbb"]}""", "{}", true },
        { """{"version":1,"jti":["0b7c1a52-0004-4b2a-9c3d-dddddddddddd"]}""", "{}", true },
        { """{"version":1,"jti":["0b7c1a52-0002-4b2a-9c3d-bbbbbbbbbbbb"]}""", "{}", false },
        { """{"version":1,"originJti":[""]}""", """{"origin_jti":null}""", false },
        { """{"version":1,"clientId":["3n4b5exampleclient"]}""", "{}", true },
        { """{"version":1,"sub":{"6f1c0d5e-0001-4b2a-9c3d-aaaaaaaaaaaa":1700000001}}""", """{"iat":1700000000}""", true },
        { """{"version":1,"sub":{"6f1c0d5e-0001-4b2a-9c3d-aaaaaaaaaaaa":1700000000}}""", """{"iat":1700000000}""", false },
        { """{"version":1,"sub":{"6f1c0d5e-0001-4b2a-9c3d-aaaaaaaaaaaa":1700000000.5}}""", """{"iat":1700000000}""", true },
        { """{"version":1,"sub":{"6f1c0d5e-0001-4b2a-9c3d-aaaaaaaaaaaa":1}}""", """{"iat":null}""", true },
        { """{"version":1,"sub":{"another subject":4000000000}}""", "{}", false },
        { """{"version":1,"sub":{"6f1c0d5e-0001-4b2a-9c3d-aaaaaaaaaaaa":1,"another subject":4000000000}}""", "{}", false },
        { """{"version":1,"sub":{"another subject":1,"6f1c0d5e-0001-4b2a-9c3d-aaaaaaaaaaaa":4000000000}}""", "{}", true },
    };

    [Theory]
    [MemberData(nameof(Revoked))]
    public async Task A_revoked_token_is_refused_although_its_signature_is_valid(string revocations, string claims, bool revoked)
    {
        await using var server = new DocumentServer(revocations);
        IAuthorizer authorizer = await StartAsync(Live(("AUTHORIZER_REVOCATIONS_URI", server.Uri)));
        string token = TestTokens.Access(c => Change(c, claims));

        Answer answer = await CallAsync(authorizer, token);

        Assert.Equal(revoked ? "token_revoked" : null, answer.Reason);
    }

    [Theory]
    [InlineData("[\"3n4b5exampleclient\",\"second\"]")]
    [InlineData("[\"second\",\"3n4b5exampleclient\"]")]
    [InlineData("[\"3n4b5exampleclient\",\"s\\u0065cond\"]")]
    [InlineData("\"second\"")]
    public async Task An_id_token_is_refused_if_any_of_its_audiences_is_a_revoked_client(string audiences)
    {
        await using var server = new DocumentServer("""{"version":1,"clientId":["second"]}""");
        IAuthorizer authorizer = await StartAsync(
            Live(("AUTHORIZER_REVOCATIONS_URI", server.Uri), ("AUTHORIZER_TOKEN_USE", "any"), ("AUTHORIZER_CLIENT_IDS", "3n4b5exampleclient,second")));
        string claims = TestTokens.IdClaims().With(c => c["aud"] = "AUDIENCES").ToJsonString().Replace("\"AUDIENCES\"", audiences, StringComparison.Ordinal);

        Answer answer = await CallAsync(authorizer, TestTokens.WithPayload(claims));

        Assert.Equal("token_revoked", answer.Reason);
    }

    [Fact]
    public async Task A_revocation_applies_to_cached_tokens_within_the_maximum_age()
    {
        await using var server = new DocumentServer(Nothing);
        IAuthorizer authorizer = await StartAsync(Live(("AUTHORIZER_REVOCATIONS_URI", server.Uri)));
        string token = TestTokens.Access();
        (await CallAsync(authorizer, token)).IsAllowed();
        Assert.True((await CallAsync(authorizer, token)).LogLine!["cacheHit"]!.GetValue<bool>());

        server.Document = """{"version":1,"originJti":["0b7c1a52-0002-4b2a-9c3d-bbbbbbbbbbbb"]}""";

        Answer refused = await UntilAsync(authorizer, token, "token_revoked");
        refused.IsUnauthorized("token_revoked");
        server.Document = Nothing;
        _ = await UntilAsync(authorizer, token, reason: null);
    }

    [Fact]
    public async Task New_permissions_apply_without_a_restart_and_can_use_other_claims()
    {
        await using var server = new DocumentServer(PetsForReaders);
        IAuthorizer authorizer = await StartAsync(Live(("AUTHORIZER_PERMISSIONS_URI", server.Uri), ("AUTHORIZER_PERMISSIONS_FILE", null)));
        string token = TestTokens.Access(c => c["department"] = "sales");
        Assert.Equal("first", (await CallAsync(authorizer, token)).RuleId);

        // The token was cached before any rule used the claim "department".
        server.Document = """
            {"version":1,"rules":[
              {"id":"all","effect":"allow","routes":["* /**"]},
              {"id":"not-sales","effect":"deny","routes":["* /**"],"when":{"claims":{"department":"sales"}}}]}
            """;

        (await UntilAsync(authorizer, token, "route_not_permitted")).IsDenied("route_not_permitted");
        (await CallAsync(authorizer, TestTokens.Access())).IsAllowed();
        Assert.Equal(2, authorizer.LogLines.Count(line => line.Contains("A live document is in force.", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("nonsense")]
    [InlineData("""{"version":2,"rules":[]}""")]
    [InlineData("""{"version":1,"rules":[],"more":1}""")]
    [InlineData("""{"version":1,"rules":[{"id":"r","effect":"allow","routes":["get /"]}]}""")]
    [InlineData(null)]
    public async Task An_invalid_permissions_document_is_logged_and_changes_nothing(string? document)
    {
        await using var server = new DocumentServer(PetsForReaders);
        IAuthorizer authorizer = await StartAsync(Live(("AUTHORIZER_PERMISSIONS_URI", server.Uri)));
        (await CallAsync(authorizer, TestTokens.Access())).IsAllowed();

        server.Document = document;

        await UntilToldAsync(authorizer, TestTokens.Access(), "could not be used");
        (await CallAsync(authorizer, TestTokens.Access())).IsAllowed();
        server.Document = NoRules;
        _ = await UntilAsync(authorizer, TestTokens.Access(), "route_not_permitted");
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"originJti":[]}""")]
    [InlineData("""{"version":1,"originjti":[]}""")]
    [InlineData("""{"version":1,"jti":[],"jti":[]}""")]
    [InlineData("""{"version":1,"jti":[1]}""")]
    [InlineData("""{"version":1,"jti":"x"}""")]
    [InlineData("""{"version":1,"sub":{"a":"1"}}""")]
    [InlineData("""{"version":1,"sub":{"a":1,"a":2}}""")]
    [InlineData("""{"version":1,"sub":{"a":-1}}""")]
    [InlineData("""{"version":1,"issuedAt":"1700000000"}""")]
    [InlineData("""{"version":1,"issuedAt":null}""")]
    [InlineData("""{"version":1,"issuedAt":-1}""")]
    [InlineData("""{"version":1,"issuedAt":1700000000000}""")]
    [InlineData("""{"version":1,"issuedAt":1,"issuedAt":1}""")]
    [InlineData("""{"version":1,"jti":["a"]""")]
    [InlineData("""{"version":1,"jti":["a"]} x""")]
    public async Task An_invalid_revocation_list_keeps_the_revocations_in_force(string document)
    {
        await using var server = new DocumentServer("""{"version":1,"jti":["0b7c1a52-0004-4b2a-9c3d-dddddddddddd"]}""");
        IAuthorizer authorizer = await StartAsync(Live(("AUTHORIZER_REVOCATIONS_URI", server.Uri)));
        (await CallAsync(authorizer, TestTokens.Access())).IsUnauthorized("token_revoked");

        server.Document = document;

        await UntilToldAsync(authorizer, TestTokens.Access(), "could not be used");
        (await CallAsync(authorizer, TestTokens.Access())).IsUnauthorized("token_revoked");
    }

    [Fact]
    public async Task A_truncated_document_changes_nothing()
    {
        await using var server = new DocumentServer(PetsForReaders);
        IAuthorizer authorizer = await StartAsync(Live(("AUTHORIZER_PERMISSIONS_URI", server.Uri)));
        (await CallAsync(authorizer, TestTokens.Access())).IsAllowed();

        server.Missing = 5;
        server.Document = NoRules;

        await UntilToldAsync(authorizer, TestTokens.Access(), "could not be used");
        (await CallAsync(authorizer, TestTokens.Access())).IsAllowed();
    }

    [Theory]
    [InlineData(203)]
    [InlineData(206)]
    [InlineData(301)]
    [InlineData(401)]
    [InlineData(500)]
    public async Task A_document_with_a_status_other_than_200_changes_nothing(int status)
    {
        await using var server = new DocumentServer(PetsForReaders) { Tagged = false };
        IAuthorizer authorizer = await StartAsync(Live(("AUTHORIZER_PERMISSIONS_URI", server.Uri)));
        (await CallAsync(authorizer, TestTokens.Access())).IsAllowed();

        server.Status = status;
        server.Document = NoRules;

        await UntilToldAsync(authorizer, TestTokens.Access(), $"The status was {status}.");
        (await CallAsync(authorizer, TestTokens.Access())).IsAllowed();
    }

    [Fact]
    public async Task A_304_without_a_cached_document_is_an_error()
    {
        await using var server = new DocumentServer(PetsForReaders) { Tagged = false, Status = 304 };

        IAuthorizer authorizer = await StartAsync(Live(("AUTHORIZER_PERMISSIONS_URI", server.Uri)));

        (await CallAsync(authorizer, TestTokens.Access())).IsServerError("Authorizer.LiveDataUnavailable", "live_data_unavailable");
        await UntilToldAsync(authorizer, TestTokens.Access(), "The status was 304.");
    }

    [Theory]
    [InlineData("*", false)]
    [InlineData("W/*", false)]
    [InlineData("word", false)]
    [InlineData("\"one\", \"two\"", false)]
    [InlineData("\"one", false)]
    [InlineData("one\"", false)]
    [InlineData("\"", false)]
    [InlineData("w/\"one\"", false)]
    [InlineData("W/ \"one\"", false)]
    [InlineData("\"a b\"", false)]
    [InlineData("\"\"", true)]
    [InlineData("\"one\"", true)]
    [InlineData("W/\"!#$%&'()*+,-./:;<=>?@[\\]^_`{|}~\"", true)]
    public async Task Only_a_valid_entity_tag_is_sent_back(string tag, bool valid)
    {
        await using var server = new DocumentServer(Nothing) { EntityTag = tag };
        IAuthorizer authorizer = await StartAsync(Live(("AUTHORIZER_REVOCATIONS_URI", server.Uri)));
        var patience = Stopwatch.StartNew();
        while (server.Requests < 2 && patience.Elapsed < Patience)
        {
            (await CallAsync(authorizer, TestTokens.Access())).IsAllowed();
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        Assert.Equal([null, valid ? tag : null], server.Conditions.Take(2));

        // A new revocation takes effect, except if the server sends the valid entity tag of the old list again.
        server.Document = """{"version":1,"clientId":["3n4b5exampleclient"]}""";
        server.EntityTag = valid ? "\"two\"" : tag;
        _ = await UntilAsync(authorizer, TestTokens.Access(), "token_revoked");
    }

    [Theory]
    [InlineData("ETag: \"\u00e9\"\r\n", "\"\u00e9\"")]
    [InlineData("ETag: \"one\"\r\nETag: \"one\"\r\n", null)]
    [InlineData("ETag: \"\u007f\"\r\n", null)]
    [InlineData("ETag:\r\n", null)]
    public async Task Entity_tags_are_sent_back_byte_for_byte_and_repeated_tags_are_ignored(string fields, string? condition)
    {
        await using var server = new JwksServer(string.Empty)
        {
            Script = async connection =>
            {
                await connection.ReceiveAsync();
                await connection.SendAsync(Encoding.Latin1.GetBytes($"HTTP/1.1 200 OK\r\n{fields}Content-Length: {Nothing.Length}\r\n\r\n{Nothing}"));
            },
        };
        IAuthorizer authorizer = await StartAsync(Live(("AUTHORIZER_REVOCATIONS_URI", server.Uri())));
        var patience = Stopwatch.StartNew();
        while (server.Requests < 2 && patience.Elapsed < Patience)
        {
            (await CallAsync(authorizer, TestTokens.Access())).IsAllowed();
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        string? sent = server.RequestHeads[1].Split("\r\n").SingleOrDefault(line => line.StartsWith("If-None-Match: ", StringComparison.Ordinal));
        Assert.Equal(condition, sent?["If-None-Match: ".Length..]);
    }

    [Fact]
    public async Task A_document_is_fetched_unconditionally_after_304_answers_for_the_maximum_stale_time()
    {
        await using var server = new DocumentServer(Nothing) { Unchanging = true };
        IAuthorizer authorizer = await StartAsync(Live(
            ("AUTHORIZER_REVOCATIONS_URI", server.Uri), ("AUTHORIZER_JWKS_MAX_AGE_SECONDS", "1"), ("AUTHORIZER_JWKS_MAX_STALE_SECONDS", "3")));
        server.Document = """{"version":1,"clientId":["3n4b5exampleclient"]}""";

        _ = await UntilAsync(authorizer, TestTokens.Access(), "token_revoked");

        // The maximum stale time is three seconds, and the authorizer fetches once per second.
        Assert.InRange(server.NotModified, 1, 3);
    }

    [Fact]
    public async Task A_304_to_an_unconditional_request_is_an_error()
    {
        await using var server = new DocumentServer(PetsForReaders) { EntityTag = "*" };
        IAuthorizer authorizer = await StartAsync(Live(("AUTHORIZER_PERMISSIONS_URI", server.Uri)));
        (await CallAsync(authorizer, TestTokens.Access())).IsAllowed();

        server.Status = 304;

        await UntilToldAsync(authorizer, TestTokens.Access(), "The status was 304.");
        (await CallAsync(authorizer, TestTokens.Access())).IsAllowed();
    }

    [Theory]
    [InlineData("\"issuedAt\":1700000000", false)]
    [InlineData("\"issuedAt\":1700000000.5", false)]
    [InlineData("\"jti\":[]", false)]
    [InlineData("\"issuedAt\":1700000001", true)]
    [InlineData("\"issuedAt\":1700000001.0", true)]
    [InlineData("\"issuedAt\":1700000002", true)]
    public async Task An_older_revocation_list_does_not_replace_a_newer_list(string member, bool replaces)
    {
        const string Revoked = """{"version":1,"clientId":["3n4b5exampleclient"],"issuedAt":1700000001}""";
        await using var server = new DocumentServer(Revoked);
        IAuthorizer authorizer = await StartAsync(Live(("AUTHORIZER_REVOCATIONS_URI", server.Uri)));
        (await CallAsync(authorizer, TestTokens.Access())).IsUnauthorized("token_revoked");

        server.Document = $$"""{"version":1,{{member}}}""";

        if (replaces)
        {
            _ = await UntilAsync(authorizer, TestTokens.Access(), reason: null);
            return;
        }

        await UntilToldAsync(authorizer, TestTokens.Access(), "issuedAt");
        (await CallAsync(authorizer, TestTokens.Access())).IsUnauthorized("token_revoked");
        server.Document = """{"version":1,"issuedAt":1700000003}""";
        _ = await UntilAsync(authorizer, TestTokens.Access(), reason: null);
    }

    [Theory]
    [InlineData(600, false)]
    [InlineData(240, true)]
    public async Task A_revocation_list_from_too_far_in_the_future_is_refused(int secondsAhead, bool counts)
    {
        double now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        await using var server = new DocumentServer(Nothing);
        IAuthorizer authorizer = await StartAsync(Live(("AUTHORIZER_REVOCATIONS_URI", server.Uri)));
        (await CallAsync(authorizer, TestTokens.Access())).IsAllowed();

        string Revoking(double time) => string.Create(CultureInfo.InvariantCulture, $$"""{"version":1,"clientId":["3n4b5exampleclient"],"issuedAt":{{time}}}""");
        server.Document = Revoking(now + secondsAhead);

        if (counts)
        {
            _ = await UntilAsync(authorizer, TestTokens.Access(), "token_revoked");
            server.Document = string.Create(CultureInfo.InvariantCulture, $$"""{"version":1,"issuedAt":{{now}}}""");
            await UntilToldAsync(authorizer, TestTokens.Access(), "older than the document in force");
            return;
        }

        await UntilToldAsync(authorizer, TestTokens.Access(), "issuedAt is in the future");
        (await CallAsync(authorizer, TestTokens.Access())).IsAllowed();
        server.Document = Revoking(now);
        _ = await UntilAsync(authorizer, TestTokens.Access(), "token_revoked");
    }

    [Fact]
    public async Task A_revocation_list_with_a_time_replaces_a_list_without_a_time()
    {
        await using var server = new DocumentServer(Nothing);
        IAuthorizer authorizer = await StartAsync(Live(("AUTHORIZER_REVOCATIONS_URI", server.Uri)));
        (await CallAsync(authorizer, TestTokens.Access())).IsAllowed();

        server.Document = """{"issuedAt":0,"version":1,"clientId":["3n4b5exampleclient"]}""";

        _ = await UntilAsync(authorizer, TestTokens.Access(), "token_revoked");
    }

    [Fact]
    public async Task A_document_that_is_too_large_changes_nothing()
    {
        await using var server = new DocumentServer(Nothing);
        IAuthorizer authorizer = await StartAsync(Live(("AUTHORIZER_REVOCATIONS_URI", server.Uri)));
        (await CallAsync(authorizer, TestTokens.Access())).IsAllowed();

        server.Document = """{"version":1,"originJti":["0b7c1a52-0002-4b2a-9c3d-bbbbbbbbbbbb",""" + $"\"{new string('x', 17 * 1024 * 1024)}\"]}}";

        await UntilToldAsync(authorizer, TestTokens.Access(), "could not be used");
        (await CallAsync(authorizer, TestTokens.Access())).IsAllowed();
    }

    [Fact]
    public async Task Permissions_can_return_to_an_earlier_document()
    {
        await using var server = new DocumentServer(NoRules) { Tagged = false };
        IAuthorizer authorizer = await StartAsync(Live(("AUTHORIZER_PERMISSIONS_URI", server.Uri)));
        (await CallAsync(authorizer, TestTokens.Access())).IsDenied("route_not_permitted");
        server.Document = PetsForReaders;
        _ = await UntilAsync(authorizer, TestTokens.Access(), reason: null);

        server.Document = NoRules;

        _ = await UntilAsync(authorizer, TestTokens.Access(), "route_not_permitted");
    }

    [Fact]
    public async Task If_a_document_changes_twice_before_a_refresh_the_second_change_applies()
    {
        await using var server = new DocumentServer(PetsForReaders);
        IAuthorizer authorizer = await StartAsync(Live(("AUTHORIZER_PERMISSIONS_URI", server.Uri)));
        (await CallAsync(authorizer, TestTokens.Access())).IsAllowed();

        server.Document = NoRules;
        server.Document = PetsForReaders.Replace("first", "second", StringComparison.Ordinal);

        var patience = Stopwatch.StartNew();
        Answer answer;
        do
        {
            answer = await CallAsync(authorizer, TestTokens.Access());
            answer.IsAllowed();
        }
        while (answer.RuleId == "first" && patience.Elapsed < Patience);
        Assert.Equal("second", answer.RuleId);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_unchanged_document_is_requested_conditionally_and_keeps_the_token_cache(bool tagged)
    {
        await using var server = new DocumentServer(PetsForReaders) { Tagged = tagged };
        IAuthorizer authorizer = await StartAsync(Live(("AUTHORIZER_PERMISSIONS_URI", server.Uri)));
        string token = TestTokens.Access();
        (await CallAsync(authorizer, token)).IsAllowed();

        var patience = Stopwatch.StartNew();
        while (server.Requests < 3 && patience.Elapsed < Patience)
        {
            Assert.True((await CallAsync(authorizer, token)).LogLine!["cacheHit"]!.GetValue<bool>());
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.Equal(tagged, server.NotModified > 0);
        Assert.InRange(server.Requests, 3, 4);
    }

    [Theory]
    [InlineData("AUTHORIZER_PERMISSIONS_URI")]
    [InlineData("AUTHORIZER_REVOCATIONS_URI")]
    public async Task No_call_is_allowed_before_a_required_document_is_read(string variable)
    {
        await using var server = new DocumentServer(document: null);
        IAuthorizer authorizer = await StartAsync(Live((variable, server.Uri)));

        (await CallAsync(authorizer, TestTokens.Access())).IsServerError("Authorizer.LiveDataUnavailable", "live_data_unavailable");
        (await authorizer.InvokeAsync(TestEvents.RestRequest(null))).IsUnauthorized("token_missing");
        (await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access(c => c["exp"] = 1))))).IsUnauthorized("token_expired");
        Assert.InRange(server.Requests, 2, 4);

        server.Document = variable.Contains("PERMISSIONS", StringComparison.Ordinal) ? PetsForReaders : Nothing;
        _ = await UntilAsync(authorizer, TestTokens.Access(), reason: null);
    }

    [Theory]
    [InlineData("AUTHORIZER_PERMISSIONS_URI")]
    [InlineData("AUTHORIZER_REVOCATIONS_URI")]
    public async Task If_live_documents_are_optional_the_permissions_file_applies_and_no_token_is_revoked(string variable)
    {
        await using var server = new DocumentServer(document: null);
        IAuthorizer authorizer = await StartAsync(Live((variable, server.Uri), ("AUTHORIZER_LIVE_REQUIRED", "false")));

        (await CallAsync(authorizer, TestTokens.Access())).IsAllowed();
    }

    [Theory]
    [InlineData("AUTHORIZER_PERMISSIONS_URI", "http://example.com/")]
    [InlineData("AUTHORIZER_REVOCATIONS_URI", "/etc/passwd")]
    [InlineData("AUTHORIZER_LIVE_MAX_AGE_SECONDS", "0")]
    [InlineData("AUTHORIZER_LIVE_REQUIRED", "no")]
    public async Task The_start_fails_if_a_variable_for_live_documents_is_invalid(string variable, string value)
    {
        StartFailedException failure = await Assert.ThrowsAsync<StartFailedException>(() => StartAsync(Live((variable, value))));

        Assert.StartsWith(variable, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_of_a_hundred_thousand_revoked_sign_ins_is_applied()
    {
        string list = string.Join(',', Enumerable.Range(0, 100_000).Select(i => $"\"{i:x8}-0002-4b2a-9c3d-bbbbbbbbbbbb\""));
        await using var server = new DocumentServer($$"""{"version":1,"originJti":[{{list}}]}""");
        IAuthorizer authorizer = await StartAsync(Live(("AUTHORIZER_REVOCATIONS_URI", server.Uri)));

        (await CallAsync(authorizer, TestTokens.Access())).IsAllowed();
        (await CallAsync(authorizer, TestTokens.Access(c => c["origin_jti"] = "00000000-0002-4b2a-9c3d-bbbbbbbbbbbb"))).IsUnauthorized("token_revoked");
        (await CallAsync(authorizer, TestTokens.Access(c => c["origin_jti"] = "0001869f-0002-4b2a-9c3d-bbbbbbbbbbbb"))).IsUnauthorized("token_revoked");
        (await CallAsync(authorizer, TestTokens.Access(c => c["origin_jti"] = "000186a0-0002-4b2a-9c3d-bbbbbbbbbbbb"))).IsAllowed();
    }

    public static TheoryData<string, string, string, string> Changed => new()
    {
        { "AUTHORIZER_PERMISSIONS_URI", PetsForReaders, NoRules, "route_not_permitted" },
        { "AUTHORIZER_REVOCATIONS_URI", Nothing, """{"version":1,"clientId":["3n4b5exampleclient"]}""", "token_revoked" },
    };

    [Theory]
    [MemberData(nameof(Changed))]
    public async Task A_warm_up_fetches_a_due_document_before_the_next_call(string variable, string before, string after, string reason)
    {
        await using var server = new DocumentServer(before);
        IAuthorizer authorizer = await StartAsync(Live((variable, server.Uri)));
        string token = TestTokens.Access();
        (await CallAsync(authorizer, token)).IsAllowed();
        await WarmUpAsync(authorizer);

        server.Document = after;
        await Task.Delay(TimeSpan.FromSeconds(1.1), TestContext.Current.CancellationToken);
        await WarmUpAsync(authorizer);

        // Without the warm-up, this call would start the fetch and would still use the old document.
        Assert.Equal(reason, (await CallAsync(authorizer, token)).Reason);
    }

    [Theory]
    [MemberData(nameof(Changed))]
    public async Task A_warm_up_does_not_fetch_a_document_that_is_not_due(string variable, string before, string after, string reason)
    {
        await using var server = new DocumentServer(before);
        IAuthorizer authorizer = await StartAsync(Live((variable, server.Uri), ("AUTHORIZER_LIVE_MAX_AGE_SECONDS", "3600")));
        var patience = Stopwatch.StartNew();
        while (server.Requests == 0 && patience.Elapsed < Patience)
        {
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        server.Document = after;
        await WarmUpAsync(authorizer);

        Assert.NotEqual(reason, (await CallAsync(authorizer, TestTokens.Access())).Reason);
        Assert.Equal(1, server.Requests);
    }

    private static AuthorizerOptions Live(params (string Name, string? Value)[] variables) =>
        new([("AUTHORIZER_LIVE_MAX_AGE_SECONDS", "1"), .. variables]);

    private static Task<Answer> CallAsync(IAuthorizer authorizer, string token) =>
        authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(token)));

    private static async Task WarmUpAsync(IAuthorizer authorizer) =>
        Assert.Equal("""{"warm":true}""", (await authorizer.InvokeAsync(TestEvents.ScheduledWarmUp())).Text);

    // Repeats the call until its answer has this reason. A change takes effect when the document reaches its maximum age.
    private static async Task<Answer> UntilAsync(IAuthorizer authorizer, string token, string? reason)
    {
        var patience = Stopwatch.StartNew();
        while (true)
        {
            Answer answer = await CallAsync(authorizer, token);
            if (answer.Reason == reason)
            {
                return answer;
            }

            Assert.True(patience.Elapsed < Patience, $"still {answer.Reason} and not {reason}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    private static async Task UntilToldAsync(IAuthorizer authorizer, string token, string message)
    {
        var patience = Stopwatch.StartNew();
        while (!authorizer.LogLines.Any(line => line.Contains(message, StringComparison.Ordinal)))
        {
            _ = await CallAsync(authorizer, token);
            Assert.True(patience.Elapsed < Patience, "the change was not reported");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    private static void Change(JsonObject claims, string changes)
    {
        foreach ((string name, JsonNode? value) in JsonNode.Parse(changes)!.AsObject())
        {
            _ = claims.Remove(name);
            if (value is not null)
            {
                claims[name] = value.DeepClone();
            }
        }
    }
}
