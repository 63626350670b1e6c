namespace DevTool.Gateway.Definitions;

/// <summary>One route.</summary>
/// <param name="Method">The method, or <c>ANY</c>.</param>
/// <param name="Path">
/// The path; a segment may be <c>{name}</c>, and the last one <c>{name+}</c>, which takes all that is left. Or <c>$default</c>, on an
/// HTTP API.
/// </param>
/// <param name="Authorizer">Who decides, or <see langword="null"/> for an open route.</param>
/// <param name="Integration">What is behind it.</param>
internal sealed record RouteDefinition(string Method, string Path, AuthorizerDefinition? Authorizer, IntegrationDefinition Integration)
{
    /// <summary>The method that stands for all.</summary>
    public const string AnyMethod = "ANY";

    /// <summary>The route of an HTTP API that takes what no other does, and that of a WebSocket API.</summary>
    public const string Default = "$default";

    /// <summary>The route key of an HTTP API.</summary>
    public string Key => Path == Default ? Default : $"{Method} {Path}";
}
