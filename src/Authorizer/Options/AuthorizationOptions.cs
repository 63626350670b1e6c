using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Authorizer.Options;

/// <summary>
/// What is accepted, and how decisions are answered. Issuers, keys, rules and revocations change with time, so they are not here but in
/// a <see cref="Snapshot"/>.
/// </summary>
public class AuthorizationOptions
{
    /// <summary>The app client ids accepted. Without one, no token is accepted.</summary>
    public IEnumerable<string> Clients
    {
        get => ClientIds.Select(Encoding.UTF8.GetString);
        init => ClientIds = [.. value.Select(Encoding.UTF8.GetBytes)];
    }

    /// <summary>The names of the issuers accepted, for rules that name them. A token is accepted by the issuers of its snapshot.</summary>
    public IReadOnlyList<string> IssuerNames { get; init; } = [];

    /// <summary>The kinds of token accepted.</summary>
    public TokenUses TokenUses { get; init; } = TokenUses.Access;

    /// <summary>The audiences of which an access token must name one in <c>aud</c> (RFC 8707). Without one, its <c>aud</c> is not checked.</summary>
    public IEnumerable<string> Audiences
    {
        get => AudienceIds.Select(Encoding.UTF8.GetString);
        init => AudienceIds = [.. value.Select(Encoding.UTF8.GetBytes)];
    }

    /// <summary>The longest token accepted, in bytes.</summary>
    public int MaxTokenBytes { get; init; } = 16_384;

    /// <summary>Tolerance on <c>exp</c>, <c>nbf</c> and <c>iat</c>, in seconds.</summary>
    public int ClockSkewSeconds { get; init; } = 5;

    /// <summary>The oldest sign-in accepted, in seconds, or <see langword="null"/> for any.</summary>
    public int? MaxTokenAgeSeconds { get; init; }

    /// <summary>How many verified tokens are remembered; 0 for none.</summary>
    public int TokenCacheEntries { get; init; } = 1024;

    /// <summary>What an IAM policy speaks of.</summary>
    public PolicyScope PolicyScope { get; init; }

    /// <summary>The answer to payload 2.0.</summary>
    public HttpResponseFormat HttpResponse { get; init; }

    /// <summary>The answer to a missing or invalid token.</summary>
    public InvalidTokenResponse InvalidTokenResponse { get; init; }

    /// <summary>The claim that becomes <c>usageIdentifierKey</c>, or <see langword="null"/>.</summary>
    public string? UsageKeyClaim { get; init; }

    /// <summary>The claim that becomes <c>tenantId</c> in the context, or <see langword="null"/>.</summary>
    public string? TenantClaim { get; init; }

    /// <summary>The largest <c>Content-Length</c> in bytes, or <see langword="null"/> for any.</summary>
    public long? MaxContentLength { get; init; }

    /// <summary>
    /// The URL of the protected resource metadata (RFC 9728) for challenges, or <see langword="null"/> for none. ASCII without quotes and
    /// backslashes, so that it can stand in a header's quoted string.
    /// </summary>
    internal byte[]? ResourceMetadataUrl { get; init; }

    /// <summary>The app client ids accepted, as UTF-8.</summary>
    internal byte[][] ClientIds { get; init; } = [];

    /// <summary>The audiences of which an access token must name one, as UTF-8.</summary>
    internal byte[][] AudienceIds { get; init; } = [];

    /// <summary>Where a request's token is looked for, in order. Never empty.</summary>
    internal TokenSource[] TokenSources { get; init; } = [new(TokenLocation.Header, "authorization"u8.ToArray(), BearerRequired: true)];

    /// <summary>The claims copied into the context. Their keys are distinct.</summary>
    internal ContextClaim[] ContextClaims { get; init; } = [];

    /// <summary>Header names a request must carry, lower case.</summary>
    internal byte[][] RequiredHeaders { get; init; } = [];

    /// <summary>Media types allowed on POST, PUT and PATCH, lower case; empty for any.</summary>
    internal byte[][] ContentTypes { get; init; } = [];
}
