using System;
using System.Globalization;
using System.Linq;
using System.Text;
using Authorizer.Lambda.Configuration;
using Authorizer.Options;
using Authorizer.Refusals;
using Authorizer.Tracing;

namespace DevTool.Explaining;

/// <summary>
/// Describes the checks of the pipeline in words, except checks of claims and rules. The pipeline runs the checks and decides their results.
/// </summary>
/// <param name="settings">The settings that the checks use.</param>
/// <param name="request">The event.</param>
/// <param name="fetches">The reasons why fetching keys failed; <see langword="null"/> if fetching is turned off.</param>
internal sealed class CheckWords(Settings settings, EventPeek request, FetchProblems? fetches)
{
    /// <summary>The stage of the pipeline that a check belongs to.</summary>
    public static string Stage(Check check) => check switch
    {
        Check.Event => "event",
        Check.TokenLength or Check.TokenForm or Check.Revocations => "token",
        Check.Issuer => "issuer",
        Check.Key => "key",
        Check.Signature or Check.TokenCache => "signature",
        Check.Tenant => "claims",
        Check.Path => "path",
        Check.McpHeaders => "request",
        Check.Rules => "rules",
        _ => "request",
    };

    /// <summary>Describes the search for the token.</summary>
    /// <param name="source">The source in which the token was found, or <see langword="null"/>.</param>
    /// <param name="refusal">The refusal, or <see langword="null"/> if the check passed.</param>
    /// <param name="length">The length of the token in bytes.</param>
    public string Extracted(TokenSource? source, Refusal? refusal, int length)
    {
        string name = source is null ? string.Empty : request.IsTokenEvent ? "authorizationToken of the event" : EventPeek.Words(source);
        return refusal is null
            ? string.Create(CultureInfo.InvariantCulture, $"found in the {name}, {length} bytes")
            : source is null
            ? $"the request has no token (looked in {string.Join(", ", settings.TokenSources.Select(EventPeek.Words))})" + Elsewhere()
            : TokenDiagnosis.Value(name, request.Values(source));
    }

    /// <summary>Describes a check.</summary>
    /// <param name="refusal">The refusal, or <see langword="null"/> if the check passed.</param>
    /// <param name="value">The value that was checked.</param>
    /// <param name="token">The token, or <see langword="null"/> if no token was found.</param>
    /// <returns>A sentence; <see langword="null"/> if there is nothing to report.</returns>
    public string? Text(Check check, Refusal? refusal, string value, string? token) => (check, refusal) switch
    {
        (Check.Event, null) => request.Arn is { } arn ? "an authorizer event for " + arn : "a warm-up event, which needs no decision",
        (Check.Event, _) => request.Problem,
        (Check.TokenLength, null) => null,
        (Check.TokenLength, _) => string.Create(CultureInfo.InvariantCulture, $"the token has {Encoding.UTF8.GetByteCount(token!)} bytes; AUTHORIZER_MAX_TOKEN_BYTES is {settings.MaxTokenBytes}"),
        (Check.TokenCache, _) => "the signature was verified by an earlier call",
        (Check.TokenForm, null) => "well-formed, signed with RS256",
        (Check.TokenForm, Refusal.TokenMalformed) => TokenDiagnosis.Token(token!),
        (Check.TokenForm, Refusal.AlgorithmNotAllowed) => $"the token's algorithm (alg) is {TokenPeek.HeaderMember(token, "alg") ?? "missing"}; only RS256 is accepted",
        (Check.TokenForm, _) => "the token's header has crit, zip or b64: false, which are not supported",
        (Check.Issuer, null) => $"iss is {value}, which is accepted",
        (Check.Issuer, Refusal.ClaimInvalid) => "the claim iss is missing or not a string",
        (Check.Issuer, _) => $"the token's issuer {value} is not accepted; accepted: {string.Join(", ", settings.Issuers.Select(issuer => issuer.Name))}",
        (Check.Key, null) => $"the issuer has a key with kid {value}",
        (Check.Key, Refusal.KeysUnavailable) => "the signature was not checked: " + KeyProblem(TokenPeek.Claim(token, "iss")),
        (Check.Key, _) => value.Length == 0 ? "the token's header has no kid, so it matches no key" : $"the issuer has no usable key with kid {value}",
        (Check.Signature, null) => "the signature is valid",
        (Check.Signature, _) => "the signature is invalid: the token was changed, or another key signed it",
        (Check.Tenant, null) => value.Length == 0 ? null : $"{settings.TenantClaim} is {value}, the tenant",
        (Check.Tenant, _) => $"the claim {settings.TenantClaim} (AUTHORIZER_TENANT_CLAIM) is {value}; a tenant is one string that is not empty, or one integer",
        (Check.Revocations, null) => settings.RevocationsUri is null ? null : "revocations were not read: AUTHORIZER_REVOCATIONS_URI has no effect here",
        (Check.Agreement, null) => "the event agrees with its ARN",
        (Check.Agreement, _) => $"the event says \"{value}\", but its ARN is {request.Arn}",
        (Check.RequiredHeader, null) => $"the header {value} is present",
        (Check.RequiredHeader, _) => $"the header {value} is missing; AUTHORIZER_REQUIRED_HEADERS requires it",
        (Check.ContentType, null) => "the content type is allowed",
        (Check.ContentType, _) => $"the content type is not one of AUTHORIZER_CONTENT_TYPES ({string.Join(", ", settings.ContentTypes.Select(Encoding.UTF8.GetString))})",
        (Check.ContentLength, null) => "the content is not too long",
        (Check.ContentLength, _) => string.Create(CultureInfo.InvariantCulture, $"Content-Length is not a number, or larger than AUTHORIZER_MAX_CONTENT_LENGTH ({settings.MaxContentLength})"),
        (Check.SourceAddress, null) => $"the request comes from {value}",
        (Check.SourceAddress, _) => value.Length == 0
            ? "the event has no source address, and a rule with sourceIp needs it"
            : $"the source address \"{value}\" is not an IP address, and a rule with sourceIp needs it",
        (Check.McpHeaders, null) => "the MCP headers are present and well-formed",
        (Check.McpHeaders, _) => McpWords.Problem(value, request.Header(value)),
        (Check.Path, null) => value.Length == 0 ? "$connect has no path" : $"{value} is canonical",
        (Check.Path, _) => settings.PolicyScope == PolicyScope.Principal && value.Contains('%', StringComparison.Ordinal)
            ? $"{value} contains %, which AUTHORIZER_POLICY_SCOPE=principal refuses"
            : $"{value} is not canonical: the backend could read it as another path",
        _ => Encoding.UTF8.GetString((refusal ?? Refusal.Internal).Message()),
    };

    private string KeyProblem(string? issuer)
    {
        if (fetches is null)
        {
            return $"there are no keys of {issuer} in the file of --jwks, and keys may not be fetched without --fetch";
        }

        Uri? uri = settings.Issuers.FirstOrDefault(candidate => candidate.Name == issuer)?.JwksUri;
        string problem = fetches.Last?.TrimEnd('.') ?? "no answer";
        return $"fetching {uri} failed ({problem}); check the address and the network, or save the keys with \"authz pin\" and name the file with --jwks";
    }

    // The usual reason for a missing token is that the client sends it in a different place.
    private string Elsewhere() => request.HeaderWithToken() is { } header
        ? $"; the header {header} has one, but it is not in AUTHORIZER_TOKEN_SOURCES"
        : string.Empty;
}
