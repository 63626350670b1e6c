using System.Collections.Generic;
using System.Text.Json;
using Amazon.Lambda.APIGatewayEvents;

namespace Authorizer.Amazon;

/// <summary>
/// The package's event type, extended to all API types and payload formats. Without the added members, repeated headers and payload 2.0
/// could not be recognized (AWS documentation: "Input to an API Gateway Lambda authorizer", "Create an HTTP API Lambda authorizer").
/// </summary>
internal sealed class AuthorizerRequest : APIGatewayCustomAuthorizerRequest
{
    /// <summary>The payload format of an HTTP API: <c>1.0</c> or <c>2.0</c>.</summary>
    public string? Version { get; set; }

    /// <summary>The route's ARN in payload 2.0.</summary>
    public string? RouteArn { get; set; }

    /// <summary>The resource that API Gateway selected, in events of a REST API.</summary>
    public string? Resource { get; set; }

    /// <summary>The method and path of the route that API Gateway selected, in payload 2.0.</summary>
    public string? RouteKey { get; set; }

    /// <summary>The path in payload 2.0. It begins with the stage.</summary>
    public string? RawPath { get; set; }

    /// <summary>The undecoded query in payload 2.0.</summary>
    public string? RawQueryString { get; set; }

    /// <summary>The cookies in payload 2.0.</summary>
    public IReadOnlyList<string>? Cookies { get; set; }

    /// <summary>All values of each header.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>?>? MultiValueHeaders { get; set; }

    /// <summary>All values of each query parameter.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>?>? MultiValueQueryStringParameters { get; set; }

    /// <summary>The request context, whose members depend on the event's shape.</summary>
    public new JsonElement? RequestContext { get; set; }

    /// <summary>Whether this is a warm-up event.</summary>
    public bool? Warmup { get; set; }

    /// <summary>Whether this is a warm-up event. It has the same meaning as <see cref="Warmup"/>.</summary>
    public bool? Warmer { get; set; }

    /// <summary>The source of an EventBridge event.</summary>
    public string? Source { get; set; }

    /// <summary>Serializes the event to JSON for the authorizer core.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, AuthorizerJson.Default.AuthorizerRequest);
}
