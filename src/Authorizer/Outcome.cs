using System;

namespace Authorizer;

/// <summary>
/// Every way an attempt to authorize can end. Zero denies: a value nobody set is a defect. The members' stable codes are
/// <see cref="OutcomeInfo.Code"/>; callers outside see the code only where the contract shows it.
/// </summary>
internal enum Outcome : byte
{
    /// <summary>A defect of ours, or a value nobody set.</summary>
    Internal,

    /// <summary>The token is verified and a rule allows the route.</summary>
    Allowed,

    /// <summary>The event is none of the shapes API Gateway sends to an authorizer.</summary>
    EventUnsupported,

    /// <summary>No configured source of the request holds a token.</summary>
    TokenMissing,

    /// <summary>The token is not a compact JWS of JSON objects, strictly read (RFC 7515, sections 3 and 7.1), or comes twice.</summary>
    TokenMalformed,

    /// <summary>The token is longer than <c>AUTHORIZER_MAX_TOKEN_BYTES</c>.</summary>
    TokenTooLarge,

    /// <summary>The header's <c>alg</c> is not RS256.</summary>
    AlgorithmNotAllowed,

    /// <summary>The header has <c>crit</c>, <c>zip</c>, or a <c>b64</c> that is not true: the token asks to be read otherwise.</summary>
    CriticalHeaderUnsupported,

    /// <summary>The issuer publishes no usable key with the token's <c>kid</c>.</summary>
    KeyUnknown,

    /// <summary>The signature does not hold under the issuer's key.</summary>
    SignatureInvalid,

    /// <summary>The token's <c>iss</c> is not exactly one of the allowed issuers.</summary>
    IssuerNotAllowed,

    /// <summary><c>exp</c> has passed.</summary>
    TokenExpired,

    /// <summary><c>nbf</c> or <c>iat</c> lies in the future.</summary>
    TokenNotYetValid,

    /// <summary>The sign-in is longer ago than <c>AUTHORIZER_MAX_TOKEN_AGE_SECONDS</c>.</summary>
    TokenTooOld,

    /// <summary>The token was revoked.</summary>
    TokenRevoked,

    /// <summary>The token was issued to an app client that is not allowed.</summary>
    ClientNotAllowed,

    /// <summary><c>token_use</c> is not what <c>AUTHORIZER_TOKEN_USE</c> asks for.</summary>
    TokenUseNotAllowed,

    /// <summary>A required claim is absent, or a known claim has the wrong type or an impossible value.</summary>
    ClaimInvalid,

    /// <summary>No rule allows this caller this route, or a deny rule matches.</summary>
    RouteNotPermitted,

    /// <summary>The path has more than one spelling (section 4 of the permissions language), so no rule can speak for it.</summary>
    PathNotCanonical,

    /// <summary>A header named by <c>AUTHORIZER_REQUIRED_HEADERS</c> is absent.</summary>
    HeaderMissing,

    /// <summary>The request's media type is not among <c>AUTHORIZER_CONTENT_TYPES</c>.</summary>
    ContentTypeNotAllowed,

    /// <summary><c>Content-Length</c> is above <c>AUTHORIZER_MAX_CONTENT_LENGTH</c>, or not a number.</summary>
    RequestTooLarge,

    /// <summary>The issuer's keys cannot be had, and none are young enough to go on with.</summary>
    KeysUnavailable,

    /// <summary>Required live permissions or revocations were never read.</summary>
    LiveDataUnavailable,
}

/// <summary>The four answers an outcome can lead to.</summary>
internal enum Verdict : byte
{
    /// <summary>No decision could be made: 500.</summary>
    Error,

    /// <summary>The caller did not prove who it is: 401.</summary>
    Unauthorized,

    /// <summary>The caller is known and may not: 403.</summary>
    Deny,

    /// <summary>The caller may.</summary>
    Allow,
}

/// <summary>What is fixed about each <see cref="Outcome"/>.</summary>
internal static class OutcomeInfo
{
    /// <summary>The answer an outcome leads to.</summary>
    /// <param name="outcome">The outcome.</param>
    /// <returns>The verdict.</returns>
    public static Verdict Verdict(this Outcome outcome) => outcome switch
    {
        Outcome.Allowed => Authorizer.Verdict.Allow,
        Outcome.TokenMissing or Outcome.TokenMalformed or Outcome.TokenTooLarge or Outcome.AlgorithmNotAllowed
            or Outcome.CriticalHeaderUnsupported or Outcome.KeyUnknown or Outcome.SignatureInvalid or Outcome.IssuerNotAllowed
            or Outcome.TokenExpired or Outcome.TokenNotYetValid or Outcome.TokenTooOld or Outcome.TokenRevoked
            or Outcome.ClientNotAllowed or Outcome.TokenUseNotAllowed or Outcome.ClaimInvalid => Authorizer.Verdict.Unauthorized,
        Outcome.RouteNotPermitted or Outcome.PathNotCanonical or Outcome.HeaderMissing or Outcome.ContentTypeNotAllowed
            or Outcome.RequestTooLarge => Authorizer.Verdict.Deny,
        _ => Authorizer.Verdict.Error,
    };

