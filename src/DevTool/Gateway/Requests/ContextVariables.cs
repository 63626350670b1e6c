namespace DevTool.Gateway.Requests;

/// <summary>The variables of <c>$context</c> that describe a request, as templates and identity sources name them.</summary>
internal static class ContextVariables
{
    /// <summary>Finds a variable's value.</summary>
    /// <param name="name">Its name, without <c>$context.</c>.</param>
    /// <param name="match">Its route, if it has one.</param>
    /// <returns>The value, or <see langword="null"/> if it has none, or is not emulated.</returns>
    public static string? Find(string name, GatewayRequest request, RouteMatch? match) => name switch
    {
        "accountId" => request.Api.AccountId,
        "apiId" => request.Api.Id,
        "domainName" => request.Api.DomainName,
        "httpMethod" => request.Method,
        "identity.sourceIp" => request.SourceIp,
        "identity.userAgent" => request.Headers.Joined("User-Agent"),
        "path" => request.PathWithStage,
        "protocol" => request.Protocol,
        "requestId" => request.RequestId,
        "resourcePath" => match?.Route.Path,
        "routeKey" => match?.Route.Key,
        "stage" => request.Api.Stage,
        _ => null,
    };
}
