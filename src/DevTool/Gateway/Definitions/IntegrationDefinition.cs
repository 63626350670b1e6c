using System.Collections.Generic;

namespace DevTool.Gateway.Definitions;

/// <summary>The backend of a route.</summary>
internal abstract record IntegrationDefinition;

/// <summary>A function that receives the request and returns the answer (<c>AWS_PROXY</c>).</summary>
/// <param name="Function">The function's logical id.</param>
/// <param name="PayloadVersion">The version of the proxy event. A REST API has only the first.</param>
internal sealed record ProxyIntegrationDefinition(string Function, PayloadVersion PayloadVersion) : IntegrationDefinition
{
    /// <summary>The member of the authorizer's context that names the tenant for Lambda; <see langword="null"/> if the function is not isolated by tenant.</summary>
    public string? TenantKey { get; init; }
}

/// <summary>An answer that is always the same (<c>MOCK</c>): how SAM answers preflights on REST APIs.</summary>
/// <param name="Headers">The header fields.</param>
/// <param name="Template">The JSON body, in which variables are replaced; <see langword="null"/> for none.</param>
internal sealed record MockIntegrationDefinition(int Status, IReadOnlyList<KeyValuePair<string, string>> Headers, string? Template = null) : IntegrationDefinition;

/// <summary>A server that is sent the request as it is (<c>HTTP_PROXY</c>).</summary>
/// <param name="Method">The method it is sent with.</param>
/// <param name="Url">The server.</param>
internal sealed record HttpIntegrationDefinition(string Method, string Url) : IntegrationDefinition;
