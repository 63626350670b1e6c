using System.Collections.Generic;
using System.Text.Json;
using Amazon.Lambda.APIGatewayEvents;

namespace Authorizer.Amazon;

/// <summary>
/// An event of any shape: the package's type, and the members it lacks, without which a repeated header or a payload 2.0 could not
/// be told (AWS documentation: "Input to an API Gateway Lambda authorizer", "Create an HTTP API Lambda authorizer").
/// </summary>
internal sealed class AuthorizerRequest : APIGatewayCustomAuthorizerRequest
{
    /// <summary>The payload format of an HTTP API: <c>1.0</c> or <c>2.0</c>.</summary>
    public string? Version { get; set; }

    /// <summary>Payload 2.0's ARN of the route.</summary>
    public string? RouteArn { get; set; }

    /// <summary>The route as API Gateway chose it: the resource of a REST API.</summary>
    public string? Resource { get; set; }

    /// <summary>The route as API Gateway chose it: payload 2.0's method and path.</summary>
    public string? RouteKey { get; set; }

    /// <summary>Payload 2.0's path, with the stage before it.</summary>
    public string? RawPath { get; set; }

    /// <summary>Payload 2.0's query, undecoded.</summary>
    public string? RawQueryString { get; set; }

    /// <summary>Payload 2.0's cookies.</summary>
    public IReadOnlyList<string>? Cookies { get; set; }

    /// <summary>All values of each header.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>?>? MultiValueHeaders { get; set; }

    /// <summary>All values of each query parameter.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>?>? MultiValueQueryStringParameters { get; set; }

    /// <summary>The request's context, which differs with the shape.</summary>
    public new JsonElement? RequestContext { get; set; }

    /// <summary>Whether this is a call to keep the function warm.</summary>
    public bool? Warmup { get; set; }

    /// <summary>Another spelling of the same.</summary>
    public bool? Warmer { get; set; }

    /// <summary>The source of an EventBridge event.</summary>
    public string? Source { get; set; }

    /// <summary>The event as the core reads it.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, AuthorizerJson.Default.AuthorizerRequest);
}
