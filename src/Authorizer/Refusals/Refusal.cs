
namespace Authorizer.Refusals;

/// <summary>
/// Every reason to refuse a call. A stage returns one of these, or <see langword="null"/> to continue. The default is <see
/// cref="Internal"/>.
/// </summary>
public enum Refusal
{
    /// <summary>A defect of the authorizer, or a value that was never set.</summary>
    Internal,

    /// <summary>The event is not of a kind that API Gateway sends to an authorizer.</summary>
    EventUnsupported,

    /// <summary>No configured source of the request contains a token.</summary>
    TokenMissing,

    /// <summary>
    /// The token is not a strict compact JWS of JSON objects (RFC 7515, sections 3 and 7.1), or its sources contain different values.
    /// </summary>
    TokenMalformed,

    /// <summary>The token is longer than <c>AUTHORIZER_MAX_TOKEN_BYTES</c>.</summary>
    TokenTooLarge,

    /// <summary>The header's <c>alg</c> is not RS256.</summary>
    AlgorithmNotAllowed,

    /// <summary>
    /// The header has <c>crit</c>, <c>zip</c>, or a <c>b64</c> that is not true. They require processing that is not supported.
    /// </summary>
    CriticalHeaderUnsupported,

    /// <summary>The issuer publishes no usable key with the token's <c>kid</c>.</summary>
    KeyUnknown,

    /// <summary>The signature is invalid under the issuer's key.</summary>
    SignatureInvalid,

    /// <summary>The token's <c>iss</c> is not exactly one of the allowed issuers.</summary>
    IssuerNotAllowed,

    /// <summary><c>exp</c> has passed.</summary>
    TokenExpired,

    /// <summary><c>nbf</c> or <c>iat</c> is in the future.</summary>
    TokenNotYetValid,

    /// <summary>The sign-in is longer ago than <c>AUTHORIZER_MAX_TOKEN_AGE_SECONDS</c>.</summary>
    TokenTooOld,

    /// <summary>The token was revoked.</summary>
    TokenRevoked,

    /// <summary>The token was issued to an app client that is not allowed.</summary>
    ClientNotAllowed,

    /// <summary>An access token's <c>aud</c> contains none of <c>AUTHORIZER_AUDIENCES</c>.</summary>
    AudienceNotAllowed,

    /// <summary><c>token_use</c> is not allowed by <c>AUTHORIZER_TOKEN_USE</c>.</summary>
    TokenUseNotAllowed,

    /// <summary>A required claim is absent, or a known claim has the wrong type or an impossible value.</summary>
    ClaimInvalid,

    /// <summary>No rule allows this caller this route, a deny rule matches, or the event contradicts its own ARN.</summary>
    RouteNotPermitted,

    /// <summary>The path has more than one spelling (see Permissions/README.md), so no rule can decide about it.</summary>
    PathNotCanonical,

    /// <summary>A header that rules need for MCP requests is missing, duplicate or malformed, or of an older revision.</summary>
    McpHeaderInvalid,

    /// <summary>A header named by <c>AUTHORIZER_REQUIRED_HEADERS</c> is absent.</summary>
    HeaderMissing,

    /// <summary>The request's media type is not among <c>AUTHORIZER_CONTENT_TYPES</c>.</summary>
    ContentTypeNotAllowed,

    /// <summary><c>Content-Length</c> is above <c>AUTHORIZER_MAX_CONTENT_LENGTH</c>, or not a number.</summary>
    RequestTooLarge,

    /// <summary>The issuer's keys are unavailable, and no cached keys are young enough.</summary>
    KeysUnavailable,

    /// <summary>Required live permissions or revocations were never read.</summary>
    LiveDataUnavailable,
}
