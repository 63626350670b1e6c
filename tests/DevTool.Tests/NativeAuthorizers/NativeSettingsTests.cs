using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using Authorizer.Lambda.Configuration;
using DevTool.NativeAuthorizers;
using DevTool.Tests.Permissions;
using Xunit;

namespace DevTool.Tests.NativeAuthorizers;

/// <summary>
/// The command <c>native</c> and every variable of the authorizer. If a variable makes the function stricter, the printed configuration
/// contains the same check, or the routes stay on the function.
/// </summary>
public sealed class NativeSettingsTests : IDisposable
{
    private const string Rules =
        """{ "version": 1, "rules": [ { "id": "a", "effect": "allow", "routes": ["GET /a", "POST /b"], "when": { "anyScope": ["s"] } } ] }""";

    private const string Configured = "in the configuration";
    private const string NoEffect = "no effect";

    // Each variable with a value, and the effect of this value.
    private static readonly Dictionary<string, (string Value, string Effect)> Variables = new()
    {
        ["AUTHORIZER_AUDIENCES"] = ("https://api.example.com", Configured),
        ["AUTHORIZER_BEARER"] = ("optional", NoEffect),
        ["AUTHORIZER_CLIENT_IDS"] = ("c3", Configured),
        ["AUTHORIZER_CLOCK_SKEW_SECONDS"] = ("0", "JWT authorizers have a clock tolerance of their own"),
        ["AUTHORIZER_CONTENT_TYPES"] = ("application/json", "no JWT authorizer checks the media type"),
        ["AUTHORIZER_CONTEXT_CLAIMS"] = ("email", NoEffect),
        ["AUTHORIZER_FETCH_TIMEOUT_MS"] = ("100", NoEffect),
        ["AUTHORIZER_HTTP_RESPONSE"] = ("iam", NoEffect),
        ["AUTHORIZER_INSECURE_HTTP_HOSTS"] = ("keys:8080", NoEffect),
        ["AUTHORIZER_INVALID_TOKEN_RESPONSE"] = ("deny", NoEffect),
        ["AUTHORIZER_ISSUERS"] = ("http://127.0.0.1:9/pool", "JWT authorizers fetch keys with https only"),
        ["AUTHORIZER_JWKS_FILE"] = ("FILE", "JWT authorizers fetch the issuer's keys and cannot use pinned ones"),
        ["AUTHORIZER_JWKS_MAX_AGE_SECONDS"] = ("60", NoEffect),
        ["AUTHORIZER_JWKS_MAX_STALE_SECONDS"] = ("3600", NoEffect),
        ["AUTHORIZER_JWKS_URIS"] = ("https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbC123=https://keys.example.com", "JWT authorizers fetch keys from the issuer only"),
        ["AUTHORIZER_LIVE_MAX_AGE_SECONDS"] = ("30", NoEffect),
        ["AUTHORIZER_LIVE_REQUIRED"] = ("false", NoEffect),
        ["AUTHORIZER_LOG_SUBJECT"] = ("none", NoEffect),
        ["AUTHORIZER_LOG_SUBJECT_KEY"] = ("0123456789abcdef0123456789abcdef", NoEffect),
        ["AUTHORIZER_MAX_CONTENT_LENGTH"] = ("1000", "no JWT authorizer checks the length"),
        ["AUTHORIZER_MAX_TOKEN_AGE_SECONDS"] = ("60", "no JWT authorizer checks the time since the sign-in"),
        ["AUTHORIZER_MAX_TOKEN_BYTES"] = ("4096", "API Gateway limits only the total size of all headers (10,240 bytes), not the size of the token"),
        ["AUTHORIZER_PERMISSIONS_FILE"] = ("FILE", NoEffect),
        ["AUTHORIZER_PERMISSIONS_URI"] = ("https://rules.example.com/", "these rules can change while the function runs, but JWT authorizers change only with a deployment"),
        ["AUTHORIZER_POLICY_SCOPE"] = ("principal", "the function refuses paths that contain %, and no JWT authorizer does"),
        ["AUTHORIZER_REQUIRED_HEADERS"] = ("x-a", "no JWT authorizer requires headers"),
        ["AUTHORIZER_RESOURCE_METADATA_URL"] = ("https://api.example.com/metadata", NoEffect),
        ["AUTHORIZER_REVOCATIONS_URI"] = ("https://rules.example.com/", "no JWT authorizer reads revocations"),
        ["AUTHORIZER_SHADOW_PERMISSIONS_URI"] = ("https://rules.example.com/", NoEffect),
        ["AUTHORIZER_SIGNATURE_VERIFIER"] = ("managed", NoEffect),
        ["AUTHORIZER_TENANT_CLAIM"] = ("custom:tenant", "no JWT authorizer sets the context's tenantId"),
        ["AUTHORIZER_TLS_ROOTS_FILE"] = ("FILE", "API Gateway trusts other certificate authorities when it fetches keys"),
        ["AUTHORIZER_TOKEN_CACHE_ENTRIES"] = ("0", NoEffect),
        ["AUTHORIZER_TOKEN_SOURCES"] = ("cookie:t", "a JWT authorizer reads the token from one header"),
        ["AUTHORIZER_TOKEN_USE"] = ("any", Configured),
        ["AUTHORIZER_USAGE_KEY_CLAIM"] = ("custom:key", "no JWT authorizer gives a usage plan its key"),
        ["AUTHORIZER_USER_POOL_IDS"] = ("eu-central-1_AbC123@us-west-2", Configured),
    };

