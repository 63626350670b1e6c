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

/// <summary>The names of the kinds in messages.</summary>
internal static class ApiKindExtensions
{
    /// <summary>The name of a kind.</summary>
    public static string Title(this ApiKind kind) => kind switch
    {
        ApiKind.Rest => "REST API",
        ApiKind.Http => "HTTP API",
        _ => "WebSocket API",
    };
}

/// <summary>One deployed API: plain data, as a template describes it.</summary>
internal sealed record ApiDefinition
{
    /// <summary>REST, HTTP or WebSocket.</summary>
    public required ApiKind Kind { get; init; }

    /// <summary>The API's ID: ten characters, the first label of its host name.</summary>
    public required string Id { get; init; }

    /// <summary>The stage. On an HTTP API, <c>$default</c> is not part of the path.</summary>
    public required string Stage { get; init; }

    /// <summary>The Region in ARNs and host names.</summary>
    public string Region { get; init; } = PseudoParameters.Region;

    /// <summary>The account in ARNs.</summary>
    public string AccountId { get; init; } = PseudoParameters.AccountId;

    /// <summary>The stage's variables.</summary>
    public IReadOnlyDictionary<string, string> StageVariables { get; init; } = new Dictionary<string, string>();

    /// <summary>The routes (HTTP, WebSocket) or resources with their methods (REST).</summary>
    public required IReadOnlyList<RouteDefinition> Routes { get; init; }

    /// <summary>The CORS configuration of an HTTP API. On a REST API, CORS consists of ordinary OPTIONS methods and headers.</summary>
    public CorsDefinition? Cors { get; init; }

    /// <summary>The expression that selects the route of a message to a WebSocket API.</summary>
    public string RouteSelectionExpression { get; init; } = string.Empty;

    /// <summary>The media types whose bodies a REST API passes on as bytes.</summary>
    public IReadOnlyList<string> BinaryMediaTypes { get; init; } = [];

    /// <summary>Gateway responses by response type (<c>UNAUTHORIZED</c>, <c>DEFAULT_5XX</c>). Only REST APIs have any.</summary>
    public IReadOnlyDictionary<string, GatewayResponseDefinition> GatewayResponses { get; init; } =
        new Dictionary<string, GatewayResponseDefinition>();

    /// <summary>The API's own host name.</summary>
    public string DomainName => $"{Id}.execute-api.{Region}.amazonaws.com";
}
