using System;
using System.Threading.Tasks;
using Contract;
using Xunit;

namespace Authorizer.NativeTests.StaticVariant;

/// <summary>If a variable requires a feature that the static variant does not have, the start fails. The message says what to do instead.</summary>
public sealed class StaticConfigurationTests() : ContractTests(NativeHost.Static)
{
    private const string Elsewhere = "https://keys.example.com/jwks.json";

    [Theory]
    [InlineData("AUTHORIZER_SIGNATURE_VERIFIER", "platform", "AUTHORIZER_SIGNATURE_VERIFIER is platform, and the static variant has no OpenSSL; remove the variable")]
    [InlineData("AUTHORIZER_PERMISSIONS_URI", "https://example.com/rules", "AUTHORIZER_PERMISSIONS_URI is https://example.com/rules, and the static variant connects to loopback only; use an http URL on loopback")]
    [InlineData("AUTHORIZER_REVOCATIONS_URI", "https://localhost/list", "AUTHORIZER_REVOCATIONS_URI is https://localhost/list, and the static variant connects to loopback only")]
    public async Task The_message_names_a_variable_that_requires_OpenSSL_or_the_network(string variable, string value, string message)
    {
        StartFailedException failure = await Assert.ThrowsAsync<StartFailedException>(() => StartAsync((variable, value)));

        Assert.Equal("Authorizer.ConfigurationInvalid", failure.ErrorType);
        Assert.StartsWith(message, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Elsewhere)]
    [InlineData("https://127.0.0.1/jwks.json")]
    public async Task The_start_fails_if_keys_are_neither_pinned_nor_on_loopback(string uri)
    {
        using AuthorizerOptions options = new AuthorizerOptions(("AUTHORIZER_JWKS_URIS", $"{TestTokens.Issuer}={uri}")).Jwks(null);

        StartFailedException failure = await Assert.ThrowsAsync<StartFailedException>(() => StartAsync(options));

        Assert.Equal("Authorizer.ConfigurationInvalid", failure.ErrorType);
        Assert.Equal(
            $"AUTHORIZER_JWKS_FILE has no keys for {TestTokens.Issuer}, and the static variant cannot fetch {uri}, because it connects to loopback only; "
            + "pin the keys with \"authz pin\", set AUTHORIZER_JWKS_URIS to an http URL on loopback that serves them, or deploy the default variant",
            failure.Message);
    }

    [Fact]
    public async Task Each_of_several_issuers_requires_keys()
    {
        using AuthorizerOptions options = new AuthorizerOptions(("AUTHORIZER_JWKS_URIS", null), ("AUTHORIZER_ISSUERS", "https://second.example.com"))
            .Jwks($$"""{"{{TestTokens.Issuer}}":{{SigningKey.Jwks(SigningKey.Default.Jwk())}}}""");

        StartFailedException failure = await Assert.ThrowsAsync<StartFailedException>(() => StartAsync(options));

        Assert.StartsWith("AUTHORIZER_JWKS_FILE has no keys for https://second.example.com,", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_newer_issuer_of_a_pool_needs_no_pinned_keys_and_matches_no_key()
    {
        using AuthorizerOptions options = new AuthorizerOptions(("AUTHORIZER_JWKS_URIS", null))
            .Jwks($$"""{"{{TestTokens.Issuer}}":{{SigningKey.Jwks(SigningKey.Default.Jwk())}}}""");
        IAuthorizer authorizer = await StartAsync(options);

        (await CallAsync(authorizer, TestTokens.Access())).IsAllowed();
        (await CallAsync(authorizer, TestTokens.Access(claims => claims["iss"] = TestTokens.NewerIssuer))).IsUnauthorized("key_unknown");
    }

    [Fact]
    public async Task The_start_fails_if_the_keys_of_a_replica_are_not_pinned()
    {
        using AuthorizerOptions options = new AuthorizerOptions(("AUTHORIZER_JWKS_URIS", null), ("AUTHORIZER_USER_POOL_IDS", TestTokens.UserPoolId + "@us-west-2"))
            .Jwks($$"""{"{{TestTokens.Issuer}}":{{SigningKey.Jwks(SigningKey.Default.Jwk())}}}""");

        StartFailedException failure = await Assert.ThrowsAsync<StartFailedException>(() => StartAsync(options));

        Assert.StartsWith(
            $"AUTHORIZER_JWKS_FILE has no keys for https://cognito-idp.us-west-2.amazonaws.com/{TestTokens.UserPoolId},", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_is_not_pinned_is_unknown_without_a_fetch()
    {
        using AuthorizerOptions options = new(("AUTHORIZER_JWKS_URIS", null));
        IAuthorizer authorizer = await StartAsync(options);

        (await CallAsync(authorizer, TestTokens.WithHeader(header => header["kid"] = "unknown"))).IsUnauthorized("key_unknown");
        Assert.DoesNotContain(authorizer.LogLines, line => line.Contains("fetch", StringComparison.OrdinalIgnoreCase));
    }

    private static Task<Answer> CallAsync(IAuthorizer authorizer, string token) => authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(token)));
}
