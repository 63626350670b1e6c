using System.Collections.Generic;

namespace DevTool.Gateway.Definitions;

/// <summary>The backend of a route.</summary>
internal abstract record IntegrationDefinition;

/// <summary>A function that receives the request and returns the response (<c>AWS_PROXY</c>).</summary>
/// <param name="Function">The logical ID of the function.</param>
/// <param name="PayloadVersion">The payload version of the event. A REST API supports only version 1.0.</param>
internal sealed record ProxyIntegrationDefinition(string Function, PayloadVersion PayloadVersion) : IntegrationDefinition
{
    /// <summary>
    /// The member of the authorizer's context that contains the tenant for Lambda; <see langword="null"/> if the function is not isolated by
    /// tenant.
    /// </summary>
    public string? TenantKey { get; init; }
}

/// <summary>A fixed response (<c>MOCK</c>). SAM uses it for preflight requests on REST APIs.</summary>
/// <param name="Template">The JSON body, in which variables are replaced; <see langword="null"/> for an empty body.</param>
internal sealed record MockIntegrationDefinition(int Status, IReadOnlyList<KeyValuePair<string, string>> Headers, string? Template = null) : IntegrationDefinition;

/// <summary>A server that receives the unchanged request (<c>HTTP_PROXY</c>).</summary>
/// <param name="Method">The method of the forwarded request.</param>
/// <param name="Url">The URL of the server.</param>
internal sealed record HttpIntegrationDefinition(string Method, string Url) : IntegrationDefinition;
