using System;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace Contract;

/// <summary>Conditions on the issuer, on the time of the sign-in and on the source address of the request.</summary>
public abstract class ConditionTests(IAuthorizerHost host) : ContractTests(host)
{
    private static readonly string[] AddressHeaders = ["X-Forwarded-For", "X-Real-IP", "Forwarded", "CF-Connecting-IP", "True-Client-IP", "sourceIp"];

    private const string OtherPool = "us-east-1_TestPool2";
    private const string OtherIssuer = "https://cognito-idp.us-east-1.amazonaws.com/" + OtherPool;

    [Theory]
    [InlineData(TestTokens.Issuer, TestTokens.Issuer, true)]
    [InlineData(TestTokens.UserPoolId, TestTokens.Issuer, true)]
    [InlineData(TestTokens.UserPoolId, TestTokens.NewerIssuer, true)]
    [InlineData(TestTokens.Issuer, TestTokens.NewerIssuer, false)]
    [InlineData(TestTokens.UserPoolId, OtherIssuer, false)]
    [InlineData(TestTokens.UserPoolId, "https://login.example.com/" + TestTokens.UserPoolId, false)]
    [InlineData(OtherPool, OtherIssuer, true)]
    [InlineData("https://login.example.com/" + TestTokens.UserPoolId, "https://login.example.com/" + TestTokens.UserPoolId, true)]
    public async Task A_rule_can_require_an_issuer(string asked, string issuer, bool matches)
    {
        JsonNode keys = JsonNode.Parse(SigningKey.Jwks(SigningKey.Default.Jwk()))!;
        using AuthorizerOptions options = Rules($$"""{"issuers":["{{asked}}"]}""");
        _ = options.Set("AUTHORIZER_USER_POOL_IDS", $"{TestTokens.UserPoolId},{OtherPool}")
            .Set("AUTHORIZER_ISSUERS", "https://login.example.com/" + TestTokens.UserPoolId)
            .Jwks(new JsonObject { [issuer] = keys }.ToJsonString());
        IAuthorizer authorizer = await StartAsync(options);

        await DecidesAsync(authorizer, TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access(c => c["iss"] = issuer))), matches);
    }

    [Theory]
    [InlineData(0, null, 60, true)]
    [InlineData(55, null, 60, true)]
    [InlineData(61, null, 60, false)]
    [InlineData(100_000, 10, 60, false)]
    [InlineData(null, 10, 60, true)]
    [InlineData(null, 61, 60, false)]
    [InlineData(null, null, 60, false)]
    [InlineData(null, null, int.MaxValue, false)]
    [InlineData(-3000, null, 1, true)]
    public async Task A_rule_can_require_a_recent_sign_in(int? signedIn, int? issued, int seconds, bool matches)
    {
        IAuthorizer authorizer = await StartAsync(Rules($$"""{"signedInWithin":{{seconds}}}"""));
        string token = TestTokens.Access(c =>
        {
            _ = c.Remove("auth_time");
            _ = c.Remove("iat");
            if (signedIn is { } age)
            {
                c["auth_time"] = TestTokens.Now - age;
            }

            if (issued is { } ago)
            {
                c["iat"] = TestTokens.Now - ago;
            }
        });

        // The second call uses the token cache.
        await DecidesAsync(authorizer, TestEvents.RestRequest(TestEvents.Bearer(token)), matches);
        await DecidesAsync(authorizer, TestEvents.HttpV2(TestEvents.Bearer(token)), matches);
    }

    [Fact]
    public async Task The_age_of_a_cached_token_increases()
    {
        IAuthorizer authorizer = await StartAsync(Rules("""{"signedInWithin":20}"""));
        string bearer = TestEvents.Bearer(TestTokens.Access(c => c["auth_time"] = TestTokens.Now - 18));

        await DecidesAsync(authorizer, TestEvents.RestRequest(bearer), matches: true);
        await Task.Delay(TimeSpan.FromSeconds(3));
        await DecidesAsync(authorizer, TestEvents.RestRequest(bearer), matches: false);
    }

    [Theory]
    [InlineData("192.0.2.0/24", "192.0.2.255", true)]
    [InlineData("192.0.2.0/24", "192.0.3.0", false)]
    [InlineData("192.0.2.0/24", "::ffff:192.0.2.7", true)]
    [InlineData("192.0.2.0/24", "::ffff:c000:207", true)]
    [InlineData("0.0.0.0/0", "2001:db8::1", false)]
    [InlineData("2001:db8::/32", "2001:0DB8:0:0::1", true)]
    [InlineData("2001:db8::/32", "2001:db9::1", false)]
    [InlineData("::/0", "192.0.2.7", false)]
    public async Task A_rule_can_require_a_source_address(string block, string address, bool matches)
    {
        IAuthorizer authorizer = await StartAsync(Rules($$"""{"sourceIp":["198.51.100.0/24","{{block}}"]}"""));
        string bearer = TestEvents.Bearer(TestTokens.Access());

        await DecidesAsync(authorizer, From(TestEvents.RestRequest(bearer), address), matches);
        await DecidesAsync(authorizer, From(TestEvents.HttpV1(bearer), address), matches);
        await DecidesAsync(authorizer, From(TestEvents.HttpV2(bearer), address), matches);
        await DecidesAsync(
            authorizer, From(TestEvents.WebSocketConnect(null).With(e => e["headers"]!["Authorization"] = bearer), address), matches);
    }

    [Fact]
    public async Task Headers_do_not_change_the_source_address()
    {
        IAuthorizer authorizer = await StartAsync(Rules("""{"sourceIp":["198.51.100.0/24"]}"""));
        JsonObject request = TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access())).With(e =>
        {
            foreach (string header in AddressHeaders)
            {
                e["headers"]![header] = "198.51.100.1";
            }

            e["requestContext"]!["sourceIp"] = "198.51.100.1";
            e["requestContext"]!["http"] = new JsonObject { ["sourceIp"] = "198.51.100.1" };
        });

        (await authorizer.InvokeAsync(request)).IsDenied("route_not_permitted");
        (await authorizer.InvokeAsync(TestEvents.HttpV2(TestEvents.Bearer(TestTokens.Access())).With(e =>
            e["requestContext"]!["identity"] = new JsonObject { ["sourceIp"] = "198.51.100.1" }))).IsDenied("route_not_permitted");
    }

    // A deny rule cannot be compared with an unreadable address. If the event were decided, a blocked caller could be allowed.
    [Theory]
    [InlineData("\"\"")]
    [InlineData("\"test-invoke-source-ip\"")]
    [InlineData("\"192.0.2.1, 198.51.100.1\"")]
    [InlineData("\"192.0.2.1:443\"")]
    [InlineData("\"192.0.2.01\"")]
    [InlineData("\"fe80::1%eth0\"")]
    [InlineData("\"[2001:db8::1]\"")]
    [InlineData("null")]
    [InlineData("1")]
    [InlineData("[\"192.0.2.1\"]")]
    [InlineData("\"192.0.2.1\",\"sourceIp\":\"192.0.2.1\"")]
    [InlineData("\"192.0.2.1\",\"source\\u0049p\":\"198.51.100.1\"")]
    public async Task An_event_with_an_unreadable_address_is_unsupported(string address)
    {
        IAuthorizer authorizer = await StartAsync(new AuthorizerOptions().Permissions("""
            {"version":1,"rules":[
              {"id":"all","effect":"allow","routes":["* /**"]},
              {"id":"blocked","effect":"deny","routes":["* /**"],"when":{"sourceIp":["198.51.100.0/24"]}}]}
            """));
        string bearer = TestEvents.Bearer(TestTokens.Access());
        string rest = TestEvents.RestRequest(bearer).ToJsonString().Replace("\"sourceIp\":\"192.0.2.1\"", "\"sourceIp\":" + address, StringComparison.Ordinal);
        string http = TestEvents.HttpV2(bearer).ToJsonString().Replace("\"sourceIp\":\"192.0.2.1\"", "\"sourceIp\":" + address, StringComparison.Ordinal);

        foreach (string request in new[] { rest, http })
        {
            Answer answer = await authorizer.InvokeAsync(System.Text.Encoding.UTF8.GetBytes(request));
            Assert.True(answer.IsError, answer.Text);
            Assert.Equal("Authorizer.EventUnsupported", answer.ErrorType);
        }
    }

    [Fact]
    public async Task An_event_without_an_address_is_unsupported_if_a_rule_requires_an_address()
    {
        string bearer = TestEvents.Bearer(TestTokens.Access());
        JsonObject[] requests =
        [
            TestEvents.RestToken(bearer),
            TestEvents.RestRequest(bearer).With(e => e["requestContext"]!["identity"] = null),
            TestEvents.RestRequest(bearer).With(e => e["requestContext"]!["identity"] = new JsonObject()),
            TestEvents.RestRequest(bearer).With(e => _ = e.Remove("requestContext")),
            TestEvents.HttpV2(bearer).With(e => _ = e["requestContext"]!["http"]!.AsObject().Remove("sourceIp")),
        ];
        IAuthorizer asking = await StartAsync(Rules("""{"sourceIp":["192.0.2.0/24"]}"""));
        IAuthorizer other = await StartAsync(Rules("""{"anyGroup":["readers"]}"""));
        foreach (JsonObject request in requests)
        {
            (await asking.InvokeAsync(request)).IsServerError("Authorizer.EventUnsupported", "event_unsupported");
            (await other.InvokeAsync(request)).IsAllowed();
        }
    }

    [Fact]
    public async Task A_malformed_token_is_refused_before_the_address_is_read()
    {
        IAuthorizer authorizer = await StartAsync(Rules("""{"sourceIp":["192.0.2.0/24"]}"""));

        (await authorizer.InvokeAsync(TestEvents.RestToken("Bearer x"))).IsUnauthorized("token_malformed");
    }

    [Theory]
    [InlineData("""{"signedInWithin":60}""", "\"signedInWithin\" cannot be used with AUTHORIZER_POLICY_SCOPE=principal")]
    [InlineData("""{"sourceIp":["192.0.2.0/24"]}""", "\"sourceIp\" cannot be used with AUTHORIZER_POLICY_SCOPE=principal")]
    public async Task The_start_fails_if_a_cached_policy_cannot_express_a_condition(string when, string problem)
    {
        using AuthorizerOptions options = Rules(when);
        StartFailedException failure = await Assert.ThrowsAsync<StartFailedException>(() => StartAsync(options.Set("AUTHORIZER_POLICY_SCOPE", "principal")));

        Assert.Contains(problem, failure.Message, StringComparison.Ordinal);
        Assert.Contains("rule \"asked\"", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"issuers":["us-east-1_Unknown"]}""", "\"issuers\": \"us-east-1_Unknown\" is not an accepted issuer")]
    [InlineData("""{"issuers":["https://login.example.com/"]}""", "\"https://login.example.com/\" is not an accepted issuer")]
    [InlineData("""{"issuers":[]}""", "\"issuers\" is empty")]
    [InlineData("""{"issuers":[1]}""", "every entry of \"issuers\" must be a string")]
    [InlineData("""{"signedInWithin":0}""", "\"signedInWithin\" must be a whole number of seconds")]
    [InlineData("""{"signedInWithin":1.5}""", "\"signedInWithin\" must be a whole number of seconds")]
    [InlineData("""{"signedInWithin":"60"}""", "\"signedInWithin\" must be a whole number of seconds")]
    [InlineData("""{"signedInWithin":2147483648}""", "\"signedInWithin\" must be a whole number of seconds")]
    [InlineData("""{"signedInWithin":{"a":[1]},"anyGroup":[]}""", "(1 more")]
    [InlineData("""{"sourceIp":["10.0.0.1"]}""", "write 10.0.0.1/32")]
    [InlineData("""{"sourceIp":["10.0.0.1/8"]}""", "\"sourceIp\": \"10.0.0.1/8\" has host bits set; write 10.0.0.0/8")]
    [InlineData("""{"sourceIp":["10.0.0.0/33"]}""", "from 0 to 32")]
    [InlineData("""{"sourceIp":"10.0.0.0/8"}""", "\"sourceIp\" must be an array")]
    public async Task The_start_fails_if_a_condition_is_invalid(string when, string problem)
    {
        StartFailedException failure = await Assert.ThrowsAsync<StartFailedException>(() => StartAsync(Rules(when)));

        Assert.Contains(problem, failure.Message, StringComparison.Ordinal);
    }

    private static AuthorizerOptions Rules(string when) => new AuthorizerOptions().Permissions(
        $$"""{"version":1,"rules":[{"id":"asked","effect":"allow","routes":["GET /pets","$connect"],"when":{{when}}}]}""");

    private static JsonObject From(JsonObject request, string address) => request.With(e =>
    {
        JsonNode context = e["requestContext"]!;
        if (context["http"] is { } http)
        {
            http["sourceIp"] = address;
        }
        else
        {
            context["identity"] = new JsonObject { ["sourceIp"] = address };
        }
    });

    private static async Task DecidesAsync(IAuthorizer authorizer, JsonObject request, bool matches)
    {
        Answer answer = await authorizer.InvokeAsync(request);
        if (matches)
        {
            answer.IsAllowed();
        }
        else
        {
            answer.IsDenied("route_not_permitted");
        }
    }
}
