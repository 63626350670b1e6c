namespace DevTool.Gateway.Responses;

/// <summary>The reason why the gateway answers a request itself instead of calling the backend.</summary>
internal enum Refusal
{
    /// <summary>The token is missing or invalid.</summary>
    Unauthorized,

    /// <summary>No policy statement allows the call.</summary>
    AccessDenied,

    /// <summary>A policy denies the call.</summary>
    AccessDeniedExplicitly,

    /// <summary>The authorizer failed.</summary>
    AuthorizerFailure,

    /// <summary>The authorizer's response is invalid.</summary>
    AuthorizerConfigurationError,

    /// <summary>A required parameter is missing.</summary>
    ParametersInvalid,

    /// <summary>The body does not match the API's schema.</summary>
    BodyInvalid,

    /// <summary>The request is larger than the API or its backend accepts.</summary>
    RequestTooLarge,

    /// <summary>No route matches.</summary>
    RouteUnknown,

    /// <summary>The backend failed, or its response is invalid.</summary>
    IntegrationFailure,
}
