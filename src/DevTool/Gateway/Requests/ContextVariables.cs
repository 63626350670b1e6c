namespace DevTool.Gateway.Requests;

/// <summary>The variables of <c>$context</c> that templates and identity sources can use.</summary>
internal static class ContextVariables
{
    /// <summary>Finds the value of a variable.</summary>
    /// <param name="name">The name without <c>$context.</c>.</param>
    /// <param name="match">The route of the request, or <see langword="null"/>.</param>
    /// <returns>The value, or <see langword="null"/> if the variable has no value or is not emulated.</returns>
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
