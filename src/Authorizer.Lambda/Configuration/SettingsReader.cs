using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.Text;
using Authorizer.Options;

namespace Authorizer.Lambda.Configuration;

/// <summary>Reads <see cref="Settings"/> from the environment and checks each variable.</summary>
internal static class SettingsReader
{
    /// <summary>The variable that selects the verifier.</summary>
    public const string SignatureVerifierVariable = "AUTHORIZER_SIGNATURE_VERIFIER";

    /// <summary>The variable with the URL of the live rules.</summary>
    public const string PermissionsUriVariable = "AUTHORIZER_PERMISSIONS_URI";

    /// <summary>The variable with the URL of the revocations.</summary>
    public const string RevocationsUriVariable = "AUTHORIZER_REVOCATIONS_URI";

    /// <summary>The variable with the URL of the rules that are evaluated but never enforced.</summary>
    public const string ShadowPermissionsUriVariable = "AUTHORIZER_SHADOW_PERMISSIONS_URI";

    private const string AudiencesVariable = "AUTHORIZER_AUDIENCES";
    private const string TlsRootsVariable = "AUTHORIZER_TLS_ROOTS_FILE";
    private const string AmazonRoots = "amazon-roots.pem";

    // These characters separate names in the headers that contain them (RFC 6265, section 4.1.1; RFC 9110, section 5.6.2).
    private static readonly SearchValues<char> NoNameCharacters = SearchValues.Create(" \t=;,\"");