    private readonly ToolProcess _tool = new();

    public static TheoryData<string> Names => [.. VariableNames.Known];

    public void Dispose() => _tool.Dispose();

    [Fact]
    public void The_command_knows_the_effect_of_every_variable() => Assert.Equal(VariableNames.Known.Order(), NativeSettings.Known.Order());

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_variable_is_in_the_configuration_or_keeps_the_routes_on_the_function(string name)
    {
        (string value, string effect) = Variables[name];
        NativeReport without = Of();

        NativeReport with = Of((name, value == "FILE" ? _tool.Write("file", "x") : value));

        if (effect == Configured)
        {
            Assert.NotEqual(Authorizers(without), Authorizers(with));
        }
        else if (effect == NoEffect)
        {
            Assert.Equal(Authorizers(without), Authorizers(with));
        }
        else
        {
            Assert.Equal(with.Remaining.Select(route => route.Reason).Distinct(), [$"{name}: {effect}"]);
            Assert.Contains(with.Remaining, route => route.Route == "POST /b");
        }
    }

    [Fact]
    public void The_configuration_has_both_audience_and_client_of_access_tokens()
    {
        NativeAuthorizer authorizer = Assert.Single(Of(("AUTHORIZER_AUDIENCES", "https://api.example.com")).Authorizers);

        Assert.Equal(["https://api.example.com"], authorizer.Audiences);
        Assert.Equal("client_id c1 c2", authorizer.Claims.Select(claim => $"{claim.Name} {string.Join(' ', claim.Values)}").First());
    }

    [Theory]
    [InlineData("client_id must be checked too; set AUTHORIZER_CLIENT_IDS", false, "AUTHORIZER_CLIENT_IDS", "")]
    [InlineData("the audiences apply to access tokens, and a JWT authorizer compares them with ID tokens too", false, "AUTHORIZER_TOKEN_USE", "any")]
    [InlineData("JWT authorizers of HTTP APIs do not check client_id if a token has an audience", true, "AUTHORIZER_TOKEN_USE", "access")]
    public void Unsupported_audiences_keep_the_routes_on_the_function(string reason, bool forHttpApi, string name, string value)
    {
        NativeReport report = Of(forHttpApi, ("AUTHORIZER_AUDIENCES", "https://api.example.com"), (name, value));

        Assert.Empty(report.Authorizers);
        Assert.All(report.Remaining, route => Assert.Equal("AUTHORIZER_AUDIENCES: " + reason, route.Reason));
    }

    [Fact]
    public void The_configuration_has_another_token_header() =>
        Assert.Equal("x-token", Assert.Single(Of(("AUTHORIZER_TOKEN_SOURCES", "header:X-Token")).Authorizers).TokenHeader);

    [Theory]
    [InlineData("AUTHORIZER_USER_POOL_IDS", "eu-central-1_AbC123@us-west-2")]
    [InlineData("AUTHORIZER_ISSUERS", "https://one.example.com/eu-central-1_AbC123")]
    public void An_http_api_accepts_only_one_issuer(string name, string value)
    {
        NativeReport report = Of(forHttpApi: true, (name, value));

        Assert.Empty(report.Authorizers);
        Assert.All(report.Remaining, route => Assert.StartsWith("a JWT authorizer of an HTTP API accepts one issuer", route.Reason, StringComparison.Ordinal));
    }

    private static string Authorizers(NativeReport report) => JsonSerializer.Serialize(report.Authorizers);

    private static NativeReport Of(params (string Name, string Value)[] changed) => Of(forHttpApi: false, changed);

    private static NativeReport Of(bool forHttpApi, params (string Name, string Value)[] changed)
    {
        var variables = new Dictionary<string, string> { ["AUTHORIZER_USER_POOL_IDS"] = "eu-central-1_AbC123", ["AUTHORIZER_CLIENT_IDS"] = "c1,c2" };
        foreach ((string name, string value) in changed)
        {
            variables[name] = value;
        }

        return NativeReport.Of("p.json", Encoding.UTF8.GetBytes(Rules), forHttpApi, variables.GetValueOrDefault);
    }
}
