using System.Collections.Generic;
using System.Linq;
using DevTool.Gateway.Definitions;

namespace DevTool.Templates.Resources;

/// <summary>Reads REST APIs whose parts are separate resources (<c>AWS::ApiGateway::…</c>), as CDK creates them.</summary>
/// <param name="names">The physical names of resources on this machine.</param>
internal sealed class RestApiPartsReader(PhysicalNames names, TemplateErrors errors)
{
    private const string HeaderPrefix = "method.response.header.";

    private static readonly IdentityExpressions Identity = new("method.request.", string.Empty);

    private readonly ApiParts _parts = new("AWS::ApiGateway::", "RestApi", "Resource", "Method", "Authorizer", "GatewayResponse", "Stage");

    /// <summary>Adds a resource if it is part of a REST API.</summary>
    /// <param name="properties">The evaluated properties.</param>
    public bool Take(TemplateResource resource, PropertyReader properties) => _parts.Add(resource, properties);

    /// <summary>Assembles the APIs.</summary>
    public IReadOnlyList<ApiDefinition> Apis()
    {
        var authorizers = _parts.Of("Authorizer").ToDictionary(part => part.Id, ReadAuthorizer);
        var resources = _parts.Of("Resource").ToDictionary(part => part.Id, ReadResource);
        var methods = _parts.Of("Method").ToLookup(ApiOf, part => ReadMethod(part, authorizers, resources));
        var responses = _parts.Of("GatewayResponse").ToLookup(ApiOf, GatewayResponseReader.ReadResource);
        var stages = _parts.Of("Stage").ToLookup(ApiOf, ReadStage);
        return [.. _parts.Of("RestApi").Select(api => ReadApi(api, methods, responses, stages))];
    }

    private static string ApiOf(ApiPart part) => part.Properties.RequiredText("RestApiId");

    private static AuthorizerDefinition ReadAuthorizer(ApiPart part)
    {
        PropertyReader properties = part.Properties;
        bool isToken = properties.Word("Type", "TOKEN", "REQUEST") == "TOKEN";
        var authorizer = new AuthorizerDefinition
        {
            Function = FunctionReference.Read(properties, "AuthorizerUri"),
            Type = isToken ? AuthorizerType.Token : AuthorizerType.Request,
            IdentitySources = Identity.Read((properties.Text("IdentitySource") ?? string.Empty).Split(',').Select(source => source.Trim()), properties),
            ResultTtl = RequestIdentityReader.Ttl(properties, "AuthorizerResultTtlInSeconds"),
            TokenPattern = isToken ? RestApiReader.TokenPattern(properties, "IdentityValidationExpression") : null,
        };
        RestApiReader.CheckSources(authorizer, properties);
        properties.Ignore("AuthorizerCredentials", "AuthType", "Name", "RestApiId");
        properties.End();
        return authorizer;
    }

    private static (string? Parent, string Segment) ReadResource(ApiPart part)
    {
        PropertyReader properties = part.Properties;
        (string, string) resource = (properties.RequiredText("ParentId"), properties.RequiredText("PathPart"));
        properties.Ignore("RestApiId");
        properties.End();
        return resource;
    }

    // If the parent is not a resource of the template, it is the root. A template with a cycle cannot be deployed.
    private static string PathOf(string id, Dictionary<string, (string? Parent, string Segment)> resources)
    {
        var segments = new Stack<string>();
        while (resources.TryGetValue(id, out (string? Parent, string Segment) resource) && segments.Count <= resources.Count)
        {
            segments.Push(resource.Segment);
            id = resource.Parent ?? string.Empty;
        }

        return "/" + string.Join('/', segments);
    }

    private static RouteDefinition ReadMethod(
        ApiPart part, Dictionary<string, AuthorizerDefinition> authorizers, Dictionary<string, (string? Parent, string Segment)> resources)
    {
        PropertyReader properties = part.Properties;
        string method = properties.RequiredText("HttpMethod").ToUpperInvariant();
        string path = PathOf(properties.RequiredText("ResourceId"), resources);
        AuthorizerDefinition? authorizer = part.Authorizer(authorizers);
        IntegrationDefinition integration = ReadIntegration(properties);

        // RequestParameters is ignored, because a declared parameter is not required without a validator.
        properties.Ignore("ApiKeyRequired", "MethodResponses", "OperationName", "RequestParameters", "RestApiId");
        properties.End();
        return new RouteDefinition(method, path, authorizer, integration);
    }

