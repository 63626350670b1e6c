using System.Collections.Generic;

namespace DevTool.Gateway.Definitions;

/// <summary>The two kinds of API that call a Lambda authorizer for each HTTP request.</summary>
internal enum ApiKind
{
    /// <summary>A REST API (<c>AWS::Serverless::Api</c>).</summary>
    Rest,

    /// <summary>An HTTP API (<c>AWS::Serverless::HttpApi</c>).</summary>
    Http,
}

/// <summary>One deployed API: plain data, as a template describes it.</summary>
internal sealed record ApiDefinition
{
    /// <summary>REST or HTTP.</summary>
    public required ApiKind Kind { get; init; }

    /// <summary>The API's id: ten characters of a host name.</summary>
    public required string Id { get; init; }

    /// <summary>The stage; <c>$default</c> on an HTTP API stays out of paths.</summary>
    public required string Stage { get; init; }

    /// <summary>The Region in ARNs and host names.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>The account in ARNs.</summary>
    public string AccountId { get; init; } = "123456789012";

    /// <summary>The stage's variables.</summary>
    public IReadOnlyDictionary<string, string> StageVariables { get; init; } = new Dictionary<string, string>();

    /// <summary>The routes (HTTP) or resources with their methods (REST).</summary>
    public required IReadOnlyList<RouteDefinition> Routes { get; init; }

    /// <summary>What browsers on other sites may do; none where it is absent.</summary>
    public CorsDefinition? Cors { get; init; }

    /// <summary>Gateway responses by response type (<c>UNAUTHORIZED</c>, <c>DEFAULT_5XX</c>). Only REST APIs have any.</summary>
    public IReadOnlyDictionary<string, GatewayResponseDefinition> GatewayResponses { get; init; } =
        new Dictionary<string, GatewayResponseDefinition>();

    /// <summary>The API's own host name.</summary>
    public string DomainName => $"{Id}.execute-api.{Region}.amazonaws.com";
}
