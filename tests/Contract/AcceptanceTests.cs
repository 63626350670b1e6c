using System;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace Contract;

/// <summary>Variables that accept more or fewer tokens: bare tokens, audiences, replica Regions, and the tenant claim.</summary>
public abstract class AcceptanceTests(IAuthorizerHost host) : ContractTests(host)
{
    private const string Replica = "https://cognito-idp.us-west-2.amazonaws.com/" + TestTokens.UserPoolId;
    private const string NewerReplica = "https://issuer-cognito-idp.us-west-2.amazonaws.com/" + TestTokens.UserPoolId;

    [Theory]
    [InlineData("")]
    [InlineData("Bearer ")]
    [InlineData("bearer   ")]
    public async Task A_bare_token_is_accepted_if_the_scheme_is_optional(string scheme)
    {
        IAuthorizer authorizer = await StartAsync(("AUTHORIZER_BEARER", "optional"));
        string value = scheme + TestTokens.Access();

        (await authorizer.InvokeAsync(TestEvents.RestToken(value))).IsAllowed();
        (await authorizer.InvokeAsync(TestEvents.RestRequest(value))).IsAllowed();
        (await authorizer.InvokeAsync(TestEvents.HttpV1(value))).IsAllowed();
        (await authorizer.InvokeAsync(TestEvents.HttpV2(value))).IsAllowed();
    }

    [Theory]
    [InlineData("Basic {0}", "token_malformed")]
    [InlineData("{0} {0}", "token_malformed")]
    [InlineData("Bearer Bearer {0}", "token_malformed")]
    [InlineData("Bearer\t{0}", "token_malformed")]
    [InlineData("Bearer", "token_missing")]
    [InlineData("undefined", "token_malformed")]
    public async Task A_value_other_than_one_token_is_refused_if_the_scheme_is_optional(string value, string code)
    {
        IAuthorizer authorizer = await StartAsync(("AUTHORIZER_BEARER", "optional"));

        (await authorizer.InvokeAsync(TestEvents.RestToken(value.Replace("{0}", TestTokens.Access(), StringComparison.Ordinal)))).IsUnauthorized(code);
    }

    [Fact]
    public async Task Two_joined_bare_tokens_are_refused()
    {
        IAuthorizer authorizer = await StartAsync(("AUTHORIZER_BEARER", "optional"));

        (await authorizer.InvokeAsync(TestEvents.HttpV2(TestTokens.Access() + "," + TestTokens.Access(c => c["jti"] = "other")))).IsUnauthorized("token_malformed");
    }

