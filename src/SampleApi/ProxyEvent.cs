using System.Text.Json;

namespace SampleApi;

/// <summary>
/// What a proxy event says, as far as this backend reads it: payload 1.0 (REST and HTTP APIs), 2.0 (HTTP APIs), and what WebSocket APIs
/// send, which has neither method nor path.
/// </summary>
/// <param name="HttpMethod">The method, in payload 1.0.</param>
/// <param name="Path">The path, in payload 1.0.</param>
/// <param name="RawPath">The path, in payload 2.0.</param>
/// <param name="RequestContext">What the gateway adds.</param>
internal sealed record ProxyEvent(string? HttpMethod, string? Path, string? RawPath, RequestContext? RequestContext);

/// <summary>What the gateway adds to a request.</summary>
/// <param name="Authorizer">The authorizer's context: in payload 1.0 itself, in payload 2.0 as its member <c>lambda</c>.</param>
/// <param name="Http">Method and path, in payload 2.0.</param>
/// <param name="RouteKey">The route: all that a WebSocket API says of where a message goes.</param>
internal sealed record RequestContext(JsonElement? Authorizer, HttpDescription? Http, string? RouteKey);

/// <summary>The request line, in payload 2.0.</summary>
internal sealed record HttpDescription(string? Method);
