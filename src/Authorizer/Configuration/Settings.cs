using System;
using Authorizer.Events;
using Authorizer.Signatures;

namespace Authorizer.Configuration;

/// <summary>Which tokens are accepted by their <c>token_use</c> claim.</summary>
[Flags]
internal enum TokenUses : byte
{
    /// <summary>No token at all.</summary>
    None = 0,

    /// <summary>Access tokens.</summary>
    Access = 1,

    /// <summary>Id tokens.</summary>
    Id = 2,
}

/// <summary>The answer to an HTTP API's payload 2.0: the event does not say which one the API expects.</summary>
internal enum HttpResponseFormat : byte
{
    /// <summary><c>{"isAuthorized": …}</c>, where simple responses are enabled.</summary>
    Simple,

    /// <summary>An IAM policy.</summary>
    Iam,
}

/// <summary>What an IAM policy speaks of.</summary>
internal enum PolicyScope : byte
{
    /// <summary>The requested method ARN and nothing else.</summary>
    Route,

    /// <summary>Everything the caller may do on this API and stage, so that one cached policy serves every route.</summary>
    Principal,
}

/// <summary>How a missing or invalid token is answered.</summary>
internal enum InvalidTokenResponse : byte
{
    /// <summary>The error <c>Unauthorized</c>, which API Gateway turns into 401.</summary>
    Unauthorized,

    /// <summary>A refusal (403) that API Gateway may cache and that is no failed invocation.</summary>
    Deny,
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
internal sealed class Settings
{
    /// <summary>The issuers whose tokens are accepted, in the order they were configured. Never empty.</summary>
    public required IssuerSettings[] Issuers { get; init; }

    /// <summary>The app client ids accepted, as UTF-8. Never empty.</summary>
    public required byte[][] ClientIds { get; init; }

    /// <summary>The kinds of token accepted.</summary>
    public required TokenUses TokenUses { get; init; }

    /// <summary>Where a request's token is looked for, in order. Never empty.</summary>
    public required TokenSource[] TokenSources { get; init; }

    /// <summary>The path of the permissions file; empty where only <see cref="PermissionsUri"/> is needed.</summary>
    public required string PermissionsFile { get; init; }

    /// <summary>Where rules are read from while the function runs, or <see langword="null"/> for the file alone.</summary>
    public required Uri? PermissionsUri { get; init; }

    /// <summary>Where revocations are read from while the function runs, or <see langword="null"/> for none.</summary>
    public required Uri? RevocationsUri { get; init; }

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

    /// <summary>Tolerance on <c>exp</c>, <c>nbf</c> and <c>iat</c>, in seconds.</summary>
    public required int ClockSkewSeconds { get; init; }

    /// <summary>The longest token accepted, in bytes.</summary>
    public required int MaxTokenBytes { get; init; }

    /// <summary>Whose RSA and SHA-256 verify tokens.</summary>
    public required SignatureVerifier SignatureVerifier { get; init; }

    /// <summary>How many verified tokens are remembered; 0 for none.</summary>
    public required int TokenCacheEntries { get; init; }

    /// <summary>The answer to payload 2.0.</summary>
    public required HttpResponseFormat HttpResponse { get; init; }

    /// <summary>The answer to a missing or invalid token.</summary>
    public required InvalidTokenResponse InvalidTokenResponse { get; init; }

    /// <summary>What an IAM policy speaks of.</summary>
    public required PolicyScope PolicyScope { get; init; }

    /// <summary>The claims copied into the context. Their keys are distinct.</summary>
    public required ContextClaim[] ContextClaims { get; init; }

    /// <summary>The oldest sign-in accepted, in seconds, or <see langword="null"/> for any.</summary>
    public required int? MaxTokenAgeSeconds { get; init; }

    /// <summary>The claim that becomes <c>usageIdentifierKey</c>, or <see langword="null"/>.</summary>
    public required string? UsageKeyClaim { get; init; }

    /// <summary>Header names a request must carry, lower case.</summary>
    public required byte[][] RequiredHeaders { get; init; }

    /// <summary>Media types allowed on POST, PUT and PATCH, lower case; empty for any.</summary>
    public required byte[][] ContentTypes { get; init; }

    /// <summary>The largest <c>Content-Length</c> in bytes, or <see langword="null"/> for any.</summary>
    public required long? MaxContentLength { get; init; }

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

    /// <summary>Whether the answer to an event is a simple one, which names no resources, and not a policy.</summary>
    /// <param name="kind">The event.</param>
    public bool AnswersSimply(EventKind kind) => kind == EventKind.HttpV2 && HttpResponse == HttpResponseFormat.Simple;
}

/// <summary>An accepted issuer.</summary>
/// <param name="Name">The value <c>iss</c> must have, exactly.</param>
/// <param name="JwksUri">Where its keys are published.</param>
/// <param name="Prefetch">Whether its keys are fetched during init: the first form of each pool, and every literal issuer.</param>
internal sealed record IssuerSettings(string Name, Uri JwksUri, bool Prefetch);

/// <summary>A claim copied into the context.</summary>
/// <param name="Claim">The claim's name.</param>
/// <param name="Key">Its key in the context: every character outside <c>[A-Za-z0-9_]</c> replaced by <c>_</c>.</param>
internal sealed record ContextClaim(string Claim, string Key);

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
