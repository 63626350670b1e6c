using System;
using System.Collections.Generic;

namespace DevTool.Gateway.Definitions;

/// <summary>The kind of event that a REST API sends to its authorizer.</summary>
internal enum AuthorizerType
{
    /// <summary>The whole request.</summary>
    Request,

    /// <summary>Only one header. Only REST APIs have this kind.</summary>
    Token,
}

/// <summary>How an API uses its Lambda authorizer.</summary>
internal sealed record AuthorizerDefinition
{
    /// <summary>The logical id of the authorizer's function.</summary>
    public required string Function { get; init; }

    /// <summary>The kind of event.</summary>
    public AuthorizerType Type { get; init; }

    /// <summary>The event's version, on HTTP APIs.</summary>
    public PayloadVersion PayloadVersion { get; init; }

    /// <summary>Whether an HTTP API with payload 2.0 accepts <c>{isAuthorized, context}</c> instead of an IAM policy.</summary>
    public bool SimpleResponses { get; init; }

    /// <summary>The identity sources, which are the cache key. If one is missing, the answer is 401 and the authorizer is not called.</summary>
    public required IReadOnlyList<IdentitySource> IdentitySources { get; init; }

    /// <summary>How long answers are cached; zero caches none. API Gateway's own default is 300 seconds.</summary>
    public TimeSpan ResultTtl { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>A regular expression the whole token must match (<c>TOKEN</c> only), or <see langword="null"/>.</summary>
    public string? TokenPattern { get; init; }
}
