using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Json.Nodes;
using Authorizer.Claims;
using Authorizer.Configuration;
using Authorizer.Keys;
using Authorizer.Keys.Fetching;
using Authorizer.Permissions;
using Authorizer.Telemetry;
using Contract;
using Xunit;

namespace Authorizer.Tests.Tokens;

/// <summary>What deciding allocates. Allocations repeat exactly, times do not, so these stand for the speed of the path.</summary>
public sealed class AllocationTests : IDisposable
{
    // The budget for one verification outside the RSA call.
    private const int MaxBytesPerVerification = 1024;

    private readonly AuthorizerOptions _options = new(("AUTHORIZER_DECISION_CACHE_ENTRIES", "0"));

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
    public void A_refusal_before_the_signature_allocates_nothing(string token) => Assert.Equal(0, Allocated(token, allowed: false));

    [Fact]
    public void A_verification_allocates_little() => Assert.InRange(Allocated(TestTokens.Access(), allowed: true), 0, MaxBytesPerVerification);

    [Fact]
    public void A_remembered_token_allocates_nothing()
    {
        _ = _options.Set("AUTHORIZER_DECISION_CACHE_ENTRIES", "8");

        Assert.Equal(0, Allocated(TestTokens.Access(), allowed: true));
    }

    private long Allocated(string token, bool allowed)
    {
        Settings settings = SettingsReader.Read(_options.Variables.GetValueOrDefault, "/nowhere");
        var claims = new ClaimNames();
        var rules = new RuleSet(PermissionsReader.ReadFile(settings), claims);
        var log = new Log(System.IO.Stream.Null, LogLevel.Error);
        var keys = new KeyRing(settings, new JwksFetcher(1000, tlsRootsFile: null, settings.SignatureVerifier, log));
        var pipeline = new AuthorizationPipeline(settings, keys, rules, claims);
        byte[] request = Encoding.UTF8.GetBytes(TestEvents.RestRequest(TestEvents.Bearer(token)).ToJsonString());
        Moment now = Moment.Now;

        // The first calls grow buffers once, and let an unknown key id have its one fetch.
        for (int i = 0; i < 3; i++)
        {
            pipeline.Decide(request, now, out Decision warm);
            Assert.Equal(allowed, warm.Outcome == Outcome.Allowed);
        }

        const int Calls = 10;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Calls; i++)
        {
            pipeline.Decide(request, now, out _);
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / Calls;
    }
}
