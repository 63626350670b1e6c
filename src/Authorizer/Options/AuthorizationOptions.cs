using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Authorizer.Options;

/// <summary>
/// Which tokens and requests are accepted, and the form of responses. Issuers, keys, rules and revocations change with time, so they are in
/// a <see cref="Snapshot"/> instead.
/// </summary>
public class AuthorizationOptions
{
    /// <summary>The IDs of the accepted app clients. If empty, no token is accepted.</summary>
    public IEnumerable<string> Clients
    {
        get => ClientIds.Select(Encoding.UTF8.GetString);
        init => ClientIds = [.. value.Select(Encoding.UTF8.GetBytes)];
    }

    /// <summary>
    /// The names of the accepted issuers, for rules that name them. A token is accepted only from the issuers of the <see
    /// cref="Snapshot"/>.
    /// </summary>
    public IReadOnlyList<string> IssuerNames { get; init; } = [];

    /// <summary>The kinds of token that are accepted.</summary>
    public TokenUses TokenUses { get; init; } = TokenUses.Access;

    /// <summary>
    /// An access token's <c>aud</c> must contain one of these audiences (RFC 8707). If empty, its <c>aud</c> is not checked.
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

    /// <summary>The limit of time since the sign-in, in seconds; <see langword="null"/> for none.</summary>
    public int? MaxTokenAgeSeconds { get; init; }

    /// <summary>How many verified tokens are cached; 0 for none.</summary>
    public int TokenCacheEntries { get; init; } = 1024;

    /// <summary>The extent of an IAM policy.</summary>
    public PolicyScope PolicyScope { get; init; }

    /// <summary>The response to events with payload format 2.0.</summary>
    public HttpResponseFormat HttpResponse { get; init; }

    /// <summary>The response to a missing or invalid token.</summary>
    public InvalidTokenResponse InvalidTokenResponse { get; init; }

    /// <summary>The claim that becomes <c>usageIdentifierKey</c>, or <see langword="null"/>.</summary>
    public string? UsageKeyClaim { get; init; }

    /// <summary>The claim that becomes <c>tenantId</c> in the context, or <see langword="null"/>.</summary>
    public string? TenantClaim { get; init; }

    /// <summary>The limit of <c>Content-Length</c>, in bytes; <see langword="null"/> for none.</summary>
    public long? MaxContentLength { get; init; }

    /// <summary>
    /// The URL of the protected resource metadata (RFC 9728) for challenges; <see langword="null"/> for no challenges. ASCII without quotes
    /// and backslashes, so that it is valid in a header's quoted string.
    /// </summary>
    internal byte[]? ResourceMetadataUrl { get; init; }

    /// <summary><see cref="Clients"/> as UTF-8.</summary>
    internal byte[][] ClientIds { get; init; } = [];

    /// <summary><see cref="Audiences"/> as UTF-8.</summary>
    internal byte[][] AudienceIds { get; init; } = [];

    /// <summary>The places in a request where the token is searched, in order. Never empty.</summary>
    internal TokenSource[] TokenSources { get; init; } = [new(TokenLocation.Header, "authorization"u8.ToArray(), BearerRequired: true)];

    /// <summary>The claims that are copied into the context. Their keys are distinct.</summary>
    internal ContextClaim[] ContextClaims { get; init; } = [];

    /// <summary>The names of the required headers, lower case.</summary>
    internal byte[][] RequiredHeaders { get; init; } = [];

    /// <summary>The media types that are allowed for POST, PUT and PATCH, lower case; empty for any.</summary>
    internal byte[][] ContentTypes { get; init; } = [];
}