    /// <summary>Reads and checks all variables.</summary>
    /// <param name="lookup">Returns a variable's value, or <see langword="null"/> if it is not set.</param>
    /// <param name="directory">The directory of the executable, which contains the default files.</param>
    /// <exception cref="ConfigurationException">A variable is missing or invalid.</exception>
    public static Settings Read(Func<string, string?> lookup, string directory)
    {
        var variables = new EnvironmentVariables(lookup);
        var addresses = WebAddresses.Read(variables);
        int maxAge = variables.Integer("AUTHORIZER_JWKS_MAX_AGE_SECONDS", 1, 604_800) ?? 3600;
        int maxStale = variables.Integer("AUTHORIZER_JWKS_MAX_STALE_SECONDS", 1, 2_592_000) ?? Math.Max(86_400, maxAge);
        if (maxStale < maxAge)
        {
            throw EnvironmentVariables.Invalid(
                "AUTHORIZER_JWKS_MAX_STALE_SECONDS", $"is {maxStale}, but must be at least AUTHORIZER_JWKS_MAX_AGE_SECONDS ({maxAge}); set {maxAge} or more");
        }

        PolicyScope policyScope = variables.Choice(
            "AUTHORIZER_POLICY_SCOPE", ("route", PolicyScope.Route), ("principal", PolicyScope.Principal));
        byte[][] contentTypes = LowerCase("AUTHORIZER_CONTENT_TYPES", variables);
        if (policyScope == PolicyScope.Principal && contentTypes.Length > 0)
        {
            // Content types are checked only for POST, PUT and PATCH. With a cached policy for all routes, a GET request could allow a
            // later POST request whose content type was not checked.
            throw EnvironmentVariables.Invalid("AUTHORIZER_CONTENT_TYPES", "cannot be used with AUTHORIZER_POLICY_SCOPE=principal; remove one of them");
        }

        TokenUses tokenUses = variables.Choice(
            "AUTHORIZER_TOKEN_USE",
            (TokenUseNames.Access, TokenUses.Access),
            (TokenUseNames.Id, TokenUses.Id),
            ("any", TokenUses.Access | TokenUses.Id));
        string[] audiences = variables.List(AudiencesVariable);
        if (audiences.Length > 0 && tokenUses == TokenUses.Id)
        {
            throw EnvironmentVariables.Invalid(AudiencesVariable, "applies to access tokens, which AUTHORIZER_TOKEN_USE=id refuses; remove one of them");
        }

        string? tlsRoots = variables.Text(TlsRootsVariable);
        string? amazonRoots = NextTo(directory, AmazonRoots);
        Uri? permissionsUri = LiveUri(PermissionsUriVariable, variables, addresses);
        bool liveRequired = variables.Choice("AUTHORIZER_LIVE_REQUIRED", ("true", true), ("false", false));
        LogSubject logSubject = variables.Choice(
            "AUTHORIZER_LOG_SUBJECT", ("plain", LogSubject.Plain), ("hash", LogSubject.Hash), ("none", LogSubject.None));
        IssuerSettings[] issuers = IssuerSettingsReader.Read(variables, addresses);
        return new Settings
        {
            Issuers = issuers,
            IssuerNames = Array.ConvertAll(issuers, static issuer => issuer.Name),
            InsecureHttpHosts = addresses.InsecureHosts,
            ClientIds = Required("AUTHORIZER_CLIENT_IDS", variables),
            TokenUses = tokenUses,
            AudienceIds = Array.ConvertAll(audiences, Encoding.UTF8.GetBytes),
            TokenSources = ReadTokenSources(variables),
            PermissionsFile = ExistingFile("AUTHORIZER_PERMISSIONS_FILE", variables)
                ?? NextTo(directory, "permissions.json")
                ?? (liveRequired && permissionsUri is not null
                    ? string.Empty
                    : throw EnvironmentVariables.Invalid(
                        "AUTHORIZER_PERMISSIONS_FILE", "is not set, and there is no permissions.json next to the executable; add the file or set the variable")),
            PermissionsUri = permissionsUri,
            RevocationsUri = LiveUri(RevocationsUriVariable, variables, addresses),
            ShadowPermissionsUri = LiveUri(ShadowPermissionsUriVariable, variables, addresses),
            LiveMaxAgeSeconds = variables.Integer("AUTHORIZER_LIVE_MAX_AGE_SECONDS", 1, 86_400) ?? 60,
            LiveRequired = liveRequired,
            JwksFile = ExistingFile("AUTHORIZER_JWKS_FILE", variables) ?? NextTo(directory, "jwks.json"),
            TlsRootsFile = tlsRoots switch
            {
                null or "system" => null,
                "amazon" => amazonRoots ?? throw EnvironmentVariables.Invalid(
                    TlsRootsVariable, $"is \"amazon\", but there is no {AmazonRoots} next to the executable; add the file, or set the variable to \"system\""),
                _ => ExistingFile(TlsRootsVariable, variables),
            },
            AmazonRootsFile = tlsRoots is null ? amazonRoots : null,
            Proxy = HttpsProxyReader.Read(variables),
            JwksMaxAgeSeconds = maxAge,
            JwksMaxStaleSeconds = maxStale,
            FetchTimeoutMilliseconds = variables.Integer("AUTHORIZER_FETCH_TIMEOUT_MS", 1, 60_000) ?? 2000,
            ClockSkewSeconds = variables.Integer("AUTHORIZER_CLOCK_SKEW_SECONDS", 0, 300) ?? 5,
            MaxTokenBytes = variables.Integer("AUTHORIZER_MAX_TOKEN_BYTES", 256, 1_048_576) ?? 16_384,
            SignatureVerifier = variables.Choice(
                SignatureVerifierVariable, ("platform", SignatureVerifier.Platform), ("managed", SignatureVerifier.Managed)),
            TokenCacheEntries = variables.Integer("AUTHORIZER_TOKEN_CACHE_ENTRIES", 0, 1_000_000) ?? 1024,
            HttpResponse = variables.Choice(
                "AUTHORIZER_HTTP_RESPONSE", ("simple", HttpResponseFormat.Simple), ("iam", HttpResponseFormat.Iam)),
            InvalidTokenResponse = variables.Choice(
                "AUTHORIZER_INVALID_TOKEN_RESPONSE",
                ("unauthorized", InvalidTokenResponse.Unauthorized),
                ("deny", InvalidTokenResponse.Deny)),
            PolicyScope = policyScope,
            ContextClaims = ContextClaimsReader.Read(variables),
            MaxTokenAgeSeconds = variables.Integer("AUTHORIZER_MAX_TOKEN_AGE_SECONDS", 1, int.MaxValue),
            TenantClaim = variables.Text("AUTHORIZER_TENANT_CLAIM"),
            UsageKeyClaim = variables.Text("AUTHORIZER_USAGE_KEY_CLAIM"),
            RequiredHeaders = LowerCase("AUTHORIZER_REQUIRED_HEADERS", variables),
            ContentTypes = contentTypes,
            ResourceMetadataUrl = ReadResourceMetadataUrl(variables, addresses),
            MaxContentLength = variables.Integer("AUTHORIZER_MAX_CONTENT_LENGTH", 0, int.MaxValue),
            LogLevel = ReadLogLevel(lookup),
            LogSubject = logSubject,
            LogSubjectKey = ReadLogSubjectKey(logSubject, variables),
            TraceDaemonAddress = variables.Text("AWS_XRAY_DAEMON_ADDRESS"),
            FunctionName = variables.Text("AWS_LAMBDA_FUNCTION_NAME") ?? "authorizer",
        };
    }

