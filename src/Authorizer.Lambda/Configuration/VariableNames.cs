using System;
using System.Collections.Generic;
using Authorizer.Options;
using Authorizer.Syntax;

namespace Authorizer.Lambda.Configuration;

/// <summary>
/// The known <c>AUTHORIZER_</c> variables. Any other name with this prefix is an error, because a misspelled setting that is silently
/// ignored could leave open what the operator believes to be closed.
/// </summary>
internal static class VariableNames
{
    private const string Prefix = "AUTHORIZER_";

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

    /// <summary>The variables that <see cref="SettingsReader"/> reads. A test checks that none is missing.</summary>
    public static IReadOnlyList<string> Known => All;

    /// <summary>Checks the names of all environment variables.</summary>
    /// <exception cref="ConfigurationException">A variable has the prefix but is unknown, even if its value is empty.</exception>
    public static void Check(IEnumerable<string> names)
    {
        foreach (string name in names)
        {
            if (name.StartsWith(Prefix, StringComparison.Ordinal) && Array.IndexOf(All, name) < 0)
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

        // The common prefix is not compared, because it would make all names similar.
        string[] endings = Array.ConvertAll(All, static known => known[Prefix.Length..]);
        return NearestName.Find(name[Prefix.Length..], endings) is { } nearest
            ? $"is not a known variable; did you mean {Prefix}{nearest.Trim('"')}?"
            : "is not a known variable; remove it";
    }
}
