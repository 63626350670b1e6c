using System;
using System.Collections.Generic;
using Authorizer.Options;
using Authorizer.Syntax;

namespace Authorizer.Lambda.Configuration;

/// <summary>
/// The names of our own environment variables. Any other name that begins as ours do is a mistake, and a setting that is silently
/// ignored may leave open what its operator believes to be closed.
/// </summary>
internal static class VariableNames
{
    private const string Beginning = "AUTHORIZER_";

    private static readonly string[] All =
    [
        "AUTHORIZER_AUDIENCES",
        "AUTHORIZER_BEARER",
        "AUTHORIZER_CLIENT_IDS",
        "AUTHORIZER_CLOCK_SKEW_SECONDS",
        "AUTHORIZER_CONTENT_TYPES",
        "AUTHORIZER_CONTEXT_CLAIMS",
        "AUTHORIZER_FETCH_TIMEOUT_MS",
        "AUTHORIZER_HTTP_RESPONSE",
        "AUTHORIZER_INSECURE_HTTP_HOSTS",
        "AUTHORIZER_INVALID_TOKEN_RESPONSE",
        "AUTHORIZER_ISSUERS",
        "AUTHORIZER_JWKS_FILE",
        "AUTHORIZER_JWKS_MAX_AGE_SECONDS",
        "AUTHORIZER_JWKS_MAX_STALE_SECONDS",
        "AUTHORIZER_JWKS_URIS",
        "AUTHORIZER_LIVE_MAX_AGE_SECONDS",
        "AUTHORIZER_LIVE_REQUIRED",
        "AUTHORIZER_LOG_SUBJECT",
        "AUTHORIZER_LOG_SUBJECT_KEY",
        "AUTHORIZER_MAX_CONTENT_LENGTH",
        "AUTHORIZER_MAX_TOKEN_AGE_SECONDS",
        "AUTHORIZER_MAX_TOKEN_BYTES",
        "AUTHORIZER_PERMISSIONS_FILE",
        "AUTHORIZER_PERMISSIONS_URI",
        "AUTHORIZER_POLICY_SCOPE",
        "AUTHORIZER_REQUIRED_HEADERS",
        "AUTHORIZER_RESOURCE_METADATA_URL",
        "AUTHORIZER_REVOCATIONS_URI",
        SettingsReader.ShadowPermissionsUriVariable,
        SettingsReader.SignatureVerifierVariable,
        "AUTHORIZER_TENANT_CLAIM",
        "AUTHORIZER_TLS_ROOTS_FILE",
        "AUTHORIZER_TOKEN_CACHE_ENTRIES",
        "AUTHORIZER_TOKEN_SOURCES",
        "AUTHORIZER_TOKEN_USE",
        "AUTHORIZER_USAGE_KEY_CLAIM",
        "AUTHORIZER_USER_POOL_IDS",
    ];

    private static readonly (string Old, string New)[] Renamed =
    [
        ("AUTHORIZER_DECISION_CACHE_ENTRIES", "AUTHORIZER_TOKEN_CACHE_ENTRIES"),
        ("AUTHORIZER_JWKS_TIMEOUT_MS", "AUTHORIZER_FETCH_TIMEOUT_MS"),
    ];

    /// <summary>What <see cref="SettingsReader"/> reads; a test compares.</summary>
    public static IReadOnlyList<string> Known => All;

    /// <summary>Checks the names of an environment.</summary>
    /// <exception cref="ConfigurationException">One begins as ours do and is none of ours, set or empty.</exception>
    public static void Check(IEnumerable<string> names)
    {
        foreach (string name in names)
        {
            if (name.StartsWith(Beginning, StringComparison.Ordinal) && Array.IndexOf(All, name) < 0)
            {
                throw EnvironmentVariables.Invalid(name, Problem(name));
            }
        }
    }

    private static string Problem(string name)
    {
        foreach ((string old, string current) in Renamed)
        {
            if (name == old)
            {
                return "was renamed to " + current;
            }
        }

        // Without the common beginning, which would make all names look alike.
        string[] endings = Array.ConvertAll(All, static known => known[Beginning.Length..]);
        return NearestName.Find(name[Beginning.Length..], endings) is { } nearest
            ? $"is not a known variable; the nearest is {Beginning}{nearest.Trim('"')}"
            : "is not a known variable";
    }
}
