using System;

namespace Authorizer.Refusals;

/// <summary>The fixed properties of each <see cref="Refusal"/>.</summary>
internal static class RefusalInfo
{
    /// <summary>Returns the kind of response to a refusal.</summary>
    public static Verdict Verdict(this Refusal refusal) => refusal switch
    {
        Refusal.TokenMissing or Refusal.TokenMalformed or Refusal.TokenTooLarge or Refusal.AlgorithmNotAllowed
            or Refusal.CriticalHeaderUnsupported or Refusal.KeyUnknown or Refusal.SignatureInvalid or Refusal.IssuerNotAllowed
            or Refusal.TokenExpired or Refusal.TokenNotYetValid or Refusal.TokenTooOld or Refusal.TokenRevoked
            or Refusal.ClientNotAllowed or Refusal.AudienceNotAllowed or Refusal.TokenUseNotAllowed or Refusal.ClaimInvalid => Refusals.Verdict.Unauthorized,
        Refusal.RouteNotPermitted or Refusal.PathNotCanonical or Refusal.McpHeaderInvalid or Refusal.HeaderMissing
            or Refusal.ContentTypeNotAllowed or Refusal.RequestTooLarge => Refusals.Verdict.Deny,
        _ => Refusals.Verdict.Error,
    };

    /// <summary>Returns the stable error code for contexts, logs and metrics: ASCII in lower case, with underscores.</summary>
    public static ReadOnlySpan<byte> Code(this Refusal refusal) => refusal switch
    {
        Refusal.EventUnsupported => "event_unsupported"u8,
        Refusal.TokenMissing => "token_missing"u8,
        Refusal.TokenMalformed => "token_malformed"u8,
        Refusal.TokenTooLarge => "token_too_large"u8,
        Refusal.AlgorithmNotAllowed => "algorithm_not_allowed"u8,
        Refusal.CriticalHeaderUnsupported => "critical_header_unsupported"u8,
        Refusal.KeyUnknown => "key_unknown"u8,
        Refusal.SignatureInvalid => "signature_invalid"u8,
        Refusal.IssuerNotAllowed => "issuer_not_allowed"u8,
        Refusal.TokenExpired => "token_expired"u8,
        Refusal.TokenNotYetValid => "token_not_yet_valid"u8,
        Refusal.TokenTooOld => "token_too_old"u8,
        Refusal.TokenRevoked => "token_revoked"u8,
        Refusal.ClientNotAllowed => "client_not_allowed"u8,
        Refusal.AudienceNotAllowed => "audience_not_allowed"u8,
        Refusal.TokenUseNotAllowed => "token_use_not_allowed"u8,
        Refusal.ClaimInvalid => "claim_invalid"u8,
        Refusal.RouteNotPermitted => "route_not_permitted"u8,
        Refusal.PathNotCanonical => "path_not_canonical"u8,
        Refusal.McpHeaderInvalid => "mcp_header_invalid"u8,
        Refusal.HeaderMissing => "header_missing"u8,
        Refusal.ContentTypeNotAllowed => "content_type_not_allowed"u8,
        Refusal.RequestTooLarge => "request_too_large"u8,
        Refusal.KeysUnavailable => "keys_unavailable"u8,
        Refusal.LiveDataUnavailable => "live_data_unavailable"u8,
        _ => "internal"u8,
    };

    /// <summary>
    /// Returns one sentence for the caller, in UTF-8. The sentence is the same for every request with this refusal, and contains no part of
    /// the request.
    /// </summary>
    public static ReadOnlySpan<byte> Message(this Refusal refusal) => refusal switch
    {
        Refusal.EventUnsupported => "The event is not one that API Gateway sends to an authorizer."u8,
        Refusal.TokenMissing => "The request contains no token."u8,
        Refusal.TokenMalformed => "The token is malformed."u8,
        Refusal.TokenTooLarge => "The token is too large."u8,
        Refusal.AlgorithmNotAllowed => "The token's algorithm is not allowed."u8,
        Refusal.CriticalHeaderUnsupported => "The token's header requires processing that is not supported."u8,
        Refusal.KeyUnknown => "The token's key is unknown."u8,
        Refusal.SignatureInvalid => "The token's signature is invalid."u8,
        Refusal.IssuerNotAllowed => "The token's issuer is not allowed."u8,
        Refusal.TokenExpired => "The token has expired."u8,
        Refusal.TokenNotYetValid => "The token is not valid yet."u8,
        Refusal.TokenTooOld => "The sign-in is too long ago."u8,
        Refusal.TokenRevoked => "The token was revoked."u8,
        Refusal.ClientNotAllowed => "The token's client is not allowed."u8,
        Refusal.AudienceNotAllowed => "The token is for another audience."u8,
        Refusal.TokenUseNotAllowed => "This kind of token is not allowed here."u8,
        Refusal.ClaimInvalid => "A claim of the token is absent or invalid."u8,
        Refusal.RouteNotPermitted => "The caller is not permitted to use this route."u8,
        Refusal.PathNotCanonical => "The path is not in canonical form."u8,
        Refusal.McpHeaderInvalid => "An MCP header is missing, repeated, malformed or of a revision before 2026-07-28."u8,
        Refusal.HeaderMissing => "A required header is missing."u8,
        Refusal.ContentTypeNotAllowed => "The content type is not allowed."u8,
        Refusal.RequestTooLarge => "The request is too large."u8,
        Refusal.KeysUnavailable => "The issuer's keys are unavailable."u8,
        Refusal.LiveDataUnavailable => "Live permissions or revocations are unavailable."u8,
        _ => "An internal error."u8,
    };

    /// <summary>Returns the name of a verdict in logs and metrics: ASCII in lower case.</summary>
    public static ReadOnlySpan<byte> Name(this Verdict verdict) => verdict switch
    {
        Refusals.Verdict.Allow => "allow"u8,
        Refusals.Verdict.Deny => "deny"u8,
        Refusals.Verdict.Unauthorized => "unauthorized"u8,
        _ => "error"u8,
    };
}
