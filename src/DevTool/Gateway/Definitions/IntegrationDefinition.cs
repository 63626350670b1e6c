using System.Collections.Generic;

namespace DevTool.Gateway.Definitions;

/// <summary>The backend of a route.</summary>
internal abstract record IntegrationDefinition;

/// <summary>A function that receives the request and returns the answer (<c>AWS_PROXY</c>).</summary>
/// <param name="Function">The function's logical id.</param>
/// <param name="PayloadVersion">The version of the proxy event. REST APIs have only 1.0.</param>
internal sealed record ProxyIntegrationDefinition(string Function, PayloadVersion PayloadVersion) : IntegrationDefinition;

/// <summary>An answer that is always the same (<c>MOCK</c>): how SAM answers preflights on REST APIs.</summary>
/// <param name="Headers">The header fields.</param>
internal sealed record MockIntegrationDefinition(int Status, IReadOnlyList<KeyValuePair<string, string>> Headers) : IntegrationDefinition;
