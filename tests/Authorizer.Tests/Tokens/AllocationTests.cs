using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using Authorizer.Decisions;
using Authorizer.Lambda;
using Authorizer.Lambda.Configuration;
using Authorizer.Lambda.Fetching;
using Authorizer.Lambda.Hosting;
using Authorizer.Lambda.Native;
using Authorizer.Lambda.Telemetry;
using Contract;
using LambdaRuntime;
using Xunit;

namespace Authorizer.Tests.Tokens;

/// <summary>The allocations of a decision. The tests use them as a measure of speed, because they are the same in each run, unlike times.</summary>
public sealed class AllocationTests : IDisposable
{
    // The allocation budget for one verification, in bytes.
    private const int MaxBytesPerVerification = 1024;

    private readonly AuthorizerOptions _options = new(("AUTHORIZER_TOKEN_CACHE_ENTRIES", "0"));

    public void Dispose() => _options.Dispose();

    public static TheoryData<string> Refused
    {
        get
        {
            string token = TestTokens.Access();
            return
            [
                token + "x",
                token.Replace('.', ','),
                "a.b.c",
                TestTokens.WithHeader(h => h["alg"] = "none"),
                TestTokens.WithHeader(h => h["crit"] = new JsonArray("x")),
                TestTokens.WithHeader(h => h["kid"] = "unknown\u0001"),
                TestTokens.WithPayload("{"),
                TestTokens.WithPayload("""{"a":1,"a":2}"""),
                TestTokens.Access(c => c["iss"] = "https://other.example.com/"),
                new string('A', 20_000),
            ];
        }
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_refusal_before_the_signature_check_allocates_nothing(string token) => Assert.Equal(0, Allocated(token, allowed: false));

    [Fact]
    public void A_verification_stays_within_its_allocation_budget() =>
        Assert.InRange(Allocated(TestTokens.Access(), allowed: true), 0, MaxBytesPerVerification);

    // If replaced tokens became garbage, the heap would grow by the whole gen 0 budget before the first collection.
    [Fact]
    public void Replacing_tokens_in_the_cache_allocates_nothing()
    {
        _ = _options.Set("AUTHORIZER_TOKEN_CACHE_ENTRIES", "1");
        TestAuthorization authorization = TestAuthorization.Create(_options);
        byte[][] requests = [.. Enumerable.Range(0, 3).Select(i => Encoding.UTF8.GetBytes(
            TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access(claims => claims["number"] = i))).ToJsonString()))];
        void Round()
        {
            foreach (byte[] request in requests)
            {
                authorization.Decide(request, out Decision decision);
                Assert.False(decision.CacheHit);
            }
        }

        Round();
        Round();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Round();

