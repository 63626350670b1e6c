using System;
using Authorizer.Options;

namespace Authorizer.Events;

/// <summary>The kinds of event that API Gateway or a scheduler sends.</summary>
internal enum EventKind : byte
{
    /// <summary>Any other event.</summary>
    Unsupported,

    /// <summary>An event of a REST API for an authorizer of type TOKEN.</summary>
    RestToken,

    /// <summary>An event of a REST API for an authorizer of type REQUEST.</summary>
    RestRequest,

    /// <summary>An event of an HTTP API in payload format 1.0.</summary>
    HttpV1,

    /// <summary>An event of an HTTP API in payload format 2.0.</summary>
    HttpV2,

    /// <summary>An event of a WebSocket API for its route <c>$connect</c>.</summary>
    WebSocketConnect,

    /// <summary>A scheduled call that keeps a sandbox warm.</summary>
    WarmUp,
}

/// <summary>
/// An authorizer event as UTF-8 spans. Headers and query parameters stay JSON, in which only required fields are searched. Valid while the
/// event's bytes and the scratch buffer are valid.
/// </summary>
internal ref struct AuthorizerEvent
{
    public EventKind Kind { get; set; }

    /// <summary>The parsed <c>methodArn</c> or <c>routeArn</c>.</summary>
    public MethodArn Arn { get; set; }

    /// <summary>The token of a TOKEN event, which is the whole value of its identity source.</summary>
    public ReadOnlySpan<byte> AuthorizationToken { get; set; }

    /// <summary><c>httpMethod</c>. Empty if absent.</summary>
    public ReadOnlySpan<byte> HttpMethod { get; set; }

    /// <summary><c>requestContext.httpMethod</c>. Empty if absent.</summary>
    public ReadOnlySpan<byte> ContextMethod { get; set; }

    /// <summary><c>requestContext.http.method</c>. Empty if absent.</summary>
    public ReadOnlySpan<byte> HttpContextMethod { get; set; }

    /// <summary><c>path</c>. Empty if absent.</summary>
    public ReadOnlySpan<byte> Path { get; set; }

    /// <summary><c>rawPath</c>. Empty if absent.</summary>
    public ReadOnlySpan<byte> RawPath { get; set; }

    /// <summary><c>requestContext.http.path</c>. Empty if absent.</summary>
    public ReadOnlySpan<byte> HttpContextPath { get; set; }

    /// <summary>
    /// The resource that API Gateway selected, such as <c>/pets/{petId}</c>. Only REST and payload 1.0 events contain it.
    /// </summary>
    public ReadOnlySpan<byte> Resource { get; set; }

    /// <summary>
    /// The route that API Gateway selected, such as <c>GET /pets/{petId}</c> or <c>$default</c>. Only payload 2.0 events contain it.
    /// </summary>
    public ReadOnlySpan<byte> RouteKey { get; set; }

    /// <summary>The host name that the client called. Empty if absent.</summary>
    public ReadOnlySpan<byte> DomainName { get; set; }

    /// <summary>API Gateway's request ID. Empty if absent.</summary>
    public ReadOnlySpan<byte> RequestId { get; set; }

    /// <summary>A JSON object of header fields with one value each. Empty if absent.</summary>
    public ReadOnlySpan<byte> Headers;

    /// <summary>A JSON object of header fields with all their values. Empty if absent.</summary>
    public ReadOnlySpan<byte> MultiValueHeaders;

    /// <summary>A JSON object of query parameters with one value each. Empty if absent.</summary>
    public ReadOnlySpan<byte> QueryParameters;

    /// <summary>A JSON object of query parameters with all their values. Empty if absent.</summary>
    public ReadOnlySpan<byte> MultiValueQueryParameters;

    /// <summary><c>requestContext.identity</c>, which is a JSON object. Empty if absent.</summary>
    public ReadOnlySpan<byte> Identity;

    /// <summary><c>requestContext.http.sourceIp</c>. Empty if absent.</summary>
    public ReadOnlySpan<byte> HttpSourceIp { get; set; }

    /// <summary>Whether the response is a simple response instead of a policy. A simple response lists no resources.</summary>
    public readonly bool IsAnsweredSimply(AuthorizationOptions options) => Kind == EventKind.HttpV2 && options.HttpResponse == HttpResponseFormat.Simple;

    /// <summary>A JSON array of <c>name=value</c> strings, in payload 2.0. Empty if absent.</summary>
    public ReadOnlySpan<byte> Cookies;
}
