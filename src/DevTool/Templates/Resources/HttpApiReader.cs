using System.Collections.Generic;
using System.Linq;
using DevTool.Gateway.Definitions;

namespace DevTool.Templates.Resources;

/// <summary>Reads <c>AWS::Serverless::HttpApi</c> and the events of functions with the type <c>HttpApi</c>.</summary>
internal static class HttpApiReader
{
    private static readonly string[] WithoutLocalEffect =
    [
        "AccessLogSettings", "DefaultRouteSettings", "Description", "DisableExecuteApiEndpoint", "FailOnWarnings", "Name", "PropagateTags",
        "RouteSettings", "Tags",
    ];

    /// <summary>Reads an API.</summary>
    /// <param name="id">The ID of the API.</param>
    /// <param name="events">The events of this API.</param>
    public static ApiDefinition Read(string id, PropertyReader properties, IReadOnlyList<FunctionEvent> events)
    {
        var authorizers = new ApiAuthorizers(properties, ReadAuthorizer);
        IReadOnlyList<RouteDefinition> described = properties.Map("DefinitionBody") is { } document
            ? OpenApiReader.Read(document, authorizers, PayloadVersion.V1)
            : [];
        string stage = properties.Text("StageName") ?? "$default";
        CorsDefinition? cors = properties.Has("CorsConfiguration") ? ReadCors(properties) : null;
        IReadOnlyDictionary<string, string> variables = properties.TextMap("StageVariables");
        properties.Ignore(WithoutLocalEffect);
        properties.End();
        return new ApiDefinition
        {
            Kind = ApiKind.Http,
            Id = id,
            Stage = stage,
            StageVariables = variables,
            Routes = [.. described, .. events.Select(e => ReadRoute(e, authorizers))],
            Cors = cors,
        };
    }

    /// <summary>Reads a payload version.</summary>
    /// <param name="reader">The properties that contain the version.</param>
    /// <param name="name">The name of the property.</param>
    /// <param name="standard">The version to use if the property is absent or its value is unknown.</param>
    public static PayloadVersion ReadVersion(PropertyReader reader, string name, PayloadVersion standard) => reader.Word(name, "1.0", "2.0") switch
    {
        "1.0" => PayloadVersion.V1,
        "2.0" => PayloadVersion.V2,
        _ => standard,
    };

    /// <summary>Reports an error if simple responses are used without payload version 2.0.</summary>
    /// <param name="reader">The properties of the authorizer.</param>
    public static void CheckResponses(AuthorizerDefinition authorizer, PropertyReader reader)
    {
        if (authorizer is { SimpleResponses: true, PayloadVersion: PayloadVersion.V1 })
        {
            reader.Errors.Add(reader.LineOf("EnableSimpleResponses"), "simple responses need the payload format version 2.0; set it, or turn them off");
        }
    }

    /// <summary>Reads <c>CorsConfiguration</c>, which must be present.</summary>
    /// <param name="api">The properties of the API.</param>
    public static CorsDefinition ReadCors(PropertyReader api)
    {
        if (api.Value("CorsConfiguration") is TemplateText)
        {
            _ = api.Boolean("CorsConfiguration");
            return new CorsDefinition(["*"], [], [], [], AllowCredentials: false, MaxAgeSeconds: null);
        }

        PropertyReader? cors = api.Map("CorsConfiguration");
        var definition = new CorsDefinition(
            cors?.Texts("AllowOrigins") ?? [],
            cors?.Texts("AllowMethods") ?? [],
            cors?.Texts("AllowHeaders") ?? [],
            cors?.Texts("ExposeHeaders") ?? [],
            cors?.Boolean("AllowCredentials") ?? false,
            cors?.Integer("MaxAge"));
        cors?.End();
        return definition;
    }

    private static AuthorizerDefinition ReadAuthorizer(PropertyReader reader)
    {
        PayloadVersion version = ReadVersion(reader, "AuthorizerPayloadFormatVersion", PayloadVersion.V1);
        PropertyReader? identity = reader.Map("Identity");
        var authorizer = new AuthorizerDefinition
        {
            Function = FunctionReference.Read(reader, "FunctionArn"),
            PayloadVersion = version,
            SimpleResponses = reader.Boolean("EnableSimpleResponses") ?? false,
            IdentitySources = RequestIdentityReader.Sources(identity),
            ResultTtl = RequestIdentityReader.Ttl(identity),
        };
        CheckResponses(authorizer, reader);
        reader.Ignore("EnableFunctionDefaultPermissions", "FunctionInvokeRole");
        identity?.End();
        reader.End();
        return authorizer;
    }

    private static RouteDefinition ReadRoute(FunctionEvent e, ApiAuthorizers authorizers)
    {
        PropertyReader properties = e.Properties;
        string method = (properties.Text("Method") ?? RouteDefinition.AnyMethod).ToUpperInvariant();
        string path = properties.Text("Path") ?? RouteDefinition.Default;
        PayloadVersion version = ReadVersion(properties, "PayloadFormatVersion", PayloadVersion.V2);
        AuthorizerDefinition? authorizer = authorizers.OfEvent(properties);
        properties.Ignore("ApiId", "RouteSettings", "TimeoutInMillis");
        properties.End();
        return new RouteDefinition(method, path, authorizer, new ProxyIntegrationDefinition(e.Function, version));
    }
}
