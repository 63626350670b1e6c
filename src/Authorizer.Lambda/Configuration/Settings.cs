using System;
using Authorizer.Options;

namespace Authorizer.Lambda.Configuration;

/// <summary>The implementation of RSA and SHA-256 that verifies tokens.</summary>
internal enum SignatureVerifier : byte
{
    /// <summary>System.Security.Cryptography: on Linux OpenSSL, loaded when first used. The reference for the managed one.</summary>
    Platform,

    /// <summary>The code in <see cref="ManagedRsa"/>, which only verifies and does not load OpenSSL.</summary>
    Managed,
}

/// <summary>How a caller's <c>sub</c> is written to the log.</summary>
internal enum LogSubject : byte
{
    /// <summary>As it is.</summary>
    Plain,

    /// <summary>As a pseudonym that only a holder of <c>AUTHORIZER_LOG_SUBJECT_KEY</c> can compute.</summary>
    Hash,

    /// <summary>Not at all.</summary>
    None,
}

/// <summary>The operator's configuration: the environment variables, read once and checked.</summary>
internal sealed class Settings : AuthorizationOptions
{
    /// <summary>The issuers whose tokens are accepted, in configuration order. Never empty.</summary>
    public required IssuerSettings[] Issuers { get; init; }

    /// <summary>Hosts other than loopback that may be contacted without TLS, as <c>host:port</c>.</summary>
    public required string[] InsecureHttpHosts { get; init; }

    /// <summary>The path of the permissions file; empty if <see cref="PermissionsUri"/> replaces it.</summary>
    public required string PermissionsFile { get; init; }

    /// <summary>The URL of the live rules; <see langword="null"/> if only the file is used.</summary>
    public required Uri? PermissionsUri { get; init; }

    /// <summary>The URL of the revocations, or <see langword="null"/> for none.</summary>
    public required Uri? RevocationsUri { get; init; }

    /// <summary>The URL of rules that are evaluated but never enforced, or <see langword="null"/> for none.</summary>
    public required Uri? ShadowPermissionsUri { get; init; }

    /// <summary>Live documents of this age, in seconds, are fetched again.</summary>
    public required int LiveMaxAgeSeconds { get; init; }

    /// <summary>Whether every call fails with 500 until the configured live documents were read.</summary>
    public required bool LiveRequired { get; init; }

    /// <summary>The path of the pinned keys, or <see langword="null"/>.</summary>
    public required string? JwksFile { get; init; }

    /// <summary>A PEM file of trust anchors for fetching; <see langword="null"/> for the system's.</summary>
    public required string? TlsRootsFile { get; init; }

    /// <summary>The path of the shipped trust anchors for Amazon's servers; <see langword="null"/> if absent or not used.</summary>
    public required string? AmazonRootsFile { get; init; }

    /// <summary>The proxy for <c>https</c> requests, or <see langword="null"/> for none.</summary>
    public required HttpsProxy? Proxy { get; init; }

    /// <summary>The maximum age of fetched keys, in seconds; they are refreshed shortly before.</summary>
    public required int JwksMaxAgeSeconds { get; init; }

    /// <summary>The age in seconds up to which fetched keys are used if refreshing fails.</summary>
    public required int JwksMaxStaleSeconds { get; init; }

    /// <summary>The time limit of one complete fetch, in milliseconds.</summary>
    public required int FetchTimeoutMilliseconds { get; init; }

    /// <summary>The implementation that verifies tokens.</summary>
    public required SignatureVerifier SignatureVerifier { get; init; }

    /// <summary>The least severe level that is logged.</summary>
    public required LogLevel LogLevel { get; init; }

    /// <summary>How a caller's <c>sub</c> is written to the log.</summary>
    public required LogSubject LogSubject { get; init; }

    /// <summary>The key for pseudonyms; not <see langword="null"/> if <see cref="LogSubject"/> is <see cref="LogSubject.Hash"/>.</summary>
    public required string? LogSubjectKey { get; init; }

    /// <summary>The X-Ray daemon's IP address and port, set by Lambda, or <see langword="null"/>.</summary>
    public required string? TraceDaemonAddress { get; init; }

    /// <summary>The function's name.</summary>
    public required string FunctionName { get; init; }
}

/// <summary>An accepted issuer.</summary>
/// <param name="Name">The value <c>iss</c> must have, exactly.</param>
/// <param name="JwksUri">The URL of its keys; <see langword="null"/> if they are never fetched.</param>
/// <param name="Prefetch">Whether its keys are fetched during init: true for the first form of each pool and for <c>AUTHORIZER_ISSUERS</c>.</param>
internal sealed record IssuerSettings(string Name, Uri? JwksUri, bool Prefetch)
{
    /// <summary>The ID of its user pool; <see langword="null"/> if it comes from <c>AUTHORIZER_ISSUERS</c>.</summary>
    public string? Pool { get; init; }

    /// <summary>Whether it may have no keys: the second form of a pool's issuer, which the pool may not use.</summary>
    public bool MayHaveNoKeys { get; init; }

    /// <summary>Whether its keys must be pinned, because its URL is <c>http</c> and its host is not allowed without TLS.</summary>
    public bool MustBePinned { get; init; }
}

/// <summary>The severity of a log line, with Lambda's names (AWS documentation: "Configuring JSON and plain text log formats").</summary>
internal enum LogLevel : byte
{
    /// <summary>Everything.</summary>
    Trace,

    /// <summary>Details for debugging.</summary>
    Debug,

    /// <summary>Decisions and fetches.</summary>
    Info,

    /// <summary>Problems that may need attention.</summary>
    Warn,

    /// <summary>Failed calls.</summary>
    Error,

    /// <summary>Failures that end the process.</summary>
    Fatal,
}
