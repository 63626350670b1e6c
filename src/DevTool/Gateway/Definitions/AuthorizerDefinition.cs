using System;
using System.Collections.Generic;

namespace DevTool.Gateway.Definitions;

/// <summary>What a REST API sends its authorizer.</summary>
internal enum AuthorizerType
{
    /// <summary>The request.</summary>
    Request,

    /// <summary>One header alone. Only REST APIs have it.</summary>
    Token,
}

/// <summary>How an API uses its Lambda authorizer.</summary>
internal sealed record AuthorizerDefinition
{
    /// <summary>The logical id of the function that is asked.</summary>
    public required string Function { get; init; }

    /// <summary>What is sent.</summary>
    public AuthorizerType Type { get; init; }

    /// <summary>The event's version, on HTTP APIs.</summary>
    public PayloadVersion PayloadVersion { get; init; }

    /// <summary>Whether an HTTP API with payload 2.0 takes <c>{isAuthorized, context}</c> instead of an IAM policy.</summary>
    public bool SimpleResponses { get; init; }

    /// <summary>What the cache goes by. Where one of them is missing the answer is 401, and the authorizer is not asked.</summary>
    public required IReadOnlyList<IdentitySource> IdentitySources { get; init; }

    /// <summary>How long answers are kept; zero keeps none. API Gateway's own default is 300 seconds.</summary>
    public TimeSpan ResultTtl { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>A regular expression the whole token must match (<c>TOKEN</c> only), or <see langword="null"/>.</summary>
    public string? TokenPattern { get; init; }
}
