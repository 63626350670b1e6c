using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Authorizer.Options;

/// <summary>
/// Determines which tokens and requests are accepted, and the form of responses. Issuers, keys, rules and revocations change with time, so
/// they are in a <see cref="Snapshot"/> instead.
/// </summary>
public class AuthorizationOptions
{
    /// <summary>The IDs of the accepted app clients. If there are none, no token is accepted.</summary>
    public IEnumerable<string> Clients
    {
        get => ClientIds.Select(Encoding.UTF8.GetString);
        init => ClientIds = [.. value.Select(Encoding.UTF8.GetBytes)];
    }

    /// <summary>
    /// The accepted issuers, for checking the issuers that rules contain. Tokens are checked against the issuers of the
    /// <see cref="Snapshot"/> instead.
    /// </summary>
    public IReadOnlyList<string> IssuerNames { get; init; } = [];

    /// <summary>The kinds of token that are accepted.</summary>
    public TokenUses TokenUses { get; init; } = TokenUses.Access;

    /// <summary>
    /// The accepted audiences (RFC 8707). An access token's <c>aud</c> must contain one of them. If there are none, <c>aud</c> of access
    /// tokens is not checked.
    /// </summary>
    public IEnumerable<string> Audiences
    {
        get => AudienceIds.Select(Encoding.UTF8.GetString);
        init => AudienceIds = [.. value.Select(Encoding.UTF8.GetBytes)];
    }

    /// <summary>The limit of a token, in bytes.</summary>
    public int MaxTokenBytes { get; init; } = 16_384;

    /// <summary>The tolerance for <c>exp</c>, <c>nbf</c> and <c>iat</c>, in seconds.</summary>
    public int ClockSkewSeconds { get; init; } = 5;

    /// <summary>The limit of the time since the sign-in, in seconds. <see langword="null"/> if there is no limit.</summary>
    public int? MaxTokenAgeSeconds { get; init; }

    /// <summary>How many verified tokens are cached. If 0, no token is cached.</summary>
    public int TokenCacheEntries { get; init; } = 1024;

    /// <summary>The extent of an IAM policy.</summary>
    public PolicyScope PolicyScope { get; init; }

    /// <summary>The response to events with payload format 2.0.</summary>
    public HttpResponseFormat HttpResponse { get; init; }

    /// <summary>The response to a missing or invalid token.</summary>
    public InvalidTokenResponse InvalidTokenResponse { get; init; }

    /// <summary>The claim that is copied into <c>usageIdentifierKey</c>, or <see langword="null"/>.</summary>
    public string? UsageKeyClaim { get; init; }

    /// <summary>The claim that is copied into <c>tenantId</c> of the context, or <see langword="null"/>.</summary>
    public string? TenantClaim { get; init; }

    /// <summary>The limit of <c>Content-Length</c>, in bytes. <see langword="null"/> if there is no limit.</summary>
    public long? MaxContentLength { get; init; }

    /// <summary>
    /// The URL of the protected resource metadata (RFC 9728) for challenges. <see langword="null"/> if responses contain no challenges. The
    /// URL is ASCII without quotes and backslashes, so that it is valid in a header's quoted string.
    /// </summary>
    internal byte[]? ResourceMetadataUrl { get; init; }

    /// <summary><see cref="Clients"/> as UTF-8.</summary>
    internal byte[][] ClientIds { get; init; } = [];

    /// <summary><see cref="Audiences"/> as UTF-8.</summary>
    internal byte[][] AudienceIds { get; init; } = [];

    /// <summary>The places in a request where the token is searched, in the order of the search. Never empty.</summary>
    internal TokenSource[] TokenSources { get; init; } = [new(TokenLocation.Header, "authorization"u8.ToArray(), BearerRequired: true)];

    /// <summary>The claims that are copied into the context. Their keys are distinct.</summary>
    internal ContextClaim[] ContextClaims { get; init; } = [];

    /// <summary>The names of the required headers, in lower case.</summary>
    internal byte[][] RequiredHeaders { get; init; } = [];

    /// <summary>
    /// The media types that are allowed for POST, PUT and PATCH, in lower case. If there are none, any media type is allowed.
    /// </summary>
    internal byte[][] ContentTypes { get; init; } = [];
}
