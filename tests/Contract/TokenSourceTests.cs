using System;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace Contract;

/// <summary>The sources of a request's token (<c>AUTHORIZER_TOKEN_SOURCES</c>).</summary>
public abstract class TokenSourceTests(IAuthorizerHost host) : ContractTests(host)
{
    private static readonly string Token = TestTokens.Access();

    [Theory]
    [InlineData("Bearer ")]
    [InlineData("bearer ")]
    [InlineData("BEARER   ")]
    public async Task The_scheme_is_case_insensitive(string scheme) =>
        (await InvokeAsync(TestEvents.RestRequest(scheme + Token))).IsAllowed();

    [Theory]
    [InlineData("", "token_malformed")]
    [InlineData("Basic ", "token_malformed")]
    [InlineData("Bearer\t", "token_malformed")]
    [InlineData("Bearer", "token_malformed")]
    [InlineData("Bearer Bearer ", "token_malformed")]
    public async Task An_Authorization_header_without_the_scheme_is_refused(string scheme, string code) =>
        (await InvokeAsync(TestEvents.RestRequest(scheme + Token))).IsUnauthorized(code);

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    public async Task An_Authorization_header_without_a_token_counts_as_missing(string value) =>
        (await InvokeAsync(TestEvents.RestRequest(value))).IsUnauthorized("token_missing");

    [Theory]
    [InlineData("authorization")]
    [InlineData("AUTHORIZATION")]
    [InlineData("aUtHoRiZaTiOn")]
    public async Task Header_names_are_case_insensitive(string name)
    {
        JsonObject request = TestEvents.RestRequest(authorization: null).With(e => e["headers"]![name] = "Bearer " + Token);

        (await InvokeAsync(request)).IsAllowed();
    }

    [Fact]
    public async Task Two_different_Authorization_headers_are_refused()
    {
        string other = "Bearer " + TestTokens.Access(c => c["jti"] = "other");
        string mine = "Bearer " + Token;

        (await InvokeAsync(TestEvents.RestRequest(mine).With(e => e["multiValueHeaders"]!["Authorization"] = new JsonArray(other, mine))))
            .IsUnauthorized("token_malformed");
        (await InvokeAsync(TestEvents.RestRequest(mine).With(e => e["headers"]!["authorization"] = other)))
            .IsUnauthorized("token_malformed");
        (await InvokeAsync(TestEvents.HttpV2(mine + "," + other))).IsUnauthorized("token_malformed");
        (await InvokeAsync(TestEvents.HttpV2("Basic x," + mine))).IsUnauthorized("token_malformed");
        (await InvokeAsync(TestEvents.RestRequest(mine).With(e => e["multiValueHeaders"]!["Authorization"] = new JsonArray(mine, mine))))
            .IsAllowed();
    }

    [Fact]
    public async Task The_first_source_that_is_present_is_used()
    {
        IAuthorizer authorizer = await StartAsync(("AUTHORIZER_TOKEN_SOURCES", "header:X-Token,cookie:session,query:token"));
        JsonObject request = TestEvents.RestRequest(authorization: null).With(e => e["queryStringParameters"]!["token"] = Token);

        (await authorizer.InvokeAsync(request)).IsAllowed();
        (await authorizer.InvokeAsync(request.With(e => e["headers"]!["Cookie"] = "a=b; session=wrong"))).IsUnauthorized("token_malformed");
        (await authorizer.InvokeAsync(request.With(e => e["headers"]!["x-token"] = Token))).IsAllowed();
    }

    [Theory]
    [InlineData("")]
    [InlineData("Bearer ")]
    public async Task The_scheme_is_optional_in_cookies(string scheme)
    {
        IAuthorizer authorizer = await StartAsync(("AUTHORIZER_TOKEN_SOURCES", "cookie:session"));

        (await authorizer.InvokeAsync(TestEvents.HttpV2(null).With(e => e["cookies"] = new JsonArray("a=b", "session=" + scheme + Token))))
            .IsAllowed();
        (await authorizer.InvokeAsync(TestEvents.RestRequest(null).With(e => e["headers"]!["cookie"] = "a=b; session=" + scheme + Token)))
            .IsAllowed();
    }

    [Fact]
    public async Task Two_cookies_with_the_same_name_and_different_values_are_refused()
    {
        IAuthorizer authorizer = await StartAsync(("AUTHORIZER_TOKEN_SOURCES", "cookie:session"));

        (await authorizer.InvokeAsync(TestEvents.RestRequest(null).With(e => e["headers"]!["cookie"] = $"session=x; session={Token}")))
            .IsUnauthorized("token_malformed");
    }

    // A search that stops at a deep value would miss the second header, which the backend may read.
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(29)]
    public async Task A_second_token_header_after_a_nested_value_is_found(int depth)
    {
        string nested = string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth);
        JsonObject request = TestEvents.RestRequest(null).With(e =>
        {
            e["headers"]!["Authorization"] = TestEvents.Bearer(Token);
            e["headers"]!["x"] = JsonNode.Parse(nested);
            e["headers"]!["authorization"] = TestEvents.Bearer(Token + "x");
        });

        (await InvokeAsync(request)).IsUnauthorized("token_malformed");
    }

    [Fact]
    public async Task A_required_header_that_is_not_text_counts_as_missing()
    {
        IAuthorizer authorizer = await StartAsync(("AUTHORIZER_REQUIRED_HEADERS", "x-api-version"));
        JsonObject request = TestEvents.RestRequest(TestEvents.Bearer(Token)).With(e => e["headers"]!["X-Api-Version"] = new JsonObject());

        (await authorizer.InvokeAsync(request)).IsDenied("header_missing");
        (await authorizer.InvokeAsync(request.With(e => e["headers"]!["X-Api-Version"] = "1, 2"))).IsAllowed();
    }

    [Theory]
    [InlineData("session=x; session =y")]
    [InlineData("session\t=x; session=y")]
    public async Task White_space_in_a_cookie_name_does_not_hide_a_second_value(string cookies)
    {
        IAuthorizer authorizer = await StartAsync(("AUTHORIZER_TOKEN_SOURCES", "cookie:session"));
        JsonObject request = TestEvents.RestRequest(null).With(e => e["headers"]!["Cookie"] = cookies.Replace("=x", "=" + Token, StringComparison.Ordinal));

        (await authorizer.InvokeAsync(request)).IsUnauthorized("token_malformed");
    }

    [Fact]
    public async Task A_token_header_that_is_not_text_is_refused() =>
        (await InvokeAsync(TestEvents.RestRequest(null).With(e => e["headers"]!["Authorization"] = 5))).IsUnauthorized("token_malformed");
}
