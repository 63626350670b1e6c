
namespace Authorizer.Options;

/// <summary>How a missing or invalid token is answered.</summary>
public enum InvalidTokenResponse
{
    /// <summary>The error <c>Unauthorized</c>, which API Gateway turns into 401.</summary>
    Unauthorized,

    /// <summary>A refusal (403) that API Gateway may cache and that is no failed invocation.</summary>
    Deny,
}
