using System;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace Contract;

/// <summary>With an invalid variable or permissions file, the start fails with a message that says what to correct.</summary>
public abstract class ConfigurationTests(IAuthorizerHost host) : ContractTests(host)
{
    [Theory]
    [InlineData("AUTHORIZER_USER_POOL_IDS", "no-pool")]
    [InlineData("AUTHORIZER_USER_POOL_IDS", "us-east-1_a/../b")]
    [InlineData("AUTHORIZER_USER_POOL_IDS", "us-east-1_TestPool1,us-east-1_TestPool1")]
    [InlineData("AUTHORIZER_ISSUERS", "http://issuer.example.com")]
    [InlineData("AUTHORIZER_ISSUERS", "issuer")]
    [InlineData("AUTHORIZER_ISSUERS", "ftp://127.0.0.1/")]
    [InlineData("AUTHORIZER_JWKS_URIS", "https://other.example.com=https://x.example.com")]
    [InlineData("AUTHORIZER_ISSUERS", "http://user:secret@issuer.example.com")]
    [InlineData("AUTHORIZER_JWKS_URIS", "nonsense")]
    [InlineData("AUTHORIZER_INSECURE_HTTP_HOSTS", "cognito")]
    [InlineData("AUTHORIZER_INSECURE_HTTP_HOSTS", "http://cognito:9229")]
    [InlineData("AUTHORIZER_INSECURE_HTTP_HOSTS", "cognito:9229/pool")]
    [InlineData("AUTHORIZER_INSECURE_HTTP_HOSTS", "cognito:99999")]
    [InlineData("AUTHORIZER_INSECURE_HTTP_HOSTS", "cognito:")]
    [InlineData("AUTHORIZER_INSECURE_HTTP_HOSTS", ":9229")]
    [InlineData("AUTHORIZER_INSECURE_HTTP_HOSTS", "*:9229")]
    [InlineData("AUTHORIZER_INSECURE_HTTP_HOSTS", "user@cognito:9229")]
    [InlineData("AUTHORIZER_INSECURE_HTTP_HOSTS", "0x7f.1:80")]
    [InlineData("AUTHORIZER_INSECURE_HTTP_HOSTS", "cognito:9229,,other:1")]
    [InlineData("AUTHORIZER_CLIENT_IDS", null)]
    [InlineData("AUTHORIZER_CLIENT_IDS", "a,,b")]
    [InlineData("AUTHORIZER_TOKEN_USE", "refresh")]
    [InlineData("AUTHORIZER_TOKEN_SOURCES", "body:token")]
    [InlineData("AUTHORIZER_TOKEN_SOURCES", "header:")]
    [InlineData("AUTHORIZER_PERMISSIONS_FILE", "/nowhere/permissions.json")]
    [InlineData("AUTHORIZER_JWKS_FILE", "/nowhere/jwks.json")]
    [InlineData("AUTHORIZER_TLS_ROOTS_FILE", "/nowhere/roots.pem")]
    [InlineData("AUTHORIZER_JWKS_MAX_AGE_SECONDS", "0")]
    [InlineData("AUTHORIZER_JWKS_MAX_STALE_SECONDS", "1")]
    [InlineData("AUTHORIZER_FETCH_TIMEOUT_MS", "fast")]
    [InlineData("AUTHORIZER_CLOCK_SKEW_SECONDS", "301")]
    [InlineData("AUTHORIZER_CLOCK_SKEW_SECONDS", "-1")]
    [InlineData("AUTHORIZER_MAX_TOKEN_BYTES", "1.5")]
    [InlineData("AUTHORIZER_POLICY_SCOPE", "all")]
    [InlineData("AUTHORIZER_INVALID_TOKEN_RESPONSE", "allow")]
    [InlineData("AUTHORIZER_HTTP_RESPONSE", "Simple")]
    [InlineData("AUTHORIZER_CONTEXT_CLAIMS", "integrationLatency")]
    [InlineData("AUTHORIZER_CONTEXT_CLAIMS", "a:b,a_b")]
    [InlineData("AUTHORIZER_CONTEXT_CLAIMS", "claims")]
    public async Task The_message_names_the_invalid_variable(string variable, string? value)
    {
        StartFailedException failure = await FailsAsync(new AuthorizerOptions((variable, value)));

        Assert.StartsWith(variable, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_start_fails_if_a_claim_would_be_copied_to_an_existing_context_key()
    {
        Answer allowed = await CallAsync(TestTokens.Access());
        Answer denied = await InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access()), "DELETE"));

