using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.Text;
using Authorizer.Events;
using Authorizer.Signatures;

namespace Authorizer.Configuration;

/// <summary>Reads <see cref="Settings"/> from the environment: each variable once, each check here.</summary>
internal static class SettingsReader
{
    /// <summary>The variable that chooses the verifier; a start-up failure names it when the chosen one does not work.</summary>
    public const string SignatureVerifierVariable = "AUTHORIZER_SIGNATURE_VERIFIER";

    // Variables of the contract that this version does not honour yet. Ignoring one would run with less
    // protection than the operator asked for, so setting one stops the start.
    private static readonly string[] NotYetSupported =
    [
        "AUTHORIZER_PERMISSIONS_URI",
        "AUTHORIZER_REVOCATIONS_URI",
    ];

    // Separators of the headers that names stand in (RFC 6265, section 4.1.1; RFC 9110, section 5.6.2).
    private static readonly SearchValues<char> NoNameCharacters = SearchValues.Create(" \t=;,\"");

    /// <summary>Reads and checks all variables.</summary>
    /// <param name="lookup">Gives a variable's value, or <see langword="null"/>.</param>
    /// <param name="directory">The directory of the executable, where files lie by default.</param>
    /// <returns>The settings.</returns>
    /// <exception cref="ConfigurationException">A variable is missing or unusable.</exception>
    public static Settings Read(Func<string, string?> lookup, string directory)
    {
        var variables = new EnvironmentVariables(lookup);
        foreach (string variable in NotYetSupported)
        {
            if (variables.Text(variable) is not null)
            {
                throw EnvironmentVariables.Invalid(variable, "is not supported by this version");
            }
        }

        int maxAge = variables.Integer("AUTHORIZER_JWKS_MAX_AGE_SECONDS", 1, 604_800) ?? 3600;
        int maxStale = variables.Integer("AUTHORIZER_JWKS_MAX_STALE_SECONDS", 1, 2_592_000) ?? Math.Max(86_400, maxAge);
        if (maxStale < maxAge)
        {
            throw EnvironmentVariables.Invalid(
                "AUTHORIZER_JWKS_MAX_STALE_SECONDS", "is less than AUTHORIZER_JWKS_MAX_AGE_SECONDS");
        }

        _ = variables.Choice("AUTHORIZER_POLICY_SCOPE", ("route", 0));
        return new Settings
        {
            Issuers = IssuerSettingsReader.Read(variables),
            ClientIds = Required("AUTHORIZER_CLIENT_IDS", variables),
            TokenUses = variables.Choice(
                "AUTHORIZER_TOKEN_USE",
                ("access", TokenUses.Access),
                ("id", TokenUses.Id),
                ("any", TokenUses.Access | TokenUses.Id)),
            TokenSources = ReadTokenSources(variables),
            PermissionsFile = ExistingFile("AUTHORIZER_PERMISSIONS_FILE", variables)
                ?? Beside(directory, "permissions.json")
                ?? throw EnvironmentVariables.Invalid(
                    "AUTHORIZER_PERMISSIONS_FILE", "is not set and there is no permissions.json beside the executable"),
            JwksFile = ExistingFile("AUTHORIZER_JWKS_FILE", variables) ?? Beside(directory, "jwks.json"),
            TlsRootsFile = variables.Text("AUTHORIZER_TLS_ROOTS_FILE") is null or "system"
                ? null
                : ExistingFile("AUTHORIZER_TLS_ROOTS_FILE", variables),
            JwksMaxAgeSeconds = maxAge,
            JwksMaxStaleSeconds = maxStale,
            JwksTimeoutMilliseconds = variables.Integer("AUTHORIZER_JWKS_TIMEOUT_MS", 1, 60_000) ?? 2000,
            ClockSkewSeconds = variables.Integer("AUTHORIZER_CLOCK_SKEW_SECONDS", 0, 300) ?? 5,
            MaxTokenBytes = variables.Integer("AUTHORIZER_MAX_TOKEN_BYTES", 256, 1_048_576) ?? 16_384,
            SignatureVerifier = variables.Choice(
                SignatureVerifierVariable, ("platform", SignatureVerifier.Platform), ("managed", SignatureVerifier.Managed)),
            DecisionCacheEntries = variables.Integer("AUTHORIZER_DECISION_CACHE_ENTRIES", 0, 1_000_000) ?? 1024,
            HttpResponse = variables.Choice(
                "AUTHORIZER_HTTP_RESPONSE", ("simple", HttpResponseFormat.Simple), ("iam", HttpResponseFormat.Iam)),
            InvalidTokenResponse = variables.Choice(
                "AUTHORIZER_INVALID_TOKEN_RESPONSE",
                ("unauthorized", InvalidTokenResponse.Unauthorized),
                ("deny", InvalidTokenResponse.Deny)),
            ContextClaims = ContextClaimsReader.Read(variables),
            MaxTokenAgeSeconds = variables.Integer("AUTHORIZER_MAX_TOKEN_AGE_SECONDS", 1, int.MaxValue),
            UsageKeyClaim = variables.Text("AUTHORIZER_USAGE_KEY_CLAIM"),
            RequiredHeaders = LowerCase("AUTHORIZER_REQUIRED_HEADERS", variables),
            ContentTypes = LowerCase("AUTHORIZER_CONTENT_TYPES", variables),
            MaxContentLength = variables.Integer("AUTHORIZER_MAX_CONTENT_LENGTH", 0, int.MaxValue),
            LogLevel = ReadLogLevel(lookup),
        };
    }