    private static IntegrationDefinition ReadIntegration(PropertyReader method)
    {
        if (method.Map("Integration") is not { } integration)
        {
            method.Errors.Add(method.Line, "the method has no Integration, so it has no backend; add one");
            return new ProxyIntegrationDefinition(string.Empty, PayloadVersion.V1);
        }

        integration.Ignore(
            "CacheKeyParameters", "CacheNamespace", "Credentials", "IntegrationHttpMethod", "PassthroughBehavior", "RequestTemplates", "TimeoutInMillis");
        if (integration.Word("Type", "AWS_PROXY", "MOCK") == "MOCK")
        {
            return ReadMock(integration);
        }

        var proxy = new ProxyIntegrationDefinition(FunctionReference.Read(integration, "Uri"), PayloadVersion.V1);
        integration.Ignore("IntegrationResponses");
        integration.End();
        return proxy;
    }

    // CDK answers preflight requests with a single response, whose headers are texts in single quotes.
    private static MockIntegrationDefinition ReadMock(PropertyReader integration)
    {
        int status = 200;
        List<KeyValuePair<string, string>> headers = [];
        foreach (PropertyReader response in integration.MapItems("IntegrationResponses"))
        {
            status = response.Integer("StatusCode") ?? status;
            headers.AddRange(response.TextMap("ResponseParameters").Select(parameter => KeyValuePair.Create(
                parameter.Key.Replace(HeaderPrefix, string.Empty, System.StringComparison.Ordinal), parameter.Value.Trim('\''))));
            response.Ignore("ResponseTemplates", "SelectionPattern");
            response.End();
        }

        integration.End();
        return new MockIntegrationDefinition(status, headers);
    }

    private static (string Name, IReadOnlyDictionary<string, string> Variables) ReadStage(ApiPart part)
    {
        PropertyReader properties = part.Properties;
        string name = properties.RequiredText("StageName");
        IReadOnlyDictionary<string, string> variables = properties.TextMap("Variables");
        properties.Ignore(
            "AccessLogSetting", "CacheClusterEnabled", "CacheClusterSize", "CanarySetting", "DeploymentId", "Description", "MethodSettings", "RestApiId",
            "Tags", "TracingEnabled");
        properties.End();
        return (name, variables);
    }

    private ApiDefinition ReadApi(
        ApiPart api,
        ILookup<string, RouteDefinition> methods,
        ILookup<string, (string Type, GatewayResponseDefinition Response)> responses,
        ILookup<string, (string Name, IReadOnlyDictionary<string, string> Variables)> stages)
    {
        PropertyReader properties = api.Properties;
        string id = names.Reference(api.Id)!;
        (string stage, IReadOnlyDictionary<string, string> variables) = api.OnlyStage(stages[id]);
        IReadOnlyList<string> binary = properties.Texts("BinaryMediaTypes") ?? [];
        foreach (IGrouping<string, string> twice in responses[id].GroupBy(response => response.Type, response => response.Type).Where(type => type.Count() > 1))
        {
            errors.Add(properties.Line, $"{api.Id} has two gateway responses of the type {twice.Key}; remove one");
        }

        properties.Ignore(
            "ApiKeySourceType", "Description", "DisableExecuteApiEndpoint", "EndpointConfiguration", "MinimumCompressionSize", "Name", "Policy", "SecurityPolicy",
            "EndpointAccessMode", "Tags");
        properties.End();
        return new ApiDefinition
        {
            Kind = ApiKind.Rest,
            Id = id,
            Stage = stage,
            StageVariables = variables,
            Routes = [.. methods[id]],
            BinaryMediaTypes = binary,
            GatewayResponses = responses[id].DistinctBy(response => response.Type).ToDictionary(response => response.Type, response => response.Response),
        };
    }
}
