using System.Collections.Generic;
using System.Linq;
using DevTool.Gateway.Definitions;

namespace DevTool.Templates.Resources;

/// <summary>Reads HTTP APIs whose parts are separate resources (<c>AWS::ApiGatewayV2::…</c>), as CDK creates them.</summary>
/// <param name="apiIds">The IDs of the template's HTTP APIs. They are needed because parts of WebSocket APIs have the same types.</param>
/// <param name="names">The physical names of resources on this machine.</param>
internal sealed class HttpApiPartsReader(IReadOnlySet<string> apiIds, PhysicalNames names)
{
    private static readonly IdentityExpressions Identity = new("$request.", "$");

    private readonly ApiParts _parts = new("AWS::ApiGatewayV2::", "Api", "Authorizer", "Integration", "Route", "Stage");

    /// <summary>Adds a resource if it is part of an HTTP API.</summary>
    /// <param name="properties">The evaluated properties.</param>
    public bool Take(TemplateResource resource, PropertyReader properties)
    {
        string? api = resource.Type == "AWS::ApiGatewayV2::Api" ? names.Reference(resource.LogicalId) : properties.Text("ApiId");
        return api is not null && apiIds.Contains(api) && _parts.Add(resource, properties);
    }

    /// <summary>Assembles the APIs.</summary>
    public IReadOnlyList<ApiDefinition> Apis()
    {
        var authorizers = _parts.Of("Authorizer").ToDictionary(part => part.Id, ReadAuthorizer);
        var integrations = _parts.Of("Integration").ToDictionary(part => part.Id, part => part.ReadIntegration());
        var routes = _parts.Of("Route").ToLookup(part => part.ApiId, part => ReadRoute(part, authorizers, integrations));
        var stages = _parts.Of("Stage").ToLookup(part => part.ApiId, part => part.ReadStage());
        return [.. _parts.Of("Api").Select(api => ReadApi(api, routes, stages))];
    }

    private static AuthorizerDefinition ReadAuthorizer(ApiPart part)
    {
        PropertyReader properties = part.Properties;
        _ = part.ApiId;
        _ = properties.Word("AuthorizerType", "REQUEST");
        var authorizer = new AuthorizerDefinition
        {
            Function = FunctionReference.Read(properties, "AuthorizerUri"),
            PayloadVersion = HttpApiReader.ReadVersion(properties, "AuthorizerPayloadFormatVersion", PayloadVersion.V1),
            SimpleResponses = properties.Boolean("EnableSimpleResponses") ?? false,
            IdentitySources = Identity.Read(properties.Texts("IdentitySource") ?? [], properties),
            ResultTtl = RequestIdentityReader.Ttl(properties, "AuthorizerResultTtlInSeconds"),
        };
        HttpApiReader.CheckResponses(authorizer, properties);
        properties.Ignore("Name", "AuthorizerCredentialsArn");
        properties.End();
        return authorizer;
    }

    private static RouteDefinition ReadRoute(
        ApiPart part, Dictionary<string, AuthorizerDefinition> authorizers, Dictionary<string, ProxyIntegrationDefinition> integrations)
    {
        // The route key is, for example, "GET /pets" or "$default".
        string[] key = part.Properties.RequiredText("RouteKey").Split(' ', 2);
        var route = new RouteDefinition(
            key.Length == 2 ? key[0].ToUpperInvariant() : RouteDefinition.AnyMethod, key[^1], part.Authorizer(authorizers), part.Target(integrations));
        part.Properties.Ignore("OperationName");
        part.Properties.End();
        return route;
    }

    private ApiDefinition ReadApi(
        ApiPart api, ILookup<string, RouteDefinition> routes, ILookup<string, (string Name, IReadOnlyDictionary<string, string> Variables)> stages)
    {
        PropertyReader properties = api.Properties;
        string id = names.Reference(api.Id)!;
        CorsDefinition? cors = properties.Has("CorsConfiguration") ? HttpApiReader.ReadCors(properties) : null;
        (string stage, IReadOnlyDictionary<string, string> variables) = api.OnlyStage(stages[id]);
        properties.Ignore("Description", "DisableExecuteApiEndpoint", "IpAddressType", "Name", "ProtocolType", "Tags");
        properties.End();
        return new ApiDefinition { Kind = ApiKind.Http, Id = id, Stage = stage, StageVariables = variables, Routes = [.. routes[id]], Cors = cors };
    }
}
