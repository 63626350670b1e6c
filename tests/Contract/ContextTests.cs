using System;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace Contract;

/// <summary>
/// The context that backends receive: unambiguous group names, a response to <c>$connect</c> that API Gateway accepts, and usable usage keys.
/// </summary>
public abstract class ContextTests(IAuthorizerHost host) : ContractTests(host)
{
    private const int MaxConnectBytes = 8192;

    [Theory]
    [InlineData("[\"Domain Users\",\"not admins\"]", "Domain%20Users not%20admins")]
    [InlineData("[\"100%\",\"a%20b\",\"a b\"]", "100%25 a%2520b a%20b")]
    [InlineData("[\" \",\"  \",\"%\"]", "%20 %20%20 %25")]
    [InlineData("[\"a,b\",\"c\\td\",\"é\"]", "a,b c\td é")]
    public async Task Spaces_in_group_names_are_escaped(string groups, string expected)
    {
        Answer answer = await InvokeAsync(TestEvents.WebSocketConnect(null).With(e => e["headers"]!["Authorization"] = TestEvents.Bearer(
            TestTokens.Access(c => c["cognito:groups"] = JsonNode.Parse(groups)))));

        answer.IsAllowed();
        string[] names = [.. answer.Context["groups"]!.GetValue<string>().Split(' ').Select(Uri.UnescapeDataString)];
        Assert.Equal(expected, answer.Context["groups"]!.GetValue<string>());
        Assert.Equal(JsonNode.Parse(groups)!.AsArray().Select(name => name!.GetValue<string>()), names);
    }

