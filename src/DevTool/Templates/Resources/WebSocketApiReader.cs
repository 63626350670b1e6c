using System;
using System.Collections.Generic;
using System.Linq;
using DevTool.Gateway.Definitions;
using DevTool.Gateway.Requests;

namespace DevTool.Templates.Resources;

/// <summary>Reads WebSocket APIs: <c>AWS::ApiGatewayV2::…</c>, whose parts are resources of their own.</summary>
/// <param name="names">What the resources are called here.</param>
/// <param name="errors">Takes what is wrong.</param>
internal sealed class WebSocketApiReader(PhysicalNames names, TemplateErrors errors)
{
    private const string IntegrationPrefix = "integrations/";

    private readonly List<Part> _apis = [];
    private readonly List<Part> _authorizers = [];
    private readonly List<Part> _integrations = [];
    private readonly List<Part> _routes = [];
    private readonly List<Part> _routeResponses = [];
    private readonly List<Part> _stages = [];

    private sealed record Part(TemplateResource Resource, PropertyReader Properties)
    {
        public string Id => Resource.LogicalId;

        public string ApiId => Properties.RequiredText("ApiId");
    }

    /// <summary>Takes a resource, if it is one of these.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="properties">Its evaluated properties.</param>
    /// <returns>Whether it is.</returns>
    public bool Take(TemplateResource resource, PropertyReader properties)
    {
        List<Part>? parts = resource.Type switch
        {
            "AWS::ApiGatewayV2::Api" => _apis,
            "AWS::ApiGatewayV2::Authorizer" => _authorizers,
            "AWS::ApiGatewayV2::Integration" => _integrations,
            "AWS::ApiGatewayV2::Route" => _routes,
            "AWS::ApiGatewayV2::RouteResponse" => _routeResponses,
            "AWS::ApiGatewayV2::Stage" => _stages,
            _ => null,
        };
        parts?.Add(new Part(resource, properties));
        return parts is not null;
    }

    /// <summary>Puts the APIs together.</summary>
    /// <returns>The APIs.</returns>
    public IReadOnlyList<ApiDefinition> Apis()
    {
        var authorizers = _authorizers.ToDictionary(part => part.Id, ReadAuthorizer);
        var integrations = _integrations.ToDictionary(part => part.Id, ReadIntegration);
        HashSet<string> answered = [.. _routeResponses.Select(ReadRouteResponse)];
        (string ApiId, RouteDefinition Route)[] routes = [.. _routes.Select(part => (part.ApiId, ReadRoute(part, authorizers, integrations, answered)))];
        var stages = _stages.ToLookup(part => part.ApiId, ReadStage);
        return [.. _apis.Select(api => ReadApi(api, routes, stages))];
    }

    private static AuthorizerDefinition ReadAuthorizer(Part part)
    {
        PropertyReader properties = part.Properties;
        _ = part.ApiId;
        _ = properties.Word("AuthorizerType", "REQUEST");
        var authorizer = new AuthorizerDefinition
        {
            Function = FunctionReference.Read(properties, "AuthorizerUri"),
            IdentitySources = [.. (properties.Texts("IdentitySource") ?? []).Select(source => Source(source, properties)).OfType<IdentitySource>()],

            // A connection is authorized once, so there is nothing to keep: WebSocket APIs have no such cache.
            ResultTtl = TimeSpan.Zero,
        };
        properties.Ignore("Name", "AuthorizerCredentialsArn");
        properties.End();
        return authorizer;
    }

    private static IdentitySource? Source(string expression, PropertyReader properties)
    {
        foreach ((string prefix, IdentitySourceKind kind) in new[]
        {
            ("route.request.header.", IdentitySourceKind.Header),
            ("route.request.querystring.", IdentitySourceKind.QueryString),
            ("stageVariables.", IdentitySourceKind.StageVariable),
            ("context.", IdentitySourceKind.Context),
        })
        {
            if (expression.StartsWith(prefix, StringComparison.Ordinal))
            {
                return new IdentitySource(kind, expression[prefix.Length..]);
            }
        }

        if (expression.Length > 0)
        {
            properties.Errors.Add(properties.LineOf("IdentitySource"), $"{expression} is no identity source of a WebSocket API");
        }

        return null;
    }

