namespace DevTool.Gateway.Responses;

/// <summary>Why the gateway itself answers, instead of the backend.</summary>
internal enum Refusal
{
    /// <summary>No token, or none that is good.</summary>
    Unauthorized,

    /// <summary>Nothing allows the call.</summary>
    AccessDenied,

    /// <summary>A policy denies the call.</summary>
    AccessDeniedExplicitly,

    /// <summary>The authorizer failed.</summary>
    AuthorizerFailure,

    /// <summary>The authorizer's answer cannot be used.</summary>
    AuthorizerConfigurationError,

    /// <summary>A parameter is missing that the API requires.</summary>
    ParametersInvalid,

    /// <summary>The body is none that the API takes.</summary>
    BodyInvalid,

    /// <summary>The request is larger than the API or its backend takes.</summary>
    RequestTooLarge,

    /// <summary>There is no such route.</summary>
    RouteUnknown,

    /// <summary>The backend failed, or its answer cannot be used.</summary>
    IntegrationFailure,
}