    [Fact]
    public async Task Claims_that_do_not_fit_into_a_connect_response_are_omitted_and_logged()
    {
        IAuthorizer authorizer = await StartAsync(("AUTHORIZER_CONTEXT_CLAIMS", "first,large,small,huge,last"));
        JsonObject request = Connect(c =>
        {
            c["first"] = "1";
            c["large"] = new string('a', 4500);
            c["small"] = 2;
            c["huge"] = new JsonArray([.. Enumerable.Range(0, 150).Select(_ => JsonValue.Create("\"\\\""))]);
            c["last"] = new string('b', 3500);
        });

        Answer answer = await authorizer.InvokeAsync(request);

        answer.IsAllowed();
        Assert.InRange(answer.Payload.Length, 1, MaxConnectBytes);
        Assert.Equal(["first", "large", "small"], answer.Context.Select(member => member.Key).Where(key => key is "first" or "large" or "small" or "huge" or "last"));
        Assert.Equal("ann", answer.Context["username"]!.GetValue<string>());
        JsonObject warning = Warning(authorizer, "Claims were omitted");
        Assert.Equal("huge,last", warning["claims"]!.GetValue<string>());
        Assert.Equal("gateway-request-1", warning["apiRequestId"]!.GetValue<string>());
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public async Task The_size_limit_of_a_connect_response_is_exact(int tooMany, bool fits)
    {
        IAuthorizer authorizer = await StartAsync(("AUTHORIZER_CONTEXT_CLAIMS", "filler"));
        Answer without = await authorizer.InvokeAsync(Connect(c => c["filler"] = "x"));
        string filler = new('x', MaxConnectBytes - without.Payload.Length + 1 + tooMany);

        Answer answer = await authorizer.InvokeAsync(Connect(c => c["filler"] = filler));

        Assert.Equal(fits, answer.Context.ContainsKey("filler"));
        Assert.Equal(fits ? MaxConnectBytes : without.Payload.Length - ",\"filler\":\"x\"".Length, answer.Payload.Length);
        Assert.Equal(!fits, authorizer.LogLines.Any(line => line.Contains("Claims were omitted", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Other_APIs_accept_larger_responses()
    {
        IAuthorizer authorizer = await StartAsync(("AUTHORIZER_CONTEXT_CLAIMS", "filler"));
        string bearer = TestEvents.Bearer(TestTokens.Access(c => c["filler"] = new string('x', 8000)));

        Answer answer = await authorizer.InvokeAsync(TestEvents.RestRequest(bearer));

        Assert.Equal(8000, answer.Context["filler"]!.GetValue<string>().Length);
        Assert.InRange(answer.Payload.Length, MaxConnectBytes, int.MaxValue);
    }

    [Fact]
    public async Task A_connect_response_that_is_too_large_without_copied_claims_is_logged()
    {
        IAuthorizer authorizer = await StartAsync(("AUTHORIZER_CONTEXT_CLAIMS", "filler"));

        Answer answer = await authorizer.InvokeAsync(Connect(c =>
        {
            c["filler"] = "x";
            c["scope"] = new string('s', MaxConnectBytes);
        }));

        Assert.InRange(answer.Payload.Length, MaxConnectBytes + 1, int.MaxValue);
        Assert.False(answer.Context.ContainsKey("filler"));
        _ = Warning(authorizer, "exceeds 8,192 bytes");
    }

    [Theory]
    [InlineData(300, true)]
    [InlineData(600, false)]
    public async Task The_challenge_of_a_denied_connection_is_omitted_if_it_does_not_fit(int scopes, bool fits)
    {
        string names = string.Join("\",\"", Enumerable.Range(0, scopes).Select(scope => $"scope{scope:000}"));
        using var options = new AuthorizerOptions(("AUTHORIZER_RESOURCE_METADATA_URL", "https://api.example.com/.well-known/oauth-protected-resource"));
        _ = options.Permissions($$$"""{"version":1,"rules":[{"id":"connect","effect":"allow","routes":["$connect"],"when":{"allScopes":["{{{names}}}"]}}]}""");
        IAuthorizer authorizer = await StartAsync(options);

        Answer answer = await authorizer.InvokeAsync(Connect(_ => { }));

        Assert.Equal("route_not_permitted", answer.Context["errorCode"]!.GetValue<string>());
        Assert.InRange(answer.Payload.Length, 1, MaxConnectBytes);
        Assert.Equal(fits, answer.Context.ContainsKey("requiredScope"));
        Assert.DoesNotContain(authorizer.LogLines, line => line.Contains("\"WARN\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null, "does not have the claim")]
    [InlineData("\"short\"", "20 to 128 characters")]
    [InlineData("\"1234567890123456789\"", "20 to 128 characters")]
    [InlineData("\"äääääääääääääääääää\"", "20 to 128 characters")]
    [InlineData("12345678901234567890", "is not a string")]
    [InlineData("[\"12345678901234567890\"]", "is not a string")]
    [InlineData("null", "is not a string")]
    [InlineData("\"12345678901234567890\"", null)]
    public async Task An_unusable_usage_key_is_logged(string? key, string? problem)
    {
        IAuthorizer authorizer = await StartAsync(("AUTHORIZER_USAGE_KEY_CLAIM", "plan"));
        string member = key is null ? string.Empty : ",\"plan\":" + key;
        string bearer = TestEvents.Bearer(TestTokens.WithPayload(TestTokens.AccessClaims().ToJsonString()[..^1] + member + "}"));

        (await authorizer.InvokeAsync(TestEvents.RestRequest(bearer))).IsAllowed();
        (await authorizer.InvokeAsync(TestEvents.RestRequest(bearer, path: "/admin"))).IsDenied("route_not_permitted");
        (await authorizer.InvokeAsync(TestEvents.HttpV2(bearer))).IsAllowed();

        string[] warnings = [.. authorizer.LogLines.Where(line => line.Contains("usage plans", StringComparison.Ordinal))];
        Assert.Equal(problem is null ? 0 : 1, warnings.Length);
        Assert.All(warnings, line => Assert.Contains(problem!, line, StringComparison.Ordinal));
        Assert.DoesNotContain(authorizer.LogLines, line => line.Contains("1234567890", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_usage_key_has_at_most_128_characters()
    {
        IAuthorizer authorizer = await StartAsync(("AUTHORIZER_USAGE_KEY_CLAIM", "plan"));
        foreach (int length in new[] { 128, 129 })
        {
            (await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access(c => c["plan"] = new string('k', length)))))).IsAllowed();
        }

        _ = Warning(authorizer, "usage plans");
    }

    private static JsonObject Connect(Action<JsonObject> change) => TestEvents.WebSocketConnect(null).With(e => e["headers"]!["Authorization"] =
        TestEvents.Bearer(TestTokens.Access(c =>
        {
            // "exp" always has the same number of digits, so that the sizes of two responses can be compared.
            c["exp"] = 4_000_000_000;
            change(c);
        })));

    private static JsonObject Warning(IAuthorizer authorizer, string message)
    {
        JsonObject line = JsonNode.Parse(Assert.Single(authorizer.LogLines, line => line.Contains(message, StringComparison.Ordinal)))!.AsObject();
        Assert.Equal("WARN", line["level"]!.GetValue<string>());
        return line;
    }
}
