using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using DevTool.Gateway.Authorization;
using DevTool.Gateway.Definitions;
using DevTool.Gateway.Requests;

namespace DevTool.Gateway.Responses;

/// <summary>The responses that a REST API sends itself (API Gateway documentation: "Gateway responses in API Gateway").</summary>
internal static class GatewayResponses
{
    private const string Template = """{"message":$context.error.messageString}""";
    private const string ContextPrefix = "context.";
    private const string AuthorizerPrefix = "context.authorizer.";
    private const string HeaderPrefix = "method.request.header.";
    private const string QueryPrefix = "method.request.querystring.";
    private const string PathPrefix = "method.request.path.";
    private const string StagePrefix = "stageVariables.";

    private static readonly GatewayResponseDefinition Default = new(StatusCode: null, new Dictionary<string, string>(), Template);

    /// <summary>Creates the response to a refused request.</summary>
    /// <param name="verdict">The reason for the refusal, and the context that the template can use.</param>
    /// <param name="match">The route of the request, or <see langword="null"/>.</param>
    public static HttpReply Answer(Verdict verdict, GatewayRequest request, RouteMatch? match)
    {
        (string type, string? message) = Describe(verdict);

        // A malformed response of the backend has no response type. The gateway then answers 502 with the response for DEFAULT_5XX.
        int status = verdict.Refusal == Refusal.IntegrationFailure ? 502 : GatewayResponseTypes.Status(type);
        GatewayResponseDefinition definition = Find(request.Api, type, status);

        string? Variable(string name) => name switch
        {
            "context.error.message" => message,
            "context.error.messageString" => JsonSerializer.Serialize(message),
            "context.error.responseType" => type,
            "context.error.validationErrorString" => verdict.Diagnostic,
            _ => After(name, AuthorizerPrefix) is { } key ? verdict.Context[key]?.ToString()
                : After(name, ContextPrefix) is { } variable ? ContextVariables.Find(variable, request, match)
                : After(name, HeaderPrefix) is { } header ? request.Headers.Joined(header)
                : After(name, QueryPrefix) is { } query ? request.Query.Joined(query)
                : After(name, PathPrefix) is { } path ? match?.PathParameters.GetValueOrDefault(path)
                : After(name, StagePrefix) is { } stage ? request.Api.StageVariables.GetValueOrDefault(stage)
                : null,
        };
        IEnumerable<KeyValuePair<string, string>> headers = definition.Headers
            .Select(header => KeyValuePair.Create(header.Key, SubstitutedText.Map(header.Value, Variable) ?? string.Empty))
            .Where(header => header.Value.Length > 0);
        return HttpReply.Json(definition.StatusCode ?? status, SubstitutedText.Fill(definition.Template ?? Template, Variable))
            .With([KeyValuePair.Create("x-amzn-ErrorType", ErrorType(verdict.Refusal)), .. headers]);
    }

    private static (string Type, string? Message) Describe(Verdict verdict) => verdict.Refusal switch
    {
        Refusal.Unauthorized => ("UNAUTHORIZED", "Unauthorized"),
        Refusal.AccessDenied => ("ACCESS_DENIED", "User is not authorized to access this resource"),
        Refusal.AccessDeniedExplicitly => ("ACCESS_DENIED", "User is not authorized to access this resource with an explicit deny"),
        Refusal.AuthorizerFailure => ("AUTHORIZER_FAILURE", null),
        Refusal.AuthorizerConfigurationError => ("AUTHORIZER_CONFIGURATION_ERROR", null),
        Refusal.ParametersInvalid => ("BAD_REQUEST_PARAMETERS", verdict.Diagnostic),
        Refusal.BodyInvalid => ("BAD_REQUEST_BODY", "Invalid request body"),
        Refusal.RequestTooLarge => ("REQUEST_TOO_LARGE", "Request Too Long"),
        Refusal.RouteUnknown => ("MISSING_AUTHENTICATION_TOKEN", "Missing Authentication Token"),
        _ => ("INTEGRATION_FAILURE", "Internal server error"),
    };

    private static string ErrorType(Refusal? refusal) => refusal switch
    {
        Refusal.Unauthorized => "UnauthorizedException",
        Refusal.AccessDenied or Refusal.AccessDeniedExplicitly => "AccessDeniedException",
        Refusal.AuthorizerConfigurationError => "AuthorizerConfigurationException",
        Refusal.ParametersInvalid or Refusal.BodyInvalid => "BadRequestException",
        Refusal.RequestTooLarge => "RequestTooLargeException",
        Refusal.RouteUnknown => "MissingAuthenticationTokenException",
        _ => "InternalServerErrorException",
    };

    private static string? After(string name, string prefix) =>
        name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : null;

    private static GatewayResponseDefinition Find(ApiDefinition api, string type, int status)
    {
        string fallback = status < 500 ? "DEFAULT_4XX" : "DEFAULT_5XX";
        return api.GatewayResponses.GetValueOrDefault(type) ?? api.GatewayResponses.GetValueOrDefault(fallback) ?? Default;
    }
}
