namespace DevTool.Gateway.Definitions;

/// <summary>One route.</summary>
/// <param name="Method">The method, or <c>ANY</c>.</param>
/// <param name="Path">The path; a segment may be <c>{name}</c>, and the last one <c>{name+}</c>, which takes all that is left.</param>
/// <param name="Authorizer">Who decides, or <see langword="null"/> for an open route.</param>
/// <param name="PayloadVersion">The version of the proxy event. A REST API has only the first.</param>
internal sealed record RouteDefinition(string Method, string Path, AuthorizerDefinition? Authorizer, PayloadVersion PayloadVersion)
{
    /// <summary>The method that stands for all.</summary>
    public const string AnyMethod = "ANY";

    /// <summary>The route key of an HTTP API.</summary>
    public string Key => $"{Method} {Path}";
}