    private static ProxyIntegrationDefinition ReadIntegration(Part part)
    {
        PropertyReader properties = part.Properties;
        _ = part.ApiId;
        _ = properties.Word("IntegrationType", "AWS_PROXY");
        string function = FunctionReference.Read(properties, "IntegrationUri");
        properties.Ignore("CredentialsArn", "Description", "IntegrationMethod", "TimeoutInMillis");
        properties.End();
        return new ProxyIntegrationDefinition(function, PayloadVersion.V1);
    }

    private static string ReadRouteResponse(Part part)
    {
        PropertyReader properties = part.Properties;
        _ = part.ApiId;
        _ = properties.Word("RouteResponseKey", RouteDefinition.Default);
        string route = properties.RequiredText("RouteId");
        properties.End();
        return route;
    }

    private RouteDefinition ReadRoute(
        Part part,
        Dictionary<string, AuthorizerDefinition> authorizers,
        Dictionary<string, ProxyIntegrationDefinition> integrations,
        HashSet<string> answered)
    {
        PropertyReader properties = part.Properties;
        string key = properties.RequiredText("RouteKey");
        AuthorizerDefinition? authorizer = null;
        if (properties.Word("AuthorizationType", "NONE", "CUSTOM") == "CUSTOM")
        {
            string id = properties.RequiredText("AuthorizerId");
            if (!authorizers.TryGetValue(id, out authorizer))
            {
                errors.Add(properties.LineOf("AuthorizerId"), $"there is no authorizer {id}");
            }
        }

        if (authorizer is not null && key != WebSocketRoutes.Connect)
        {
            errors.Add(properties.LineOf("AuthorizerId"), $"a WebSocket API asks its authorizer at {WebSocketRoutes.Connect} alone");
        }

        string target = properties.RequiredText("Target");
        string integrationId = target.StartsWith(IntegrationPrefix, StringComparison.Ordinal) ? target[IntegrationPrefix.Length..] : target;
        if (!integrations.TryGetValue(integrationId, out ProxyIntegrationDefinition? integration))
        {
            errors.Add(properties.LineOf("Target"), $"there is no integration {target}");
        }

        // Two-way: both the selection expression and the response have to be there.
        bool selects = properties.Word("RouteResponseSelectionExpression", RouteDefinition.Default) is not null;
        properties.Ignore("OperationName");
        properties.End();
        return new RouteDefinition(
            RouteDefinition.AnyMethod, key, authorizer, integration ?? new ProxyIntegrationDefinition(string.Empty, PayloadVersion.V1))
        {
            HasResponse = selects && answered.Contains(part.Id),
        };
    }

    private static (string Name, IReadOnlyDictionary<string, string> Variables) ReadStage(Part part)
    {
        PropertyReader properties = part.Properties;
        string name = properties.RequiredText("StageName");
        IReadOnlyDictionary<string, string> variables = properties.TextMap("StageVariables");
        properties.Ignore("AccessLogSettings", "AutoDeploy", "DefaultRouteSettings", "DeploymentId", "Description", "RouteSettings", "Tags");
        properties.End();
        return (name, variables);
    }

    private ApiDefinition ReadApi(
        Part api,
        IEnumerable<(string ApiId, RouteDefinition Route)> routes,
        ILookup<string, (string Name, IReadOnlyDictionary<string, string> Variables)> stages)
    {
        PropertyReader properties = api.Properties;
        _ = properties.Word("ProtocolType", "WEBSOCKET");
        string id = names.Reference(api.Id)!;
        string selection = properties.RequiredText("RouteSelectionExpression");
        if (selection.Length > 0 && !RouteSelection.IsKnown(selection))
        {
            errors.Add(properties.LineOf("RouteSelectionExpression"), $"the local gateway selects routes by $request.body.…, not by {selection}");
        }

        if (stages[id].ToArray() is not [var stage])
        {
            errors.Add(properties.Line, $"the local gateway runs one stage of {api.Id}, not {stages[id].Count()}");
            stage = (string.Empty, new Dictionary<string, string>());
        }

        properties.Ignore("Description", "DisableExecuteApiEndpoint", "Name", "Tags");
        properties.End();
        return new ApiDefinition
        {
            Kind = ApiKind.WebSocket,
            Id = id,
            Stage = stage.Name,
            StageVariables = stage.Variables,
            Routes = [.. routes.Where(route => route.ApiId == id).Select(route => route.Route)],
            RouteSelectionExpression = selection,
        };
    }
}
