using System;
using Authorizer.Options;

namespace Authorizer.Lambda.Configuration;

/// <summary>Whose RSA and SHA-256 verify tokens.</summary>
internal enum SignatureVerifier : byte
{
    /// <summary>System.Security.Cryptography: on Linux OpenSSL, loaded when first used. The reference.</summary>
    Platform,

    /// <summary>The code in <see cref="ManagedRsa"/>: verification only, and nothing is loaded.</summary>
    Managed,
}

/// <summary>How a caller's <c>sub</c> is written to the log.</summary>
internal enum LogSubject : byte
{
    /// <summary>As it is.</summary>
    Plain,

    /// <summary>Under a pseudonym that only the holder of <c>AUTHORIZER_LOG_SUBJECT_KEY</c> can compute.</summary>
    Hash,

    /// <summary>Not at all.</summary>
    None,
}

/// <summary>The environment variables, read once and checked: everything the operator decides.</summary>
internal sealed class Settings : AuthorizationOptions
{
    /// <summary>The issuers whose tokens are accepted, in the order they were configured. Never empty.</summary>
    public required IssuerSettings[] Issuers { get; init; }

    /// <summary>The hosts other than loopback that may be reached without TLS, as <c>host:port</c>.</summary>
    public required string[] InsecureHttpHosts { get; init; }

    /// <summary>The path of the permissions file; empty where only <see cref="PermissionsUri"/> is needed.</summary>
    public required string PermissionsFile { get; init; }

    /// <summary>Where rules are read from while the function runs, or <see langword="null"/> for the file alone.</summary>
    public required Uri? PermissionsUri { get; init; }

    /// <summary>Where revocations are read from while the function runs, or <see langword="null"/> for none.</summary>
    public required Uri? RevocationsUri { get; init; }

    /// <summary>Where rules are read from that are evaluated and never enforced, or <see langword="null"/> for none.</summary>
    public required Uri? ShadowPermissionsUri { get; init; }

    /// <summary>Age in seconds from which live documents are read again.</summary>
    public required int LiveMaxAgeSeconds { get; init; }

    /// <summary>Whether nobody is let in before a live document was read.</summary>
    public required bool LiveRequired { get; init; }

    /// <summary>The path of the pinned keys, or <see langword="null"/>.</summary>
    public required string? JwksFile { get; init; }

    /// <summary>A PEM file of trust anchors for fetching, or <see langword="null"/> for the system's.</summary>
    public required string? TlsRootsFile { get; init; }

    /// <summary>The shipped trust anchors for Amazon's servers, or <see langword="null"/> where the operator chose others.</summary>
    public required string? AmazonRootsFile { get; init; }

    /// <summary>The proxy to <c>https</c> servers, or <see langword="null"/> for none.</summary>
    public required HttpsProxy? Proxy { get; init; }

    /// <summary>Age in seconds from which fetched keys are refreshed.</summary>
    public required int JwksMaxAgeSeconds { get; init; }

    /// <summary>Age in seconds up to which fetched keys serve while fetching fails.</summary>
    public required int JwksMaxStaleSeconds { get; init; }

    /// <summary>Time for one whole fetch, in milliseconds.</summary>
    public required int FetchTimeoutMilliseconds { get; init; }

    /// <summary>Whose RSA and SHA-256 verify tokens.</summary>
    public required SignatureVerifier SignatureVerifier { get; init; }

    /// <summary>The least severe level written to the log.</summary>
    public required LogLevel LogLevel { get; init; }

    /// <summary>How a caller's <c>sub</c> is written to the log.</summary>
    public required LogSubject LogSubject { get; init; }

    /// <summary>The key of pseudonyms; never <see langword="null"/> for <see cref="LogSubject.Hash"/>.</summary>
    public required string? LogSubjectKey { get; init; }

    /// <summary>The X-Ray daemon's IP address and port, as Lambda sets them, or <see langword="null"/>.</summary>
    public required string? TraceDaemonAddress { get; init; }

    /// <summary>The function's name.</summary>
    public required string FunctionName { get; init; }
}

/// <summary>An accepted issuer.</summary>
/// <param name="Name">The value <c>iss</c> must have, exactly.</param>
/// <param name="JwksUri">Where its keys are published, or <see langword="null"/> if they are never fetched.</param>
/// <param name="Prefetch">Whether its keys are fetched during init: the first form of each pool, and every issuer that is named.</param>
internal sealed record IssuerSettings(string Name, Uri? JwksUri, bool Prefetch)
{
    /// <summary>The user pool that this is a form of; <see langword="null"/> for an issuer that is named alone.</summary>
    public string? Pool { get; init; }

    /// <summary>Whether it is accepted only if its keys are pinned: its address has no TLS, and no rule allows that.</summary>
    public bool MustBePinned { get; init; }
}

/// <summary>Severity of a log line, as Lambda names it (AWS documentation: "Configuring JSON and plain text log formats").</summary>
internal enum LogLevel : byte
{
    /// <summary>Everything.</summary>
    Trace,

    /// <summary>Details for debugging.</summary>
    Debug,

    /// <summary>Decisions.</summary>
    Info,

    /// <summary>What may need attention.</summary>
    Warn,

    /// <summary>What failed.</summary>
    Error,

    /// <summary>What ends the process.</summary>
    Fatal,
}