    // Lambda sets the level and checks it, so an unknown word is taken for the default and never stops a start.
    private static LogLevel ReadLogLevel(Func<string, string?> lookup) => lookup("AWS_LAMBDA_LOG_LEVEL")?.ToUpperInvariant() switch
    {
        "TRACE" => LogLevel.Trace,
        "DEBUG" => LogLevel.Debug,
        "WARN" => LogLevel.Warn,
        "ERROR" => LogLevel.Error,
        "FATAL" => LogLevel.Fatal,
        _ => LogLevel.Info,
    };

    private static byte[][] Required(string variable, EnvironmentVariables variables)
    {
        string[] entries = variables.List(variable);
        return entries.Length > 0
            ? Array.ConvertAll(entries, Encoding.UTF8.GetBytes)
            : throw EnvironmentVariables.Invalid(variable, "is required");
    }

    private static byte[][] LowerCase(string variable, EnvironmentVariables variables) =>
        Array.ConvertAll(variables.List(variable), static entry => Encoding.UTF8.GetBytes(entry.ToLowerInvariant()));

    private static string? Beside(string directory, string file)
    {
        string path = Path.Combine(directory, file);
        return File.Exists(path) ? path : null;
    }

    private static string? ExistingFile(string variable, EnvironmentVariables variables)
    {
        string? path = variables.Text(variable);
        return path is null || File.Exists(path) ? path : throw EnvironmentVariables.Invalid(variable, "names a file that is not there");
    }

    private static TokenSource[] ReadTokenSources(EnvironmentVariables variables)
    {
        const string Variable = "AUTHORIZER_TOKEN_SOURCES";
        string[] entries = variables.List(Variable);
        if (entries.Length == 0)
        {
            entries = ["header:Authorization"];
        }

        var sources = new List<TokenSource>(entries.Length);
        foreach (string entry in entries)
        {
            int colon = entry.IndexOf(':', StringComparison.Ordinal);
            string name = entry[(colon + 1)..];
            TokenLocation location = entry[..Math.Max(colon, 0)] switch
            {
                "header" => TokenLocation.Header,
                "cookie" => TokenLocation.Cookie,
                "query" => TokenLocation.Query,
                _ => throw EnvironmentVariables.Invalid(Variable, "has an entry that is not header:NAME, cookie:NAME or query:NAME"),
            };
            if (name.Length == 0 || name.AsSpan().ContainsAny(NoNameCharacters))
            {
                throw EnvironmentVariables.Invalid(Variable, "has an entry without a usable name");
            }

            name = location == TokenLocation.Header ? name.ToLowerInvariant() : name;
            bool bearerRequired = location == TokenLocation.Header && name == "authorization";
            sources.Add(new TokenSource(location, Encoding.UTF8.GetBytes(name), bearerRequired));
        }

        return [.. sources];
    }
}
