using System;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace Contract;

/// <summary>Claims in paths: strings, integers by their digits, and arrays of which any element may match; in both policy scopes.</summary>
public abstract class PathClaimTests(IAuthorizerHost host) : ContractTests(host)
{
    private const string Rules = """
        {
          "version": 1,
          "rules": [
            { "id": "own", "effect": "allow", "routes": ["* /tenants/{claim:tenants}/**"] },
            { "id": "both", "effect": "allow", "routes": ["GET /of/{claim:tenants}/and/{claim:regions}"] },
            { "id": "closed", "effect": "deny", "routes": ["* /tenants/{claim:blocked}/**"] }
          ]
        }
        """;

    [Theory]
    [InlineData("[\"acme\",\"globex\"]", "acme", true)]
    [InlineData("[\"acme\",\"globex\"]", "globex", true)]
    [InlineData("[\"acme\",\"globex\"]", "acme,globex", false)]
    [InlineData("[\"ac\\u006de\"]", "acme", true)]
    [InlineData("[1,true,null,{\"a\":\"x\"},[\"x\"],\"acme\"]", "acme", true)]
    [InlineData("[1,true,null,{\"a\":\"x\"},[\"x\"],\"acme\"]", "x", false)]
    [InlineData("[1,true,null]", "1", true)]
    [InlineData("[true,null]", "true", false)]
    [InlineData("[true,null]", "null", false)]
    [InlineData("[]", "[]", false)]
    [InlineData("{\"acme\":1}", "acme", false)]
    [InlineData("42", "42", true)]
    [InlineData("42.0", "42", true)]
    [InlineData("4.2e1", "42", true)]
    [InlineData("42.5", "42.5", false)]
    [InlineData("42", "042", false)]
    [InlineData("42", "42.0", false)]
    [InlineData("-7", "-7", true)]
    [InlineData("-0", "0", true)]
    [InlineData("-0", "-0", false)]
    [InlineData("9007199254740993", "9007199254740993", true)]
    [InlineData("9007199254740993", "9007199254740992", false)]
    [InlineData("1e3", "1000", true)]
    [InlineData("1e3", "1e3", false)]
    [InlineData("1e2147483648", "1", false)]
    [InlineData("true", "true", false)]
    public async Task A_segment_matches_any_text_that_the_claim_holds(string claim, string segment, bool matches)
    {
        string bearer = Bearer(("tenants", claim));
        foreach (string scope in new[] { "route", "principal" })
        {
            IAuthorizer authorizer = await StartAsync(new AuthorizerOptions(("AUTHORIZER_POLICY_SCOPE", scope)).Permissions(Rules));
            Answer answer = await authorizer.InvokeAsync(TestEvents.RestRequest(bearer, path: $"/tenants/{segment}/orders"));

            Assert.Equal(matches ? null : "route_not_permitted", answer.Reason);
            bool inPolicy = answer.Json["policyDocument"]!.ToJsonString().Contains($"GET/tenants/{segment}/*", StringComparison.Ordinal);
            Assert.Equal(matches && scope == "principal", inPolicy);
        }
    }

    [Fact]
    public async Task A_deny_rule_takes_each_element()
    {
        string bearer = Bearer(("tenants", "[\"acme\",\"globex\"]"), ("blocked", "[7,\"globex\"]"));
        foreach (string scope in new[] { "route", "principal" })
        {
            IAuthorizer authorizer = await StartAsync(new AuthorizerOptions(("AUTHORIZER_POLICY_SCOPE", scope)).Permissions(Rules));

            Assert.Null((await authorizer.InvokeAsync(TestEvents.RestRequest(bearer, path: "/tenants/acme"))).Reason);
            Assert.Equal("route_not_permitted", (await authorizer.InvokeAsync(TestEvents.RestRequest(bearer, path: "/tenants/globex"))).Reason);
        }
    }

    [Fact]
    public async Task A_policy_has_one_resource_for_each_element_and_each_pair()
    {
        IAuthorizer authorizer = await PrincipalAsync();
        string bearer = Bearer(("tenants", "[\"a\",\"b\",\"a\",\"..\",\"x/y\",\"*\"]"), ("regions", "[1,\"e\\u0075\",1.0]"));

        Answer answer = await authorizer.InvokeAsync(TestEvents.RestRequest(bearer, path: "/of/b/and/eu"));

        answer.IsAllowed();
        string[] resources = Allowed(answer);
        Assert.Equal(["/of/a/and/1", "/of/a/and/eu", "/of/b/and/1", "/of/b/and/eu"], resources.Where(resource => resource.StartsWith("/of", StringComparison.Ordinal)));
        Assert.Equal(4, resources.Count(resource => resource.StartsWith("/tenants", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_element_that_IAM_could_read_as_a_variable_reduces_the_policy_to_the_request()
    {
        IAuthorizer authorizer = await PrincipalAsync();

        Answer answer = await authorizer.InvokeAsync(TestEvents.RestRequest(Bearer(("tenants", "[\"acme\",\"${aws:username}\"]")), path: "/tenants/acme"));

        answer.IsAllowed();
        Assert.Equal(TestEvents.Arn("GET", "/tenants/acme"), answer.Json["policyDocument"]!["Statement"]![0]!["Resource"]!.GetValue<string>());
        Assert.Contains(authorizer.LogLines, line => line.Contains("\"PolicyFallbacks\":1", StringComparison.Ordinal));
    }

    // Alike, so that no list of different resources ends the work; and of what no path can have, so that there are no resources at all.
    [Theory]
    [InlineData("\"a\"")]
    [InlineData("\"/\"")]
    [InlineData("1e1500")]
    public async Task Long_arrays_in_one_route_take_bounded_time(string element)
    {
        IAuthorizer authorizer = await StartAsync(new AuthorizerOptions(
            ("AUTHORIZER_POLICY_SCOPE", "principal"), ("AUTHORIZER_MAX_TOKEN_BYTES", "1048576")).Permissions(Rules));
        string array = $"[\"first\",{string.Join(',', Enumerable.Repeat(element, 20_000))}]";
        string bearer = Bearer(("tenants", array.Replace(element, "\"b\"", StringComparison.Ordinal)), ("regions", array));

        long start = Stopwatch.GetTimestamp();
        Answer answer = await authorizer.InvokeAsync(TestEvents.RestRequest(bearer, path: "/of/first/and/first"));

        answer.IsAllowed();
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 5);
    }

    private static string Bearer(params (string Name, string Json)[] claims) => TestEvents.Bearer(TestTokens.WithPayload(
        TestTokens.AccessClaims().ToJsonString()[..^1] + string.Concat(claims.Select(claim => $",\"{claim.Name}\":{claim.Json}")) + "}"));

    private static string[] Allowed(Answer answer) =>
    [
        .. answer.Json["policyDocument"]!["Statement"]![0]!["Resource"]!.AsArray()
            .Select(resource => resource!.GetValue<string>()[TestEvents.ArnPrefix.Length..])
            .Where(resource => resource.StartsWith("GET", StringComparison.Ordinal)).Select(resource => resource["GET".Length..]),
    ];

    private Task<IAuthorizer> PrincipalAsync() => StartAsync(new AuthorizerOptions(("AUTHORIZER_POLICY_SCOPE", "principal")).Permissions(Rules));
}
