using System;
using Authorizer.Options;

namespace Authorizer.Events;

/// <summary>The kinds of event that API Gateway or a scheduler sends.</summary>
internal enum EventKind : byte
{
    /// <summary>None of the others.</summary>
    Unsupported,

    /// <summary>REST API, authorizer of type TOKEN.</summary>
    RestToken,

    /// <summary>REST API, authorizer of type REQUEST.</summary>
    RestRequest,

    /// <summary>HTTP API, payload format 1.0.</summary>
    HttpV1,

    /// <summary>HTTP API, payload format 2.0.</summary>
    HttpV2,

    /// <summary>WebSocket API, route <c>$connect</c>.</summary>
    WebSocketConnect,

    /// <summary>A scheduled call that keeps a sandbox warm.</summary>
    WarmUp,
}

/// <summary>
/// An authorizer event as UTF-8 spans. Headers and query parameters stay JSON, and only required fields are searched. Valid as long as the
/// event's bytes and the scratch buffer.
/// </summary>
internal ref struct AuthorizerEvent
{
    public EventKind Kind { get; set; }

    /// <summary><c>methodArn</c> or <c>routeArn</c>, parsed.</summary>
    public MethodArn Arn { get; set; }

    /// <summary>The token of a TOKEN event: the whole value of its identity source.</summary>
    public ReadOnlySpan<byte> AuthorizationToken { get; set; }

    /// <summary><c>httpMethod</c>, or empty.</summary>
    public ReadOnlySpan<byte> HttpMethod { get; set; }

    /// <summary><c>requestContext.httpMethod</c>, or empty.</summary>
    public ReadOnlySpan<byte> ContextMethod { get; set; }

    /// <summary><c>requestContext.http.method</c>, or empty.</summary>
    public ReadOnlySpan<byte> HttpContextMethod { get; set; }

    /// <summary><c>path</c>, or empty.</summary>
    public ReadOnlySpan<byte> Path { get; set; }

    /// <summary><c>rawPath</c>, or empty.</summary>
    public ReadOnlySpan<byte> RawPath { get; set; }

    /// <summary><c>requestContext.http.path</c>, or empty.</summary>
    public ReadOnlySpan<byte> HttpContextPath { get; set; }

    /// <summary>The resource that API Gateway chose, in REST and payload 1.0 events: <c>/pets/{petId}</c>.</summary>
    public ReadOnlySpan<byte> Resource { get; set; }

    /// <summary>The route that API Gateway chose, in payload 2.0 events: <c>GET /pets/{petId}</c> or <c>$default</c>.</summary>
    public ReadOnlySpan<byte> RouteKey { get; set; }

    /// <summary>The host name that the client called, or empty.</summary>
    public ReadOnlySpan<byte> DomainName { get; set; }

    /// <summary>API Gateway's request ID, or empty.</summary>
    public ReadOnlySpan<byte> RequestId { get; set; }

    /// <summary>JSON object of header fields, one value each; empty if absent.</summary>
    public ReadOnlySpan<byte> Headers;

    /// <summary>JSON object of header fields with all their values; empty if absent.</summary>
    public ReadOnlySpan<byte> MultiValueHeaders;

    /// <summary>JSON object of query parameters, one value each; empty if absent.</summary>
    public ReadOnlySpan<byte> QueryParameters;

    /// <summary>JSON object of query parameters with all their values; empty if absent.</summary>
    public ReadOnlySpan<byte> MultiValueQueryParameters;

    /// <summary><c>requestContext.identity</c>, a JSON object; empty if absent.</summary>
    public ReadOnlySpan<byte> Identity;

    /// <summary><c>requestContext.http.sourceIp</c>, or empty.</summary>
    public ReadOnlySpan<byte> HttpSourceIp { get; set; }

    /// <summary>Whether the response is a simple one, which names no resources, instead of a policy.</summary>
    public readonly bool IsAnsweredSimply(AuthorizationOptions options) => Kind == EventKind.HttpV2 && options.HttpResponse == HttpResponseFormat.Simple;

    /// <summary>JSON array of <c>name=value</c> strings (payload 2.0); empty if absent.</summary>
    public ReadOnlySpan<byte> Cookies;
}
