namespace DevTool.Gateway.Definitions;

/// <summary>One route.</summary>
/// <param name="Method">The method, or <c>ANY</c>. Not used on a WebSocket API.</param>
/// <param name="Path">
/// The path. A segment can be <c>{name}</c>, and the last segment can be <c>{name+}</c>, which matches the rest of the path. The path can
/// also be a route key without a method: <c>$default</c> on an HTTP API, or any key on a WebSocket API.
/// </param>
/// <param name="Authorizer">The authorizer of the route, or <see langword="null"/> for an open route.</param>
/// <param name="Integration">The backend of the route.</param>
internal sealed record RouteDefinition(string Method, string Path, AuthorizerDefinition? Authorizer, IntegrationDefinition Integration)
{
    /// <summary>The method that matches all methods.</summary>
    public const string AnyMethod = "ANY";

    /// <summary>The route for requests that no other route matches.</summary>
    public const string Default = "$default";

    /// <summary>The route key of an HTTP API or a WebSocket API.</summary>
    public string Key => Path.StartsWith('/') ? $"{Method} {Path}" : Path;

    /// <summary>The checks that a REST API makes before it calls the backend, or <see langword="null"/>.</summary>
    public RequestValidation? Validation { get; init; }

    /// <summary>Whether a WebSocket API sends the backend's response to the client.</summary>
    public bool HasResponse { get; init; }
}
