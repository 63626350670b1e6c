using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Authorizer.Lambda.Configuration;
using Authorizer.Options;
using Authorizer.Permissions;

namespace DevTool.NativeAuthorizers;

/// <summary>
/// Lists the variables of the authorizer, and the values that a native authorizer cannot express. If a variable is not listed here, every route
/// remains with the function, so that a new variable cannot be forgotten.
/// </summary>
internal static class NativeSettings
{
    // API Gateway refuses requests with more header bytes (API Gateway quotas: "Total combined size of request line and header values").
    private const int LongestHeaders = 10_240;

    private static readonly AuthorizationOptions Defaults = new();

    private static readonly Dictionary<string, Func<Call, string?>> Reasons = new()
    {
        // Settings that are part of the configuration that the command prints.
        ["AUTHORIZER_AUDIENCES"] = AudiencesObstacle,
        ["AUTHORIZER_CLIENT_IDS"] = Alike,
        ["AUTHORIZER_ISSUERS"] = IssuersObstacle,
        ["AUTHORIZER_TOKEN_SOURCES"] = call =>
            Header(call.Settings) is null ? "a JWT authorizer reads the token from one header" : null,
        ["AUTHORIZER_TOKEN_USE"] = Alike,
        ["AUTHORIZER_USER_POOL_IDS"] = Alike,

        // Settings with which the function refuses calls that API Gateway would forward.
        ["AUTHORIZER_CLOCK_SKEW_SECONDS"] = call =>
            call.Settings.ClockSkewSeconds == Defaults.ClockSkewSeconds ? null : "JWT authorizers have a clock tolerance of their own",
        ["AUTHORIZER_CONTENT_TYPES"] = call =>
            call.Settings.ContentTypes.Length > 0 && call.Route.HttpMethod is "POST" or "PUT" or "PATCH" or Route.AnyMethod
                ? "no JWT authorizer checks the media type" : null,
        ["AUTHORIZER_JWKS_FILE"] = call => call.IsSet ? "JWT authorizers fetch the issuer's keys and cannot use pinned ones" : null,
        ["AUTHORIZER_JWKS_URIS"] = call => call.IsSet ? "JWT authorizers fetch keys from the issuer only" : null,
        ["AUTHORIZER_MAX_CONTENT_LENGTH"] = call => call.Settings.MaxContentLength is null ? null : "no JWT authorizer checks the length",
        ["AUTHORIZER_MAX_TOKEN_AGE_SECONDS"] = call => call.Settings.MaxTokenAgeSeconds is null ? null : "no JWT authorizer checks the time since the sign-in",
        ["AUTHORIZER_MAX_TOKEN_BYTES"] = call =>
            call.Settings.MaxTokenBytes < LongestHeaders ? "API Gateway limits only the total size of all headers (10,240 bytes), not the size of the token" : null,
        ["AUTHORIZER_PERMISSIONS_URI"] = call =>
            call.Settings.PermissionsUri is null ? null : "these rules can change while the function runs, but JWT authorizers change only with a deployment",
        ["AUTHORIZER_POLICY_SCOPE"] = call => call.Settings.PolicyScope == PolicyScope.Principal ? "the function refuses paths that contain %, and no JWT authorizer does" : null,
        ["AUTHORIZER_REQUIRED_HEADERS"] = call => call.Settings.RequiredHeaders.Length > 0 ? "no JWT authorizer requires headers" : null,
        ["AUTHORIZER_REVOCATIONS_URI"] = call => call.Settings.RevocationsUri is null ? null : "no JWT authorizer reads revocations",
        ["AUTHORIZER_TLS_ROOTS_FILE"] = call => call.IsSet ? "API Gateway trusts other certificate authorities when it fetches keys" : null,

        // Settings without which the integration receives no tenant, or the usage plan receives no key.
        ["AUTHORIZER_TENANT_CLAIM"] = call => call.Settings.TenantClaim is null ? null : "no JWT authorizer sets the context's tenantId",
        ["AUTHORIZER_USAGE_KEY_CLAIM"] = call => call.Settings.UsageKeyClaim is null || call.ForHttpApi ? null : "no JWT authorizer gives a usage plan its key",

        // Settings of the form of responses and of the context, which NATIVE.md describes.
        ["AUTHORIZER_BEARER"] = Alike,
        ["AUTHORIZER_CONTEXT_CLAIMS"] = Alike,
        ["AUTHORIZER_HTTP_RESPONSE"] = Alike,
        ["AUTHORIZER_INVALID_TOKEN_RESPONSE"] = Alike,
        ["AUTHORIZER_RESOURCE_METADATA_URL"] = Alike,

        // Settings of how the function works. They do not affect decisions.
        ["AUTHORIZER_FETCH_TIMEOUT_MS"] = Alike,
        ["AUTHORIZER_INSECURE_HTTP_HOSTS"] = Alike,
        ["AUTHORIZER_JWKS_MAX_AGE_SECONDS"] = Alike,
        ["AUTHORIZER_JWKS_MAX_STALE_SECONDS"] = Alike,
        ["AUTHORIZER_LIVE_MAX_AGE_SECONDS"] = Alike,
        ["AUTHORIZER_LIVE_REQUIRED"] = Alike,
        ["AUTHORIZER_LOG_SUBJECT"] = Alike,
        ["AUTHORIZER_LOG_SUBJECT_KEY"] = Alike,
        ["AUTHORIZER_PERMISSIONS_FILE"] = Alike,
        ["AUTHORIZER_SHADOW_PERMISSIONS_URI"] = Alike,
        ["AUTHORIZER_SIGNATURE_VERIFIER"] = Alike,
        ["AUTHORIZER_TOKEN_CACHE_ENTRIES"] = Alike,
    };