        // Only the signature verification may allocate. Without a cache, it allocates at most 256 bytes.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, requests.Length * 256);
    }

    [Fact]
    public void A_cache_hit_allocates_nothing()
    {
        _ = _options.Set("AUTHORIZER_TOKEN_CACHE_ENTRIES", "8");

        Assert.Equal(0, Allocated(TestTokens.Access(), allowed: true));
    }

    // Every kind of claim, with escaped characters.
    private static readonly (string Use, string Claims)[] EscapedTokens =
    [
        ("access", """{"cognito:groups":["re\u0061ders","\u0061\u0062"]}"""),
        ("access", $$"""{"cognito:groups":["readers",{{Escaped(100)}}]}"""),
        ("access", """{"scope":"orders\u002fread \u0061","username":"\u0061nn","sub":"\u0061","jti":"\u0061","origin_jti":"\u0061"}"""),
        ("access", $$"""{"aud":[{{Escaped(50)}}]}"""),
        ("access", $$"""{"custom:list":[{{Escaped(50)}}],"custom:text":"\u0061","custom:object":{"\u0061":"\u0062"} }"""),
        ("access", """{"custom:n":[1,2.5e3,true,null,{"a":["\u0062"]}]}"""),
        ("access", """{"\u0063ustom:text":"a"}"""),
        ("id", $$"""{"aud":[{{Escaped(50)}},"3n4b5\u0065xampleclient"]}"""),
    ];

    public static TheoryData<string, string, string> EscapedClaims
    {
        get
        {
            var all = new TheoryData<string, string, string>();
            foreach ((string use, string claims) in EscapedTokens)
            {
                all.Add(use, claims, "route");
                all.Add(use, claims, "principal");
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(EscapedClaims))]
    public void A_cached_token_with_escaped_claims_allocates_nothing(string use, string claims, string scope)
    {
        const string Permissions = """
            {"version":1,"rules":[
              {"id":"any","effect":"allow","routes":["GET /pets"]},
              {"id":"all","effect":"deny","routes":["GET /{claim:custom:text}/**"],"when":{"anyGroup":["none"],"anyScope":["none"],
                "claims":{"custom:list":["x"],"custom:text":["x",5],"custom:n":[2500],"custom:object":["x"]}}},
              {"id":"values","effect":"deny","routes":["* /nowhere"],"when":{"claims":{"custom:list":["x"],"custom:n":[7]}}}]}
            """;
        _ = _options.Permissions(Permissions).Set("AUTHORIZER_TOKEN_CACHE_ENTRIES", "8").Set("AUTHORIZER_TOKEN_USE", "any").Set("AUTHORIZER_POLICY_SCOPE", scope)
            .Set("AUTHORIZER_CONTEXT_CLAIMS", "custom:list,custom:text,custom:object,custom:n");
        JsonObject payload = use == "id" ? TestTokens.IdClaims() : TestTokens.AccessClaims();
        foreach (string name in JsonNode.Parse(claims)!.AsObject().Select(claim => claim.Key))
        {
            _ = payload.Remove(name);
        }

        string token = TestTokens.WithPayload(payload.ToJsonString()[..^1] + "," + claims[1..]);

        Assert.Equal(0, AllocatedByInvocation(token, "/pets"));
    }

    [Theory]
    [InlineData(true, "plain")]
    [InlineData(true, "hash")]
    [InlineData(false, "plain")]
    public void Writing_a_log_line_allocates_nothing(bool allowed, string subject)
    {
        _ = _options.Set("AUTHORIZER_LOG_SUBJECT", subject).Set("AUTHORIZER_LOG_SUBJECT_KEY", new string('k', 32));

        Assert.Equal(0, AllocatedByLog(allowed ? TestTokens.Access() : "a.b.c"));
    }

    [Theory]
    [InlineData("allowed", "/pets")]
    [InlineData("denied", "/elsewhere")]
    [InlineData("expired", "/pets")]
    [InlineData("tampered", "/pets")]
    [InlineData("malformed", "/pets")]
    public void A_whole_invocation_allocates_nothing(string kind, string path)
    {
        string token = kind switch
        {
            "expired" => TestTokens.Access(claims => claims["exp"] = 1),
            "tampered" => TestTokens.Access()[..^8] + "AAAAAAAA",
            "malformed" => "a.b.c",
            _ => TestTokens.Access(),
        };
        _ = _options.Set("AUTHORIZER_TOKEN_CACHE_ENTRIES", "8");

        Assert.Equal(0, AllocatedByInvocation(token, path));
    }

    // A tool name can be encoded in Base64. Decoding it must not allocate.
    [Theory]
    [InlineData("POST", "get_order")]
    [InlineData("POST", "=?base64?Z2V0X29yZGVy?=")]
    [InlineData("POST", "=?base64?Z2V0X29yZGV?=")]
    [InlineData("POST", "cancel_order")]
    [InlineData("POST", "\u0001")]
    [InlineData("GET", "get_order")]
    public void A_decision_about_an_mcp_request_allocates_nothing(string method, string name)
    {
        const string Permissions = """
            {"version":1,"rules":[
              {"id":"get","effect":"allow","routes":["MCP /mcp tools/call get_*","MCP /{any}/** tools/call {claim:username}"]},
              {"id":"cancel","effect":"allow","routes":["MCP /mcp tools/call cancel_order"],"when":{"anyScope":["orders/cancel"]}},
              {"id":"deny","effect":"deny","routes":["MCP /mcp * get_secret"]}]}
            """;
        _ = _options.Permissions(Permissions).Set("AUTHORIZER_TOKEN_CACHE_ENTRIES", "8").Set("AUTHORIZER_RESOURCE_METADATA_URL", "https://example.com/m");
        JsonObject request = TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access()), method, "/mcp");
        foreach ((string header, string value) in new[] { ("Mcp-Protocol-Version", "2026-07-28"), ("Mcp-Method", "tools/call"), ("Mcp-Name", name) })
        {
            request["headers"]![header] = value;
            request["multiValueHeaders"]![header] = new JsonArray(value);
        }

        Assert.Equal(0, AllocatedByInvocation(request));
    }

    private static string Escaped(int strings) => string.Join(',', Enumerable.Range(0, strings).Select(i => $"\"\\u0067roup-{i}\""));

    private long AllocatedByInvocation(string token, string path) => AllocatedByInvocation(TestEvents.RestRequest(TestEvents.Bearer(token), "GET", path));

    private long AllocatedByInvocation(JsonObject json)
    {
        var function = AuthorizerFunction.Create(
            SettingsReader.Read(_options.Variables.GetValueOrDefault, "/nowhere"), new OpenSslPlatform(), System.IO.Stream.Null, static () => Moment.Now);
        byte[] request = Encoding.UTF8.GetBytes(json.ToJsonString());
        var answer = new ArrayBufferWriter<byte>(4096);
        for (int i = 0; i < 4; i++)
        {
            Invoke();
        }

        const int Calls = 10;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Calls; i++)
        {
            Invoke();
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;

        void Invoke()
        {
            answer.ResetWrittenCount();
            _ = function.Handle(new Invocation("8476a536-e9f4-11e8-9739-2dfe598c3fcd"u8, default, request), answer);
            function.AnswerSent();
        }
    }

    private long AllocatedByLog(string token)
    {
        TestAuthorization authorization = TestAuthorization.Create(_options);
        var log = new Log(System.IO.Stream.Null, LogLevel.Info);
        var decisions = new DecisionLog(log, new SubjectWriter(LogSubject.Plain, key: null, new OpenSslRs256()));
        authorization.Decide(Encoding.UTF8.GetBytes(TestEvents.RestRequest(TestEvents.Bearer(token)).ToJsonString()), out Decision decision);
        var facts = new InvocationFacts
        {
            RequestId = "8476a536-e9f4-11e8-9739-2dfe598c3fcd"u8,
            Trace = TraceHeader.Read("Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=0"u8),
        };
        decisions.Write(decision, facts);

        const int Lines = 10;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Lines; i++)
        {
            decisions.Write(decision, facts);
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private long Allocated(string token, bool allowed)
    {
        TestAuthorization authorization = TestAuthorization.Create(_options);
        byte[] request = Encoding.UTF8.GetBytes(TestEvents.RestRequest(TestEvents.Bearer(token)).ToJsonString());

        // The first calls enlarge the buffers and use up the fetch that an unknown key id causes.
        for (int i = 0; i < 3; i++)
        {
            authorization.Decide(request, out Decision warm);
            Assert.Equal(allowed, warm.Outcome.IsAllowed);
        }

        const int Calls = 10;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Calls; i++)
        {
            authorization.Decide(request, out _);
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / Calls;
    }
}
