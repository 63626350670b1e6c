using System;
using Authorizer.Options;

namespace Authorizer.Lambda.Configuration;

/// <summary>The implementation of RSA and SHA-256 that verifies tokens.</summary>
internal enum SignatureVerifier : byte
{
    /// <summary>
    /// System.Security.Cryptography. On Linux it uses OpenSSL, which is loaded on first use. Tests compare the managed code with it.
    /// </summary>
    Platform,

    /// <summary>The code in <see cref="ManagedRsa"/>. It can only verify, and does not load OpenSSL.</summary>
    Managed,
}

/// <summary>How a caller's <c>sub</c> is written to the log.</summary>
internal enum LogSubject : byte
{
    /// <summary>The log contains <c>sub</c> unchanged.</summary>
    Plain,

    /// <summary>The log contains a pseudonym. Only a holder of <c>AUTHORIZER_LOG_SUBJECT_KEY</c> can compute it from <c>sub</c>.</summary>
    Hash,

    /// <summary>The log does not contain <c>sub</c>.</summary>
    None,
}

/// <summary>The operator's configuration. The environment variables are read and checked once.</summary>
internal sealed class Settings : AuthorizationOptions
{
    /// <summary>The issuers whose tokens are accepted, in configuration order. Never empty.</summary>
    public required IssuerSettings[] Issuers { get; init; }

    /// <summary>Hosts other than loopback to which connections without TLS are allowed, as <c>host:port</c>.</summary>
    public required string[] InsecureHttpHosts { get; init; }

    /// <summary>The path of the permissions file. Empty if <see cref="PermissionsUri"/> replaces the file.</summary>
    public required string PermissionsFile { get; init; }

    /// <summary>The URL of the live rules, or <see langword="null"/> if only the file is used.</summary>
    public required Uri? PermissionsUri { get; init; }

    /// <summary>The URL of the revocations, or <see langword="null"/> if there is no revocation list.</summary>
    public required Uri? RevocationsUri { get; init; }

    /// <summary>The URL of the shadow rules, which are evaluated but never enforced. <see langword="null"/> if there are none.</summary>
    public required Uri? ShadowPermissionsUri { get; init; }

    /// <summary>The age at which a live document is fetched again, in seconds.</summary>
    public required int LiveMaxAgeSeconds { get; init; }

    /// <summary>Whether every call fails with 500 until the configured live documents were read.</summary>
    public required bool LiveRequired { get; init; }

    /// <summary>The path of the file of pinned keys, or <see langword="null"/> if no keys are pinned.</summary>
    public required string? JwksFile { get; init; }

    /// <summary>A PEM file of trust anchors for fetching, or <see langword="null"/> to use the system's trust anchors.</summary>
    public required string? TlsRootsFile { get; init; }

    /// <summary>
    /// The path of the shipped trust anchors for Amazon's servers, or <see langword="null"/> if the file is absent or not used.
    /// </summary>
    public required string? AmazonRootsFile { get; init; }

    /// <summary>The proxy for <c>https</c> requests, or <see langword="null"/> if requests use no proxy.</summary>
    public required HttpsProxy? Proxy { get; init; }

    /// <summary>The maximum age of fetched keys, in seconds. They are refreshed shortly before they reach this age.</summary>
    public required int JwksMaxAgeSeconds { get; init; }

    /// <summary>The age up to which fetched keys are used if refreshing fails, in seconds.</summary>
    public required int JwksMaxStaleSeconds { get; init; }

    /// <summary>The time limit of one complete fetch, in milliseconds.</summary>
    public required int FetchTimeoutMilliseconds { get; init; }

    /// <summary>The implementation that verifies tokens.</summary>
    public required SignatureVerifier SignatureVerifier { get; init; }

    /// <summary>The least severe level that is logged.</summary>
    public required LogLevel LogLevel { get; init; }

    /// <summary>How a caller's <c>sub</c> is written to the log.</summary>
    public required LogSubject LogSubject { get; init; }

    /// <summary>
    /// The key for pseudonyms. Never <see langword="null"/> if <see cref="LogSubject"/> is <see cref="LogSubject.Hash"/>.
    /// </summary>
    public required string? LogSubjectKey { get; init; }

    /// <summary>The IP address and port of the X-Ray daemon, set by Lambda, or <see langword="null"/>.</summary>
    public required string? TraceDaemonAddress { get; init; }

    /// <summary>The function's name.</summary>
    public required string FunctionName { get; init; }
}

/// <summary>An accepted issuer.</summary>
/// <param name="Name">The exact value of <c>iss</c>.</param>
/// <param name="JwksUri">The URL of the issuer's keys, or <see langword="null"/> if they are never fetched.</param>
/// <param name="Prefetch">
/// Whether the issuer's keys are fetched during init. True for the first form of each pool's issuer (<c>cognito-idp</c>), and for the
/// issuers of <c>AUTHORIZER_ISSUERS</c>.
/// </param>
internal sealed record IssuerSettings(string Name, Uri? JwksUri, bool Prefetch)
{
    /// <summary>The ID of the issuer's user pool, or <see langword="null"/> if the issuer comes from <c>AUTHORIZER_ISSUERS</c>.</summary>
    public string? Pool { get; init; }

    /// <summary>
    /// Whether it is acceptable that the issuer has no keys. True for the second form of a pool's issuer (<c>issuer-cognito-idp</c>),
    /// because the pool might not use it.
    /// </summary>
    public bool MayHaveNoKeys { get; init; }

    /// <summary>
    /// Whether the issuer's keys must be pinned, because its URL is <c>http</c> and connections to its host without TLS are not allowed.
    /// </summary>
    public bool MustBePinned { get; init; }
}

/// <summary>The severity of a log line, in Lambda's terms (AWS documentation: "Configuring JSON and plain text log formats").</summary>
internal enum LogLevel : byte
{
    /// <summary>The least severe level. If it is selected, all lines are written.</summary>
    Trace,

    /// <summary>Details for debugging.</summary>
    Debug,

    /// <summary>Decisions and fetches.</summary>
    Info,

    /// <summary>Problems that might need attention.</summary>
    Warn,

    /// <summary>Failed calls.</summary>
    Error,

    /// <summary>Failures that end the process.</summary>
    Fatal,
}
