using System;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace Contract;

/// <summary>
/// Claims in paths, in both policy scopes. A path segment can equal a string, the digits of an integer, or any element of an array.
/// </summary>
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
    public async Task A_segment_must_equal_a_value_of_the_claim(string claim, string segment, bool matches)
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
    public async Task A_deny_rule_matches_each_element_of_an_array()
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
    public async Task A_policy_has_one_resource_for_each_combination_of_elements()
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
    public async Task An_element_that_looks_like_a_policy_variable_limits_the_policy_to_the_requested_route()
    {
        IAuthorizer authorizer = await PrincipalAsync();

        Answer answer = await authorizer.InvokeAsync(TestEvents.RestRequest(Bearer(("tenants", "[\"acme\",\"${aws:username}\"]")), path: "/tenants/acme"));

        answer.IsAllowed();
        Assert.Equal(TestEvents.Arn("GET", "/tenants/acme"), answer.Json["policyDocument"]!["Statement"]![0]!["Resource"]!.GetValue<string>());
        Assert.Contains(authorizer.LogLines, line => line.Contains("\"PolicyFallbacks\":1", StringComparison.Ordinal));
    }

    // Equal elements add no new resource, so the size limit of a policy never stops the evaluation. Elements that cannot be a path segment add
    // no resource at all.
    [Theory]
    [InlineData("\"a\"")]
    [InlineData("\"/\"")]
    [InlineData("1e1500")]
    public async Task Two_long_arrays_in_one_route_are_evaluated_within_five_seconds(string element)
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
