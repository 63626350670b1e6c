using System;
using System.Collections.Generic;

namespace DevTool.Gateway.Definitions;

/// <summary>The kind of event that a REST API sends to its authorizer.</summary>
internal enum AuthorizerType
{
    /// <summary>The whole request.</summary>
    Request,

    /// <summary>Only one header. This type exists only on REST APIs.</summary>
    Token,
}

/// <summary>An API's configuration of its Lambda authorizer.</summary>
internal sealed record AuthorizerDefinition
{
    /// <summary>The logical ID of the authorizer's function.</summary>
    public required string Function { get; init; }

    /// <summary>The kind of event that the authorizer receives.</summary>
    public AuthorizerType Type { get; init; }

    /// <summary>The payload version of the event on an HTTP API.</summary>
    public PayloadVersion PayloadVersion { get; init; }

    /// <summary>Whether an HTTP API with payload version 2.0 accepts <c>{isAuthorized, context}</c> in place of an IAM policy.</summary>
    public bool SimpleResponses { get; init; }

    /// <summary>
    /// The identity sources, which are the cache key. If a source is missing, the gateway answers 401 without calling the authorizer.
    /// </summary>
    public required IReadOnlyList<IdentitySource> IdentitySources { get; init; }

    /// <summary>The time for which results are cached; zero turns the cache off. The default of API Gateway is 300 seconds.</summary>
    public TimeSpan ResultTtl { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>A regular expression that must match the whole token (<c>TOKEN</c> only), or <see langword="null"/>.</summary>
    public string? TokenPattern { get; init; }
}