    [Theory]
    [InlineData("\"https://api.example.com\"", null)]
    [InlineData("[\"https://other.example.com\",\"https://api.example.com\"]", null)]
    [InlineData("[\"urn:api\"]", null)]
    [InlineData(null, "audience_not_allowed")]
    [InlineData("[]", "audience_not_allowed")]
    [InlineData("\"\"", "audience_not_allowed")]
    [InlineData("\"https://api.example.com/\"", "audience_not_allowed")]
    [InlineData("\"HTTPS://API.EXAMPLE.COM\"", "audience_not_allowed")]
    [InlineData("\"https://api.example.com,urn:api\"", "audience_not_allowed")]
    [InlineData("[\"https://api.example.com\",1]", "claim_invalid")]
    [InlineData("[[\"https://api.example.com\"]]", "claim_invalid")]
    [InlineData("null", "claim_invalid")]
    [InlineData("{\"urn:api\":1}", "claim_invalid")]
    public async Task An_access_token_must_have_a_configured_audience(string? audience, string? code)
    {
        IAuthorizer authorizer = await StartAsync(("AUTHORIZER_AUDIENCES", "https://api.example.com, urn:api"));
        string token = TestTokens.Access(c =>
        {
            if (audience is not null)
            {
                c["aud"] = JsonNode.Parse(audience);
            }
        });

        Answer answer = await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(token)));
        Answer again = await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(token)));
        foreach (Answer each in new[] { answer, again })
        {
            if (code is null)
            {
                each.IsAllowed();
            }
            else
            {
                each.IsUnauthorized(code);
            }
        }
    }

    [Fact]
    public async Task An_id_token_is_accepted_without_a_configured_audience()
    {
        IAuthorizer authorizer = await StartAsync(("AUTHORIZER_AUDIENCES", "urn:api"), ("AUTHORIZER_TOKEN_USE", "any"));

        (await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Id())))).IsAllowed();
        (await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access())))).IsUnauthorized("audience_not_allowed");
    }

    [Fact]
    public async Task The_start_fails_if_audiences_are_set_and_access_tokens_are_refused()
    {
        StartFailedException failure = await Assert.ThrowsAsync<StartFailedException>(
            () => StartAsync(("AUTHORIZER_AUDIENCES", "urn:api"), ("AUTHORIZER_TOKEN_USE", "id")));

        Assert.Equal("AUTHORIZER_AUDIENCES applies to access tokens, which AUTHORIZER_TOKEN_USE=id refuses; remove one of them", failure.Message);
    }

    [Theory]
    [InlineData(TestTokens.Issuer)]
    [InlineData(TestTokens.NewerIssuer)]
    [InlineData(Replica)]
    [InlineData(NewerReplica)]
    public async Task The_issuers_of_a_pool_and_of_its_replica_are_accepted(string issuer)
    {
        JsonObject keys = JsonNode.Parse(SigningKey.Jwks(SigningKey.Default.Jwk()))!.AsObject();
        var pinned = new JsonObject { [issuer] = keys };
        using var options = new AuthorizerOptions(("AUTHORIZER_USER_POOL_IDS", TestTokens.UserPoolId + "@us-west-2"), ("AUTHORIZER_JWKS_URIS", Nowhere()));
        IAuthorizer authorizer = await StartAsync(options.Jwks(pinned.ToJsonString()));

        (await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access(c => c["iss"] = issuer))))).IsAllowed();
        (await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access(
            c => c["iss"] = issuer.Replace("us-", "eu-", StringComparison.Ordinal)))))).IsUnauthorized("issuer_not_allowed");
    }

    [Fact]
    public async Task A_pool_can_have_several_replicas()
    {
        JsonObject keys = JsonNode.Parse(SigningKey.Jwks(SigningKey.Default.Jwk()))!.AsObject();
        string third = Replica.Replace("us-west-2", "eu-west-1", StringComparison.Ordinal);
        using var options = new AuthorizerOptions(
            ("AUTHORIZER_USER_POOL_IDS", $"{TestTokens.UserPoolId}@us-west-2, {TestTokens.UserPoolId}@eu-west-1"), ("AUTHORIZER_JWKS_URIS", null));
        IAuthorizer authorizer = await StartAsync(options.Jwks(new JsonObject
        {
            [TestTokens.Issuer] = keys.DeepClone(),
            [Replica] = keys.DeepClone(),
            [third] = keys,
        }.ToJsonString()));

        (await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access(c => c["iss"] = third))))).IsAllowed();
    }

    [Theory]
    [InlineData("us-east-1_TestPool1@")]
    [InlineData("us-east-1_TestPool1@us-east-1")]
    [InlineData("us-east-1_TestPool1@evil.example/")]
    [InlineData("us-east-1_TestPool1@us-west-2@eu-west-1")]
    [InlineData("us-east-1_TestPool1@us-west-2,us-east-1_TestPool1@us-west-2")]
    [InlineData("@us-west-2")]
    [InlineData("us-east-1_TestPool1@US-WEST-2")]
    [InlineData("us-east-1_TestPool1@-")]
    public async Task The_start_fails_if_a_replica_is_invalid(string pools)
    {
        StartFailedException failure = await Assert.ThrowsAsync<StartFailedException>(() => StartAsync(("AUTHORIZER_USER_POOL_IDS", pools)));

        Assert.StartsWith("AUTHORIZER_USER_POOL_IDS", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"acme\"", "acme")]
    [InlineData("42", "42")]
    [InlineData("4.2e1", "42")]
    [InlineData("-0", "0")]
    [InlineData("\"a\\u0020b\\r\\nX-Amz-Tenant-Id: other\"", "a b\r\nX-Amz-Tenant-Id: other")]
    public async Task The_tenant_is_in_the_context(string claim, string tenant)
    {
        IAuthorizer authorizer = await StartAsync(("AUTHORIZER_TENANT_CLAIM", "custom:tenant"));
        string bearer = TestEvents.Bearer(TestTokens.WithPayload(WithTenant(claim)));

        Assert.Equal(tenant, (await authorizer.InvokeAsync(TestEvents.RestRequest(bearer))).Context["tenantId"]!.GetValue<string>());
        Assert.Equal(tenant, (await authorizer.InvokeAsync(TestEvents.HttpV2(bearer))).Context["tenantId"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("[\"acme\"]")]
    [InlineData("[]")]
    [InlineData("\"\"")]
    [InlineData("4.2")]
    [InlineData("1e999999999999")]
    [InlineData("true")]
    [InlineData("null")]
    [InlineData("{}")]
    public async Task An_invalid_tenant_claim_is_refused(string claim)
    {
        IAuthorizer authorizer = await StartAsync(("AUTHORIZER_TENANT_CLAIM", "custom:tenant"));

        (await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(TestTokens.WithPayload(WithTenant(claim)))))).IsUnauthorized("claim_invalid");
    }

    [Fact]
    public async Task A_tenant_header_of_the_request_is_ignored()
    {
        IAuthorizer authorizer = await StartAsync(("AUTHORIZER_TENANT_CLAIM", "custom:tenant"));
        JsonObject request = TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access())).With(e => e["headers"]!["X-Amz-Tenant-Id"] = "acme");

        Answer answer = await authorizer.InvokeAsync(request);

        answer.IsAllowed();
        Assert.DoesNotContain("acme", answer.Text, StringComparison.Ordinal);
        Assert.False(answer.Context.ContainsKey("tenantId"));
    }

    private static string WithTenant(string claim) => TestTokens.AccessClaims().ToJsonString()[..^1] + $$""","custom:tenant":{{claim}}}""";

    private static string Nowhere() => string.Join(
        ',', new[] { TestTokens.Issuer, TestTokens.NewerIssuer, Replica, NewerReplica }.Select((issuer, i) => $"{issuer}=http://127.0.0.1:9/{i}"));
}
