using System.Collections.Generic;
using System.Text.Json;

namespace SampleApi;

/// <summary>
/// The members of a proxy event that this backend reads, in payload 1.0 (REST and HTTP APIs) and 2.0 (HTTP APIs). Events of WebSocket APIs
/// have neither method nor path.
/// </summary>
/// <param name="HttpMethod">The method, in payload 1.0.</param>
/// <param name="Path">The path, in payload 1.0.</param>
/// <param name="RawPath">The path, in payload 2.0.</param>
/// <param name="MultiValueHeaders">All values of each header, in payload 1.0 and in events of WebSocket APIs.</param>
/// <param name="RequestContext">Facts that API Gateway adds to the request.</param>
internal sealed record ProxyEvent(
    string? HttpMethod,
    string? Path,
    string? RawPath,
    IReadOnlyDictionary<string, IReadOnlyList<string>>? MultiValueHeaders,
    RequestContext? RequestContext);

/// <summary>Facts that API Gateway adds to a request.</summary>
/// <param name="Authorizer">
/// In payload 1.0, the authorizer's context. In payload 2.0, an object whose member <c>lambda</c> is the context.
/// </param>
/// <param name="Http">Method and path, in payload 2.0.</param>
/// <param name="RouteKey">The route, which is the only address of a WebSocket message.</param>
internal sealed record RequestContext(JsonElement? Authorizer, HttpDescription? Http, string? RouteKey);

/// <summary>The request line, in payload 2.0.</summary>
internal sealed record HttpDescription(string? Method);
