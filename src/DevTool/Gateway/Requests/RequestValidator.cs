using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using DevTool.Gateway.Authorization;
using DevTool.Gateway.Definitions;
using DevTool.Gateway.Responses;
using NJsonSchema;
using NJsonSchema.Validation;

namespace DevTool.Gateway.Requests;

/// <summary>Checks a request as a REST API does before it calls the backend (API Gateway documentation: "Request validation").</summary>
internal static class RequestValidator
{
    // The media type of a body without a Content-Type header.
    private const string Json = "application/json";

    /// <summary>Checks a request.</summary>
    /// <param name="match">The route of the request.</param>
    /// <returns>The reason for a refusal, or <see langword="null"/>.</returns>
    public static Verdict? Validate(GatewayRequest request, RouteMatch match)
    {
        if (match.Route.Validation is not { } validation)
        {
            return null;
        }

        string[] missing = [.. validation.RequiredParameters.Where(parameter => !Has(request, match, parameter)).Select(parameter => parameter.Name)];
        if (missing.Length > 0)
        {
            return Verdict.Refused(Refusal.ParametersInvalid, $"Missing required request parameters: [{string.Join(", ", missing)}]");
        }

        // Parameter names and media types are case-sensitive, and a missing body counts as an empty object (recorded by LocalStack's tests
        // against AWS).
        string type = request.Headers.Joined("Content-Type")?.Split(';')[0].Trim() ?? Json;
        return validation.Models.TryGetValue(type, out string? model) && Problem(model, request.Body) is { } problem
            ? Verdict.Refused(Refusal.BodyInvalid, problem)
            : null;
    }

    private static bool Has(GatewayRequest request, RouteMatch match, RequestParameter parameter) => !string.IsNullOrWhiteSpace(parameter.In switch
    {
        "path" => match.PathParameters.GetValueOrDefault(parameter.Name),
        "query" => request.Query.Joined(parameter.Name),
        _ => request.Headers.FirstOrDefault(header => header.Key == parameter.Name).Value,
    });

    private static string? Problem(string model, byte[] body)
    {
        try
        {
            // Uses the .NET parser, because the parser of the schema library also accepts text that is not JSON.
            JsonNode? json = JsonNode.Parse(body.Length == 0 ? "{}"u8 : body);
            JsonSchema schema = JsonSchema.FromJsonAsync(model).GetAwaiter().GetResult();
            ICollection<ValidationError> errors = schema.Validate(json?.ToJsonString() ?? "null");
            return errors.Count == 0 ? null : $"[{string.Join(", ", errors.Select(error => $"{error.Path}: {error.Kind}"))}]";
        }
        catch (JsonException)
        {
            return "the body is not JSON";
        }
    }
}
