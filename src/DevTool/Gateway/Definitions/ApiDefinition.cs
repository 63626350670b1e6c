using System.Collections.Generic;
using DevTool.Templates;

namespace DevTool.Gateway.Definitions;

/// <summary>The three kinds of API that call a Lambda authorizer.</summary>
internal enum ApiKind
{
    /// <summary>A REST API (<c>AWS::Serverless::Api</c>).</summary>
    Rest,

    /// <summary>An HTTP API (<c>AWS::Serverless::HttpApi</c>).</summary>
    Http,

    /// <summary>A WebSocket API (<c>AWS::ApiGatewayV2::Api</c>).</summary>
    WebSocket,
}

internal static class ApiKindExtensions
{
    /// <summary>The name of a kind of API in messages.</summary>
    public static string Title(this ApiKind kind) => kind switch
    {
        ApiKind.Rest => "REST API",
        ApiKind.Http => "HTTP API",
        _ => "WebSocket API",
    };
}

/// <summary>One deployed API as a template describes it.</summary>
internal sealed record ApiDefinition
{
    public required ApiKind Kind { get; init; }

    /// <summary>The ID of the API: ten characters, which are the first label of its host name.</summary>
    public required string Id { get; init; }

    /// <summary>The stage. The stage <c>$default</c> of an HTTP API is not part of the path.</summary>
    public required string Stage { get; init; }

    /// <summary>The Region, which is part of ARNs and host names.</summary>
    public string Region { get; init; } = PseudoParameters.Region;

    /// <summary>The account ID, which is part of ARNs.</summary>
    public string AccountId { get; init; } = PseudoParameters.AccountId;

    /// <summary>The variables of the stage.</summary>
    public IReadOnlyDictionary<string, string> StageVariables { get; init; } = new Dictionary<string, string>();

    /// <summary>The routes of an HTTP or WebSocket API, or the methods of a REST API's resources.</summary>
    public required IReadOnlyList<RouteDefinition> Routes { get; init; }

    /// <summary>The CORS configuration of an HTTP API. On a REST API, CORS uses ordinary OPTIONS methods and headers instead.</summary>
    public CorsDefinition? Cors { get; init; }

    /// <summary>The expression that selects the route of a message to a WebSocket API.</summary>
    public string RouteSelectionExpression { get; init; } = string.Empty;

    /// <summary>The media types of bodies that a REST API forwards as bytes.</summary>
    public IReadOnlyList<string> BinaryMediaTypes { get; init; } = [];

    /// <summary>Gateway responses by response type (<c>UNAUTHORIZED</c>, <c>DEFAULT_5XX</c>). Only REST APIs have gateway responses.</summary>
    public IReadOnlyDictionary<string, GatewayResponseDefinition> GatewayResponses { get; init; } =
        new Dictionary<string, GatewayResponseDefinition>();

    /// <summary>The host name that API Gateway assigns to the API.</summary>
    public string DomainName => $"{Id}.execute-api.{Region}.amazonaws.com";
}
