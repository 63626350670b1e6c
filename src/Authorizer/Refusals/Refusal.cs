
namespace Authorizer.Refusals;

/// <summary>
/// Every way a call can be refused. A stage of the authorization returns one of these, or <see langword="null"/> to go on. Zero is the
/// refusal that nobody chose.
/// </summary>
public enum Refusal
{
    /// <summary>A defect of ours, or a value nobody set.</summary>
    Internal,

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

    /// <summary>An access token's <c>aud</c> names none of <c>AUTHORIZER_AUDIENCES</c>.</summary>
    AudienceNotAllowed,

    /// <summary><c>token_use</c> is not what <c>AUTHORIZER_TOKEN_USE</c> asks for.</summary>
    TokenUseNotAllowed,

    /// <summary>A required claim is absent, or a known claim has the wrong type or an impossible value.</summary>
    ClaimInvalid,

    /// <summary>No rule allows this caller this route, or a deny rule matches.</summary>
    RouteNotPermitted,

    /// <summary>The path has more than one spelling (see Permissions/README.md), so no rule can speak for it.</summary>
    PathNotCanonical,

    /// <summary>A header by which rules decide about MCP requests is missing, repeated or malformed, or of an older revision.</summary>
    McpHeaderInvalid,

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