    /// <summary>The stable code in contexts, logs and metrics.</summary>
    /// <param name="outcome">The outcome.</param>
    /// <returns>ASCII, lower case with underscores.</returns>
    public static ReadOnlySpan<byte> Code(this Outcome outcome) => outcome switch
    {
        Outcome.Allowed => "allowed"u8,
        Outcome.EventUnsupported => "event_unsupported"u8,
        Outcome.TokenMissing => "token_missing"u8,
        Outcome.TokenMalformed => "token_malformed"u8,
        Outcome.TokenTooLarge => "token_too_large"u8,
        Outcome.AlgorithmNotAllowed => "algorithm_not_allowed"u8,
        Outcome.CriticalHeaderUnsupported => "critical_header_unsupported"u8,
        Outcome.KeyUnknown => "key_unknown"u8,
        Outcome.SignatureInvalid => "signature_invalid"u8,
        Outcome.IssuerNotAllowed => "issuer_not_allowed"u8,
        Outcome.TokenExpired => "token_expired"u8,
        Outcome.TokenNotYetValid => "token_not_yet_valid"u8,
        Outcome.TokenTooOld => "token_too_old"u8,
        Outcome.TokenRevoked => "token_revoked"u8,
        Outcome.ClientNotAllowed => "client_not_allowed"u8,
        Outcome.TokenUseNotAllowed => "token_use_not_allowed"u8,
        Outcome.ClaimInvalid => "claim_invalid"u8,
        Outcome.RouteNotPermitted => "route_not_permitted"u8,
        Outcome.PathNotCanonical => "path_not_canonical"u8,
        Outcome.HeaderMissing => "header_missing"u8,
        Outcome.ContentTypeNotAllowed => "content_type_not_allowed"u8,
        Outcome.RequestTooLarge => "request_too_large"u8,
        Outcome.KeysUnavailable => "keys_unavailable"u8,
        Outcome.LiveDataUnavailable => "live_data_unavailable"u8,
        _ => "internal"u8,
    };

    /// <summary>One sentence for the caller, the same for every request: it repeats nothing that came from outside.</summary>
    /// <param name="outcome">A refusal.</param>
    /// <returns>UTF-8 text.</returns>
    public static ReadOnlySpan<byte> Message(this Outcome outcome) => outcome switch
    {
        Outcome.EventUnsupported => "The event is not one that API Gateway sends to an authorizer."u8,
        Outcome.TokenMissing => "The request carries no token."u8,
        Outcome.TokenMalformed => "The token is malformed."u8,
        Outcome.TokenTooLarge => "The token is too large."u8,
        Outcome.AlgorithmNotAllowed => "The token's algorithm is not allowed."u8,
        Outcome.CriticalHeaderUnsupported => "The token's header asks for something unsupported."u8,
        Outcome.KeyUnknown => "The token's key is unknown."u8,
        Outcome.SignatureInvalid => "The token's signature is invalid."u8,
        Outcome.IssuerNotAllowed => "The token's issuer is not allowed."u8,
        Outcome.TokenExpired => "The token has expired."u8,
        Outcome.TokenNotYetValid => "The token is not valid yet."u8,
        Outcome.TokenTooOld => "The sign-in is too long ago."u8,
        Outcome.TokenRevoked => "The token was revoked."u8,
        Outcome.ClientNotAllowed => "The token's client is not allowed."u8,
        Outcome.TokenUseNotAllowed => "This kind of token is not allowed here."u8,
        Outcome.ClaimInvalid => "A claim of the token is absent or invalid."u8,
        Outcome.RouteNotPermitted => "The caller is not permitted to use this route."u8,
        Outcome.PathNotCanonical => "The path is not in canonical form."u8,
        Outcome.HeaderMissing => "A required header is missing."u8,
        Outcome.ContentTypeNotAllowed => "The content type is not allowed."u8,
        Outcome.RequestTooLarge => "The request is too large."u8,
        Outcome.KeysUnavailable => "The issuer's keys are unavailable."u8,
        Outcome.LiveDataUnavailable => "Live permissions or revocations are unavailable."u8,
        _ => "An internal error."u8,
    };
}