    /// <summary>The variables that this class lists.</summary>
    public static IEnumerable<string> Known => Reasons.Keys;

    /// <summary>Describes which variable prevents a native authorizer for a route, and why; <see langword="null"/> if no variable does.</summary>
    /// <param name="forHttpApi">Whether the API is an HTTP API.</param>
    /// <param name="settings">The authorizer's settings.</param>
    /// <param name="variables">Returns the value of an environment variable of the authorizer, or <see langword="null"/> if it is not set.</param>
    public static string? Obstacle(Route route, bool forHttpApi, Settings settings, Func<string, string?> variables)
    {
        foreach (string name in VariableNames.Known)
        {
            var call = new Call(route, forHttpApi, settings, IsSet(name), IsSet("AUTHORIZER_CLIENT_IDS"));
            string? reason = Reasons.TryGetValue(name, out Func<Call, string?>? find) ? find(call)
                : call.IsSet ? "no JWT authorizer is known to do the same" : null;
            if (reason is not null)
            {
                return $"{name}: {reason}";
            }
        }

        return null;

        bool IsSet(string name) => !string.IsNullOrWhiteSpace(variables(name));
    }

    /// <summary>
    /// The header that a JWT authorizer reads the token from; <see langword="null"/> if the function also accepts the token in other
    /// places.
    /// </summary>
    public static string? Header(Settings settings) =>
        settings.TokenSources is [{ Location: TokenLocation.Header } source] ? Encoding.UTF8.GetString(source.Name) : null;

    private static string? Alike(Call call) => null;

    // API Gateway compares client_id only if a token does not contain aud (API Gateway: "Control access to HTTP APIs with JWT authorizers").
    private static string? AudiencesObstacle(Call call) => call.Settings switch
    {
        { AudienceIds.Length: 0 } => null,
        _ when call.ForHttpApi => "JWT authorizers of HTTP APIs do not check client_id if a token has an audience",
        { TokenUses: not TokenUses.Access } => "the audiences apply to access tokens, and a JWT authorizer compares them with ID tokens too",
        _ when !call.NamesClients => "client_id must be checked too; set AUTHORIZER_CLIENT_IDS",
        _ => null,
    };

    private static string? IssuersObstacle(Call call) =>
        call.Settings.Issuers.Any(issuer => !issuer.Name.StartsWith("https://", StringComparison.Ordinal)) ? "JWT authorizers fetch keys with https only" : null;

    private readonly record struct Call(Route Route, bool ForHttpApi, Settings Settings, bool IsSet, bool NamesClients);
}
