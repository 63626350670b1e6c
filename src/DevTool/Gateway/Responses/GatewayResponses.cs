using System;
using System.Collections.Generic;
using System.Text.Json;
using System.Text.RegularExpressions;
using DevTool.Gateway.Authorization;
using DevTool.Gateway.Definitions;
using DevTool.Gateway.Requests;

namespace DevTool.Gateway.Responses;

/// <summary>
/// A REST API's own answers (API Gateway documentation: "Gateway responses"). Templates are filled by plain substitution, without
/// the language that mapping templates have.
/// </summary>
internal static partial class GatewayResponses
{
    private const string AuthorizerPrefix = "authorizer.";

    private static readonly GatewayResponseDefinition Default =
        new(StatusCode: null, new Dictionary<string, string>(), """{"message":$context.error.messageString}""");

    /// <summary>Answers a refused request.</summary>
    /// <param name="verdict">Why it is refused; its context is there for the template.</param>
    /// <param name="request">The request.</param>
    /// <param name="match">Its route, where it has one.</param>
    /// <returns>The answer.</returns>
    public static HttpReply Answer(Verdict verdict, GatewayRequest request, RouteMatch? match)
    {
        (string type, int status, string? message) = verdict.Refusal switch
        {
            Refusal.Unauthorized => ("UNAUTHORIZED", 401, "Unauthorized"),
            Refusal.AccessDenied => ("ACCESS_DENIED", 403, "User is not authorized to access this resource"),
            Refusal.AccessDeniedExplicitly =>
                ("ACCESS_DENIED", 403, "User is not authorized to access this resource with an explicit deny"),
            Refusal.AuthorizerFailure => ("AUTHORIZER_FAILURE", 500, null),
            Refusal.AuthorizerConfigurationError => ("AUTHORIZER_CONFIGURATION_ERROR", 500, null),
            Refusal.RouteUnknown => ("MISSING_AUTHENTICATION_TOKEN", 403, "Missing Authentication Token"),
            _ => ("DEFAULT_5XX", 502, "Internal server error"),
        };
        GatewayResponseDefinition definition = Find(request.Api, type, status);

        string? Variable(string name) => name switch
        {
            "error.message" => message,
            "error.messageString" => JsonSerializer.Serialize(message),
            "error.responseType" => type,
            _ when name.StartsWith(AuthorizerPrefix, StringComparison.Ordinal) =>
                verdict.Context[name[AuthorizerPrefix.Length..]]?.ToString(),
            _ => ContextVariables.Find(name, request, match),
        };
        string body = Reference().Replace(definition.Template, reference => Variable(reference.Groups[1].Value) ?? string.Empty);
        return HttpReply.Json(definition.StatusCode ?? status, body)
            .With(definition.Headers);
    }

    private static GatewayResponseDefinition Find(ApiDefinition api, string type, int status)
    {
        string fallback = status < 500 ? "DEFAULT_4XX" : "DEFAULT_5XX";
        return api.GatewayResponses.GetValueOrDefault(type) ?? api.GatewayResponses.GetValueOrDefault(fallback) ?? Default;
    }

    [GeneratedRegex(@"\$context\.([A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)*)")]
    private static partial Regex Reference();
}
