using System;
using System.Collections.Generic;
using System.Linq;
using DevTool.Gateway.Definitions;
using DevTool.Gateway.Requests;

namespace DevTool.Templates.Resources;

/// <summary>Reads WebSocket APIs, whose parts are separate resources (<c>AWS::ApiGatewayV2::…</c>).</summary>
/// <param name="names">The physical names of resources on this machine.</param>
internal sealed class WebSocketApiReader(PhysicalNames names, TemplateErrors errors)
{
    private static readonly IdentityExpressions Identity = new("route.request.", string.Empty);

    private readonly ApiParts _parts = new("AWS::ApiGatewayV2::", "Api", "Authorizer", "Integration", "Route", "RouteResponse", "Stage");

    /// <summary>Adds a resource if it is part of a WebSocket API.</summary>
    /// <param name="properties">The evaluated properties.</param>
    public bool Take(TemplateResource resource, PropertyReader properties) => _parts.Add(resource, properties);

    /// <summary>Assembles the APIs.</summary>
    public IReadOnlyList<ApiDefinition> Apis()
    {
        var authorizers = _parts.Of("Authorizer").ToDictionary(part => part.Id, ReadAuthorizer);
        var integrations = _parts.Of("Integration").ToDictionary(part => part.Id, part => part.ReadIntegration());
        HashSet<string> answered = [.. _parts.Of("RouteResponse").Select(ReadRouteResponse)];
        (string ApiId, RouteDefinition Route)[] routes = [.. _parts.Of("Route").Select(part => (part.ApiId, ReadRoute(part, authorizers, integrations, answered)))];
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
            IdentitySources = Identity.Read(properties.Texts("IdentitySource") ?? [], properties),

            // WebSocket APIs do not cache results of authorizers, because each connection is authorized only once.
            ResultTtl = TimeSpan.Zero,
        };
        properties.Ignore("Name", "AuthorizerCredentialsArn");
        properties.End();
        return authorizer;
    }

    private static string ReadRouteResponse(ApiPart part)
    {
        PropertyReader properties = part.Properties;
        _ = part.ApiId;
        _ = properties.Word("RouteResponseKey", RouteDefinition.Default);
        string route = properties.RequiredText("RouteId");
        properties.End();
        return route;
    }

    private RouteDefinition ReadRoute(
        ApiPart part,
        Dictionary<string, AuthorizerDefinition> authorizers,
        Dictionary<string, ProxyIntegrationDefinition> integrations,
        HashSet<string> answered)
    {
        PropertyReader properties = part.Properties;
        string key = properties.RequiredText("RouteKey");
        AuthorizerDefinition? authorizer = part.Authorizer(authorizers);
        if (authorizer is not null && key != WebSocketRoutes.Connect)
        {
            errors.Add(properties.LineOf("AuthorizerId"), $"a WebSocket API calls its authorizer only at {WebSocketRoutes.Connect}; remove the authorizer from this route");
        }

        ProxyIntegrationDefinition integration = part.Target(integrations);

        // A route that answers messages needs both the selection expression and the route response.
        bool selects = properties.Word("RouteResponseSelectionExpression", RouteDefinition.Default) is not null;
        properties.Ignore("OperationName");
        properties.End();
        return new RouteDefinition(RouteDefinition.AnyMethod, key, authorizer, integration)
        {
            HasResponse = selects && answered.Contains(part.Id),
        };
    }

    private ApiDefinition ReadApi(
        ApiPart api,
        IEnumerable<(string ApiId, RouteDefinition Route)> routes,
        ILookup<string, (string Name, IReadOnlyDictionary<string, string> Variables)> stages)
    {
        PropertyReader properties = api.Properties;
        _ = properties.Word("ProtocolType", "WEBSOCKET");
        string id = names.Reference(api.Id)!;
        string selection = properties.RequiredText("RouteSelectionExpression");
        if (selection.Length > 0 && !RouteSelection.IsKnown(selection))
        {
            errors.Add(properties.LineOf("RouteSelectionExpression"), $"the local gateway does not select routes by \"{selection}\"; use $request.body.…");
        }

        (string stage, IReadOnlyDictionary<string, string> variables) = api.OnlyStage(stages[id]);
        properties.Ignore("Description", "DisableExecuteApiEndpoint", "IpAddressType", "Name", "Tags");
        properties.End();
        return new ApiDefinition
        {
            Kind = ApiKind.WebSocket,
            Id = id,
            Stage = stage,
            StageVariables = variables,
            Routes = [.. routes.Where(route => route.ApiId == id).Select(route => route.Route)],
            RouteSelectionExpression = selection,
        };
    }
}
