using System.Collections.Generic;
using System.Text.Json;

namespace SampleApi;

/// <summary>
/// The members of a proxy event that this backend reads: payload 1.0 (REST and HTTP APIs), 2.0 (HTTP APIs), and WebSocket APIs,
/// whose events have neither method nor path.
/// </summary>
/// <param name="HttpMethod">The method, in payload 1.0.</param>
/// <param name="Path">The path, in payload 1.0.</param>
/// <param name="RawPath">The path, in payload 2.0.</param>
/// <param name="MultiValueHeaders">All values of each header, in payload 1.0 and what WebSocket APIs send.</param>
/// <param name="RequestContext">What the gateway adds.</param>
internal sealed record ProxyEvent(
    string? HttpMethod,
    string? Path,
    string? RawPath,
    IReadOnlyDictionary<string, IReadOnlyList<string>>? MultiValueHeaders,
    RequestContext? RequestContext);

/// <summary>The gateway's additions to a request.</summary>
/// <param name="Authorizer">The authorizer's context: in payload 1.0 itself, in payload 2.0 as its member <c>lambda</c>.</param>
/// <param name="Http">Method and path, in payload 2.0.</param>
/// <param name="RouteKey">The route, the only address of a WebSocket message.</param>
internal sealed record RequestContext(JsonElement? Authorizer, HttpDescription? Http, string? RouteKey);

/// <summary>The request line, in payload 2.0.</summary>
internal sealed record HttpDescription(string? Method);