        foreach ((string key, _) in allowed.Context.Concat(denied.Context))
        {
            StartFailedException failure = await FailsAsync(new AuthorizerOptions(("AUTHORIZER_CONTEXT_CLAIMS", key)));
            Assert.Contains($"the context key \"{key}\",", failure.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("AUTHORIZER_CLIENT_ID", "AUTHORIZER_CLIENT_ID is not a known variable; did you mean AUTHORIZER_CLIENT_IDS?")]
    [InlineData("AUTHORIZER_REVOCATION_URI", "AUTHORIZER_REVOCATION_URI is not a known variable; did you mean AUTHORIZER_REVOCATIONS_URI?")]
    [InlineData("AUTHORIZER_token_use", "AUTHORIZER_token_use is not a known variable; did you mean AUTHORIZER_TOKEN_USE?")]
    [InlineData("AUTHORIZER_SOMETHING_ELSE_ALTOGETHER", "AUTHORIZER_SOMETHING_ELSE_ALTOGETHER is not a known variable; remove it")]
    [InlineData("AUTHORIZER_", "AUTHORIZER_ is not a known variable; remove it")]
    [InlineData("AUTHORIZER_JWKS_TIMEOUT_MS", "AUTHORIZER_JWKS_TIMEOUT_MS was renamed to AUTHORIZER_FETCH_TIMEOUT_MS")]
    [InlineData("AUTHORIZER_DECISION_CACHE_ENTRIES", "AUTHORIZER_DECISION_CACHE_ENTRIES was renamed to AUTHORIZER_TOKEN_CACHE_ENTRIES")]
    public async Task An_unknown_AUTHORIZER_variable_is_refused_even_if_it_is_empty(string variable, string message)
    {
        Assert.Equal(message, (await FailsAsync(new AuthorizerOptions((variable, "1000")))).Message);
        Assert.Equal(message, (await FailsAsync(new AuthorizerOptions((variable, string.Empty)))).Message);
        Assert.Equal(message, (await FailsAsync(new AuthorizerOptions((variable, "1000"), ("AUTHORIZER_CLIENT_IDS", null)))).Message);
    }

    [Fact]
    public async Task Other_variables_are_ignored()
    {
        using var options = new AuthorizerOptions(("AUTHORIZER", "1"), ("authorizer_client_id", "1"), ("MY_AUTHORIZER_CLIENT_ID", "1"));

        (await (await StartAsync(options)).InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access())))).IsAllowed();
    }

    [Fact]
    public async Task A_pool_or_an_issuer_is_required()
    {
        StartFailedException failure = await FailsAsync(
            new AuthorizerOptions(("AUTHORIZER_USER_POOL_IDS", null), ("AUTHORIZER_JWKS_URIS", null)));

        Assert.Equal("AUTHORIZER_USER_POOL_IDS or AUTHORIZER_ISSUERS is required; set the pool ID, for example us-east-1_AbC123", failure.Message);
    }

    [Theory]
    [InlineData("AUTHORIZER_ISSUERS", "https://one.example.com,https://user:secret@example.com/", "AUTHORIZER_ISSUERS has an invalid URL in entry 2; write")]
    [InlineData("AUTHORIZER_JWKS_URIS", "https://user:secret@example.com/=https://keys.example.com/", "AUTHORIZER_JWKS_URIS has an invalid URL in entry 1; write")]
    [InlineData("AUTHORIZER_JWKS_URIS", "https://user:secret@example.com/", "AUTHORIZER_JWKS_URIS has an invalid entry, number 1; write issuer=uri")]
    [InlineData("AUTHORIZER_PERMISSIONS_URI", "https://user:secret@example.com/", "AUTHORIZER_PERMISSIONS_URI has an invalid URL; write")]
    public async Task The_message_omits_the_password_of_a_URL(string variable, string value, string message)
    {
        StartFailedException failure = await FailsAsync(new AuthorizerOptions((variable, value)));

        Assert.StartsWith(message, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AUTHORIZER_JWKS_URIS", "https://a.example.com=https://k.example.com/1,https://a.example.com=https://k.example.com/2", "has two entries for the issuer https://a.example.com; remove one")]
    [InlineData("AUTHORIZER_PERMISSIONS_URI", "http://idp/rules", "has an http URL of idp:80; use https, or add idp:80 to AUTHORIZER_INSECURE_HTTP_HOSTS if this is an emulator")]
    [InlineData("AUTHORIZER_PERMISSIONS_URI", "/etc/rules", "has a URL with the scheme \"file\"; use https")]
    public async Task The_message_says_what_to_do_about_a_URL(string variable, string value, string message) =>
        Assert.Equal($"{variable} {message}", (await FailsAsync(new AuthorizerOptions((variable, value)))).Message);

    public static TheoryData<string, string> Faults => new()
    {
        { "", "permissions.json:1: invalid JSON" },
        { "{", "invalid JSON" },
        { """{"version":1}""", "\"rules\" is missing" },
        { """{"rules":[]}""", "\"version\" is missing" },
        { """{"version":2,"rules":[]}""", "\"version\" must be 1" },
        { """{"version":1,"rules":[],"extra":1}""", "unknown member \"extra\"" },
        { """{"version":1,"version":1,"rules":[]}""", "duplicate member \"version\"" },
        { Rule("""{"effect":"allow","routes":["GET /"]}"""), "\"id\" is missing" },
        { Rule("""{"id":"r","routes":["GET /"]}"""), "rule \"r\": \"effect\" is missing" },
        { Rule("""{"id":"r","effect":"Allow","routes":["GET /"]}"""), "unknown effect \"Allow\"; use" },
        { Rule("""{"id":"r","effect":"allow"}"""), "\"routes\" is missing" },
        { Rule("""{"id":"r","effect":"allow","routes":[]}"""), "\"routes\" is empty" },
        { Rule("""{"id":"r","effect":"allow","routes":["get /"]}"""), "the method \"get\"" },
        { Rule("""{"id":"r","effect":"allow","routes":["GET pets"]}"""), "has no path" },
        { Rule("""{"id":"r","effect":"allow","routes":["/pets"]}"""), "the method \"/pets\"" },
        { Rule("""{"id":"r","effect":"allow","routes":["GET /a//b"]}"""), "has the segment \"\", which no accepted path contains" },
        { Rule("""{"id":"r","effect":"allow","routes":["GET /a/"]}"""), "has the segment \"\", which no accepted path contains" },
        { Rule("""{"id":"r","effect":"allow","routes":["GET /a/../b"]}"""), "has the segment \"..\", which no accepted path contains" },
        { Rule("""{"id":"r","effect":"allow","routes":["GET /a%20b"]}"""), "must not be percent-encoded" },
        { Rule("""{"id":"r","effect":"allow","routes":["GET /a/*"]}"""), "for any one segment, or /** at the end" },
        { Rule("""{"id":"r","effect":"allow","routes":["GET /a/**/b"]}"""), "for any one segment, or /** at the end" },
        { Rule("""{"id":"r","effect":"allow","routes":["GET /a/x{b}"]}"""), "must be a whole segment" },
        { Rule("""{"id":"r","effect":"allow","routes":["GET /a/{claim:}"]}"""), "a name between the braces" },
        { Rule("""{"id":"r","effect":"allow","routes":["GET //**"]}"""), "has the segment \"\", which no accepted path contains" },
        { Rule("""{"id":"r","effect":"allow","routes":["ANY /a"]}"""), "did you mean \"* /a\"?" },
        { Rule("""{"id":"r","effect":"deny","routes":["* /a/{proxy+}"]}"""), "did you mean \"* /a/**\"?" },
        { Rule("""{"id":"r","effect":"allow","routes":["get pets/:id/"]}"""), "did you mean \"GET /pets/{id}\"?" },
        { Rule("""{"id":"r","effect":"allow","routes":["GET /a/{id"]}"""), "did you mean \"GET /a/{id}\"?" },
        { Rule("""{"id":"r","effect":"alow","routes":["GET /"]}"""), "did you mean \"allow\"?" },
        { Rule("""{"id":"r","effect":"alow","routes":["get /"],"when":{"anyGroup":1,"tokenUse":"x"},"more":1}"""), "(4 more; authz check lists all)" },
        { Rule("""{"id":"r","effect":"allow","routes":["GET $connect"]}"""), "did you mean \"$connect\"?" },
        { Rule("""{"id":"r","effect":"alow","routes":["GET /"]},{"id":"s","effect":"alow","routes":["GET /"]}"""), "(1 more" },
        { Rule("""{"id":"r","effect":"alow","routes":["GET /"]},{"id":"s","effect":"alow","routes":["GET /"]},{"id":"t","effect":"alow","routes":["GET /"]}"""), "(2 more" },
        { Rule("""{"id":"r","effect":"allow","routes":["GET /"],"id":"s"}"""), "duplicate member \"id\"" },
        { Rule("""{"id":"r","effect":"allow","routes":["GET /",]}"""), "remove the comma" },
        { Rule("""{"id":"r","effect":"allow","routes":["GET /"],"when":{"anyScope":[""]}}"""), "\"anyScope\": \"\" is not a scope; write the name of a scope" },
        { Rule("""{"id":"r","effect":"allow","routes":["GET /"],"when":{"anyGroups":["a"]}}"""), "unknown member \"anyGroups\"" },
        { Rule("""{"id":"r","effect":"allow","routes":["GET /"],"when":{"anyGroups":["a"]}}"""), "did you mean \"anyGroup\"?" },
        { Rule("""{"id":"r","effect":"allow","routes":["GET /"],"when":{"anyGroup":[]}}"""), "\"anyGroup\" is empty, so the rule can never match; add an entry, or remove the rule" },
        { Rule("""{"id":"r","effect":"allow","routes":["GET /"],"when":{"anyGroup":"a"}}"""), "\"anyGroup\" must be an array" },
        { Rule("""{"id":"r","effect":"allow","routes":["GET /"],"when":{"clientIds":["other"]}}"""), "\"clientIds\": \"other\" is not in AUTHORIZER_CLIENT_IDS" },
        { Rule("""{"id":"r","effect":"allow","routes":["GET /"],"when":{"tokenUse":"id"}}"""), "\"tokenUse\": \"id\" can never match" },
        { Rule("""{"id":"r","effect":"allow","routes":["GET /"],"when":{"anyScope":["a b"]}}"""), "\"anyScope\": \"a b\" contains a space" },
        { Rule("""{"id":"r","effect":"allow","routes":["GET /"],"when":{"claims":{"a":null}}}"""), "must be a string, a number or a boolean" },
        { Rule("""{"id":"r","effect":"allow","routes":["GET /"]},{"id":"r","effect":"deny","routes":["GET /"]}"""), "duplicate id \"r\"" },
    };

    public static TheoryData<string, string> SyntaxFaults => new()
    {
        { "\uFEFF{}", "byte order mark" },
        { """{"version":1,"rules":[}""", "invalid JSON at column 23, near \"}\"; correct it" },
        { """{"version":1,"rules":[],}""", "remove the comma" },
        { """{"version":1,"rules":[{"id":"r","effect":"allow","routes":["GET /"]},]}""", "remove the comma" },
        { """{"version":1 "rules":[]}""", "at column 14: a comma or a colon is missing" },
        { """{"version":1,"rules":[]"x":1}""", "a comma or a colon is missing" },
        { """{"version":1,"rules":[{"id":"r" "effect":"allow"}]}""", "a comma or a colon is missing" },
        { """{"version":1,"rules":[{"id":"r","effect":"allow","routes":["GET /"]}{"id":"s"}]}""", "a comma or a colon is missing" },
        { """{"version":1,"rules":[{"id":"r","routes":["GET /" "GET /a"]}]}""", "a comma or a colon is missing" },
        { "{\n  // all rules\n  \"version\":1}", "JSON has no comments" },
        { "{\n  # all rules\n  \"version\":1}", "JSON has no comments" },
        { "{'version':1}", "in double quotes" },
        { """{"version":1,"rules":[]""", "ends too early" },
        { """{"version":1,"rules":[{"id":"r","\u0069d":"s"}]}""", "duplicate member \"id\"" },
    };

    [Theory]
    [MemberData(nameof(SyntaxFaults))]
    public async Task The_message_describes_the_JSON_syntax_error(string permissions, string message)
    {
        StartFailedException failure = await FailsAsync(new AuthorizerOptions().Permissions(permissions));

        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task An_invalid_permissions_file_is_refused(string permissions, string message)
    {
        StartFailedException failure = await FailsAsync(new AuthorizerOptions().Permissions(permissions));

        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_message_names_the_line_and_the_rule()
    {
        const string Permissions = """
            {
              "version": 1,
              "rules": [
                { "id": "one", "effect": "allow", "routes": ["GET /"] },
                { "id": "two", "effect": "allow",
                  "routes": ["GET /", "FETCH"] }
              ]
            }
            """;

        StartFailedException failure = await FailsAsync(new AuthorizerOptions().Permissions(Permissions));

        Assert.StartsWith("permissions.json:6: rule \"two\": ", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("nonsense")]
    [InlineData("""{"keys":[]}""")]
    [InlineData("""{"https://other.example.com":{"keys":[]}}""")]
    public async Task Unusable_pinned_keys_are_refused(string jwks)
    {
        if (jwks == "{}")
        {
            // "{}" pins no issuer and has the same effect as no file. Therefore this case pins one issuer to an invalid key set.
            jwks = """{"https://cognito-idp.us-east-1.amazonaws.com/us-east-1_TestPool1":{}}""";
        }

        StartFailedException failure = await FailsAsync(new AuthorizerOptions().Jwks(jwks));

        Assert.StartsWith("AUTHORIZER_JWKS_FILE", failure.Message, StringComparison.Ordinal);
    }

    private static string Rule(string rule) => """{"version":1,"rules":[""" + rule + "]}";

    private async Task<StartFailedException> FailsAsync(AuthorizerOptions options)
    {
        using (options)
        {
            StartFailedException failure = await Assert.ThrowsAsync<StartFailedException>(() => StartAsync(options));
            Assert.Equal("Authorizer.ConfigurationInvalid", failure.ErrorType);
            return failure;
        }
    }
}
