
namespace Authorizer.Refusals;

/// <summary>
/// The reasons to refuse a call. A stage returns one of these reasons, or <see langword="null"/> to continue. The default value is
/// <see cref="Internal"/>.
/// </summary>
public enum Refusal
{
    /// <summary>The authorizer has a defect, or a value was never set.</summary>
    Internal,

    /// <summary>The event is not of a kind that API Gateway sends to an authorizer.</summary>
    EventUnsupported,

    /// <summary>The request contains no token in any of the configured sources.</summary>
    TokenMissing,

    /// <summary>
    /// The token is not a strict compact JWS of JSON objects (RFC 7515, sections 3 and 7.1), or a token source is malformed or contains
    /// several different values.
    /// </summary>
    TokenMalformed,

    /// <summary>The token is longer than <c>AUTHORIZER_MAX_TOKEN_BYTES</c>.</summary>
    TokenTooLarge,

    /// <summary>The header's <c>alg</c> is not RS256.</summary>
    AlgorithmNotAllowed,

    /// <summary>
    /// The header contains <c>crit</c>, <c>zip</c>, or a <c>b64</c> that is not true. These members require processing that is not
    /// supported.
    /// </summary>
    CriticalHeaderUnsupported,

    /// <summary>The issuer publishes no usable key that has the token's <c>kid</c>.</summary>
    KeyUnknown,

    /// <summary>The signature is invalid under the issuer's key.</summary>
    SignatureInvalid,

    /// <summary>The token's <c>iss</c> is not exactly one of the allowed issuers.</summary>
    IssuerNotAllowed,

    /// <summary>The time in <c>exp</c> has passed.</summary>
    TokenExpired,

    /// <summary>The time in <c>nbf</c> or <c>iat</c> is in the future.</summary>
    TokenNotYetValid,

    /// <summary>The time since the sign-in exceeds <c>AUTHORIZER_MAX_TOKEN_AGE_SECONDS</c>.</summary>
    TokenTooOld,

    /// <summary>The token was revoked.</summary>
    TokenRevoked,

    /// <summary>The token was issued to an app client that is not allowed.</summary>
    ClientNotAllowed,

    /// <summary>An access token's <c>aud</c> contains none of <c>AUTHORIZER_AUDIENCES</c>.</summary>
    AudienceNotAllowed,

    /// <summary>The token's <c>token_use</c> is not allowed by <c>AUTHORIZER_TOKEN_USE</c>.</summary>
    TokenUseNotAllowed,

    /// <summary>A required claim is absent, or a known claim has the wrong type or an impossible value.</summary>
    ClaimInvalid,

    /// <summary>No rule allows the caller to call this route, a deny rule matches, or the event contradicts its own ARN.</summary>
    RouteNotPermitted,

    /// <summary>The path has more than one spelling (see Permissions/README.md), so no rule can decide about it.</summary>
    PathNotCanonical,

    /// <summary>An MCP header that the rules need is missing, duplicate, malformed, or from an older revision of the protocol.</summary>
    McpHeaderInvalid,

    /// <summary>A header of <c>AUTHORIZER_REQUIRED_HEADERS</c> is absent.</summary>
    HeaderMissing,

    /// <summary>The request's media type is not among <c>AUTHORIZER_CONTENT_TYPES</c>.</summary>
    ContentTypeNotAllowed,

    /// <summary><c>Content-Length</c> is not a number, or exceeds <c>AUTHORIZER_MAX_CONTENT_LENGTH</c>.</summary>
    RequestTooLarge,

    /// <summary>The issuer's keys are unavailable, and the cached keys are absent or too old.</summary>
    KeysUnavailable,

    /// <summary>Required live permissions or revocations were never read.</summary>
    LiveDataUnavailable,
}
