
namespace Authorizer.Options;

/// <summary>The response to a missing or invalid token.</summary>
public enum InvalidTokenResponse
{
    /// <summary>The error <c>Unauthorized</c>, which API Gateway turns into a 401.</summary>
    Unauthorized,

    /// <summary>A refusal (403). API Gateway can cache it, and the invocation does not count as failed.</summary>
    Deny,
}