    // Lambda sets and checks this variable. An unknown level therefore means the default level and does not prevent the start.
    private static LogLevel ReadLogLevel(Func<string, string?> lookup) => lookup("AWS_LAMBDA_LOG_LEVEL")?.ToUpperInvariant() switch
    {
        "TRACE" => LogLevel.Trace,
        "DEBUG" => LogLevel.Debug,
        "WARN" => LogLevel.Warn,
        "ERROR" => LogLevel.Error,
        "FATAL" => LogLevel.Fatal,
        _ => LogLevel.Info,
    };

    private static Uri? LiveUri(string variable, EnvironmentVariables variables, WebAddresses addresses) =>
        variables.Text(variable) is { } text ? addresses.ParseFetchable(text, variable) : null;

    // The URL becomes part of a quoted string in a header (RFC 9110, section 5.6.4), so it must not contain " or \.
    private static byte[]? ReadResourceMetadataUrl(EnvironmentVariables variables, WebAddresses addresses)
    {
        const string Variable = "AUTHORIZER_RESOURCE_METADATA_URL";
        if (variables.Text(Variable) is not { } text)
        {
            return null;
        }

        _ = addresses.ParseFetchable(text, Variable);
        return text.AsSpan().ContainsAnyExceptInRange('!', '~') || text.AsSpan().ContainsAny('"', '\\')
            ? throw EnvironmentVariables.Invalid(Variable, "has a character that is not allowed in a URL; write it percent-encoded")
            : Encoding.ASCII.GetBytes(text);
    }

    // An HMAC key should be at least as long as the hash, 32 bytes (RFC 2104, section 3).
    private static string? ReadLogSubjectKey(LogSubject form, EnvironmentVariables variables)
    {
        const string Variable = "AUTHORIZER_LOG_SUBJECT_KEY";
        const int LeastLength = 32;
        string? key = variables.Text(Variable);
        return form != LogSubject.Hash || key?.Length >= LeastLength
            ? key
            : throw EnvironmentVariables.Invalid(Variable, $"must have at least {LeastLength} characters if AUTHORIZER_LOG_SUBJECT is hash");
    }

    private static byte[][] Required(string variable, EnvironmentVariables variables)
    {
        string[] entries = variables.List(variable);
        return entries.Length > 0
            ? Array.ConvertAll(entries, Encoding.UTF8.GetBytes)
            : throw EnvironmentVariables.Invalid(variable, "is required; list the IDs that are accepted");
    }

    private static byte[][] LowerCase(string variable, EnvironmentVariables variables) =>
        Array.ConvertAll(variables.List(variable), static entry => Encoding.UTF8.GetBytes(entry.ToLowerInvariant()));

    private static string? NextTo(string directory, string file)
    {
        string path = Path.Combine(directory, file);
        return File.Exists(path) ? path : null;
    }

    private static string? ExistingFile(string variable, EnvironmentVariables variables)
    {
        string? path = variables.Text(variable);
        return path is null || File.Exists(path) ? path : throw EnvironmentVariables.Invalid(variable, $"is {EnvironmentVariables.Quoted(path)}, which does not exist or is not a file; correct the path or add the file");
    }

    private static TokenSource[] ReadTokenSources(EnvironmentVariables variables)
    {
        const string Variable = "AUTHORIZER_TOKEN_SOURCES";
        bool bearer = variables.Choice("AUTHORIZER_BEARER", ("required", true), ("optional", false));
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
                "subprotocol" => TokenLocation.Subprotocol,
                _ => throw EnvironmentVariables.Invalid(
                    Variable, $"has the entry {EnvironmentVariables.Quoted(entry)}; use header:NAME, cookie:NAME, query:NAME or subprotocol:NAME"),
            };
            if (name.Length == 0 || name.AsSpan().ContainsAny(NoNameCharacters))
            {
                throw EnvironmentVariables.Invalid(Variable, $"has the entry {EnvironmentVariables.Quoted(entry)}; the name must not be empty or contain white space, =, ;, comma or quotes");
            }

            name = location == TokenLocation.Header ? name.ToLowerInvariant() : name;
            bool bearerRequired = bearer && location == TokenLocation.Header && name == "authorization";
            sources.Add(new TokenSource(location, Encoding.UTF8.GetBytes(name), bearerRequired));
        }

        return [.. sources];
    }
}
