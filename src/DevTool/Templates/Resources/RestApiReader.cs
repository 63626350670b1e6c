using System;
using System.Collections.Generic;
using System.Linq;
using DevTool.Gateway.Definitions;

namespace DevTool.Templates.Resources;

/// <summary>Reads <c>AWS::Serverless::Api</c> and the events of functions with the type <c>Api</c>.</summary>
internal static class RestApiReader
{
    private static readonly string[] WithoutLocalEffect =
    [
        "AccessLogSetting", "AlwaysDeploy", "ApiKeySourceType", "CacheClusterEnabled", "CanarySetting", "Description", "EndpointAccessMode",
        "EndpointConfiguration", "MethodSettings", "MinimumCompressionSize", "Name", "OpenApiVersion", "PropagateTags", "SecurityPolicy", "Tags",
        "TracingEnabled",
    ];

    /// <summary>Reads an API.</summary>
    /// <param name="id">The ID of the API.</param>
    /// <param name="events">The events of this API.</param>
    public static ApiDefinition Read(string id, PropertyReader properties, IReadOnlyList<FunctionEvent> events)
    {
        string stage = properties.RequiredText("StageName");
        var authorizers = new ApiAuthorizers(properties, ReadAuthorizer);
        List<RouteDefinition> methods = properties.Map("DefinitionBody") is { } document
            ? [.. OpenApiReader.Read(document, authorizers, PayloadVersion.V1).Select(route => route with { Path = Resource(route.Path) })]
            : [];
        methods.AddRange(events.Select(e => ReadMethod(e, authorizers)));
        if (properties.Has("Cors"))
        {
            methods.AddRange(RestCorsReader.Preflights(properties, methods, authorizers.GuardsPreflights ? authorizers.Standard : null));
        }

        var responses = properties.Maps("GatewayResponses")
            .ToDictionary(response => response.Name, response => GatewayResponseReader.Read(response.Name, response.Reader));
        IReadOnlyList<string> binary = properties.Texts("BinaryMediaTypes") ?? [];
        IReadOnlyDictionary<string, string> variables = properties.TextMap("Variables");
        properties.Ignore(WithoutLocalEffect);
        properties.End();
        return new ApiDefinition
        {
            Kind = ApiKind.Rest,
            Id = id,
            Stage = stage,
            StageVariables = variables,
            Routes = methods,
            BinaryMediaTypes = [.. binary.Select(type => type.Replace("~1", "/", StringComparison.Ordinal))],
            GatewayResponses = responses,
        };
    }

    /// <summary>Reports an error if results are cached without an identity source.</summary>
    /// <param name="reader">The properties of the authorizer.</param>
    public static void CheckSources(AuthorizerDefinition authorizer, PropertyReader reader)
    {
        if (authorizer.IdentitySources.Count == 0 && authorizer.ResultTtl > TimeSpan.Zero)
        {
            reader.Errors.Add(reader.Line, "an authorizer with a cache needs at least one identity source; add one, or set the TTL to 0");
        }
    }

    /// <summary>Reads the pattern that a token must match.</summary>
    /// <param name="reader">The properties that contain the pattern.</param>
    /// <param name="property">The name of the property.</param>
    /// <returns>The pattern, or <see langword="null"/> if the property is absent.</returns>
    public static string? TokenPattern(PropertyReader reader, string property)
    {
        string? pattern = reader.Text(property);
        if (pattern is not null && TemplateRegex.Problem(pattern) is { } problem)
        {
            reader.Errors.Add(reader.LineOf(property), $"{property} is not a regular expression: {problem}; correct it");
        }

        return pattern;
    }

    private static AuthorizerDefinition ReadAuthorizer(PropertyReader reader)
    {
        string function = FunctionReference.Read(reader, "FunctionArn");

        // An error for any other type was already reported. The type REQUEST avoids follow-up errors.
        string type = reader.Word("FunctionPayloadType", "TOKEN", "REQUEST") ?? (reader.Has("FunctionPayloadType") ? "REQUEST" : "TOKEN");
        reader.Ignore("FunctionInvokeRole", "DisableFunctionDefaultPermissions");
        PropertyReader? identity = reader.Map("Identity");
        AuthorizerDefinition authorizer = type == "TOKEN"
            ? new AuthorizerDefinition
            {
                Function = function,
                Type = AuthorizerType.Token,
                IdentitySources = [new IdentitySource(IdentitySourceKind.Header, identity?.Text("Header") ?? "Authorization")],
                TokenPattern = identity is null ? null : TokenPattern(identity, "ValidationExpression"),
                ResultTtl = RequestIdentityReader.Ttl(identity),
            }
            : new AuthorizerDefinition
            {
                Function = function,
                IdentitySources = RequestIdentityReader.Sources(identity),
                ResultTtl = RequestIdentityReader.Ttl(identity),
            };
        CheckSources(authorizer, reader);
        identity?.End();
        reader.End();
        return authorizer;
    }

    // The paths "/pets" and "/pets/" name the same resource, because the resources of a REST API are a tree.
    private static string Resource(string path) => path.Length > 1 ? path.TrimEnd('/') : path;

    private static RouteDefinition ReadMethod(FunctionEvent e, ApiAuthorizers authorizers)
    {
        PropertyReader properties = e.Properties;
        string method = properties.RequiredText("Method").ToUpperInvariant();
        string path = Resource(properties.RequiredText("Path"));
        AuthorizerDefinition? authorizer = authorizers.OfEvent(properties);
        properties.Ignore("RestApiId", "TimeoutInMillis");
        properties.End();
        return new RouteDefinition(method, path, authorizer, new ProxyIntegrationDefinition(e.Function, PayloadVersion.V1));
    }
}
