using System;
using System.Collections.Generic;
using System.Linq;
using Authorizer.Options;
using Authorizer.Permissions;
using DevTool.Templates;

namespace DevTool.Routes;

/// <summary>
/// Reads the routes of an API from an OpenAPI document or from a CloudFormation template (SAM or CDK). It ignores everything except routes,
/// because, unlike the local gateway, it does not run the API.
/// </summary>
internal sealed class ApiReader
{
    private const string AnyMethodExtension = "x-amazon-apigateway-any-method";
    private const string None = "NONE";

    private static readonly string[] Methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace", AnyMethodExtension];
    private static readonly string[] Describing = ["Events", "DefinitionBody", "Body", "HttpMethod", "ResourceId", "AuthorizationType", "AuthorizationScopes", "RouteKey"];
    private static readonly string[] GuardedBy = ["CUSTOM", "JWT", "COGNITO_USER_POOLS"];

    private readonly string _file;
    private readonly TemplateConditions _conditions;
    private readonly List<ApiRoute> _routes = [];
    private readonly List<string> _leftOut = [];

    private ApiReader(string file, TemplateConditions conditions) => (_file, _conditions) = (file, conditions);

    /// <summary>Reads a file.</summary>
    /// <param name="file">The name of the file in messages.</param>
    /// <param name="text">The content in YAML or JSON.</param>
    /// <param name="parameters">Values that replace the defaults of a template's parameters.</param>
    /// <returns>The routes, without duplicates.</returns>
    /// <exception cref="ConfigurationException">The file contains no routes, or a condition needs a parameter without a value.</exception>
    public static ApiDocument Read(string file, string text, IReadOnlyDictionary<string, string>? parameters = null)
    {
        var errors = new TemplateErrors(file);

        // JSON without tabs is valid YAML.
        string yaml = text.AsSpan().TrimStart().StartsWith("{", StringComparison.Ordinal) ? text.Replace('\t', ' ') : text;
        TemplateMap document = YamlTemplate.Read(yaml, errors) ?? throw new ConfigurationException($"{errors.All[0]}; name an OpenAPI document or a CloudFormation template");
        var conditions = new TemplateConditions(file, document, parameters ?? new Dictionary<string, string>());
        var reader = new ApiReader(file, conditions);
        reader.ReadOpenApi(document);
        if (Map(document, "Resources") is { } resources)
        {
            reader.ReadResources(resources);
        }

        return reader._routes.Count > 0
            ? new ApiDocument([.. reader._routes.DistinctBy(route => (route.Text, route.Guarded))], reader._leftOut, [.. conditions.Parameters])
            : throw new ConfigurationException($"{file}:1: no API routes found; name an OpenAPI document with \"paths\", or a CloudFormation template with an API");
    }

    private static TemplateMap? Map(TemplateMap? map, string name) => map?.Find(name)?.Value as TemplateMap;

    private static string? Text(TemplateMap? map, string name) => (map?.Find(name)?.Value as TemplateText)?.Text;

    private static IReadOnlyList<string> Texts(TemplateValue? value) => [.. (value as TemplateList)?.Items.OfType<TemplateText>().Select(item => item.Text) ?? []];

    private static string Method(string? name) => name?.ToUpperInvariant() is null or "ANY" or "*" ? Route.AnyMethod : name.ToUpperInvariant();

    private void ReadOpenApi(TemplateMap document)
    {
        foreach (TemplateMember path in Map(document, "paths")?.Members ?? [])
        {
            foreach (TemplateMember operation in (path.Value as TemplateMap)?.Members.Where(member => Methods.Contains(member.Name)) ?? [])
            {
                string method = operation.Name == AnyMethodExtension ? Route.AnyMethod : operation.Name.ToUpperInvariant();
                TemplateValue? security = ((operation.Value as TemplateMap)?.Find("security") ?? document.Find("security"))?.Value;
                TemplateMap[] alternatives = [.. (security as TemplateList)?.Items.OfType<TemplateMap>() ?? []];

                // Without a security requirement, or with an empty requirement in the list, a call needs no token (OpenAPI 3.1: "Security
                // Requirement Object").
                bool open = security is TemplateList && (alternatives.Length == 0 || alternatives.Any(alternative => alternative.Members is [] or [{ Name: None }]));
                IReadOnlyList<string>[] scopes = [.. alternatives.Select(alternative => (IReadOnlyList<string>)[.. alternative.Members.SelectMany(scheme => Texts(scheme.Value))])];
                Add(operation.Line, path.Name == "$default" ? ApiRoute.Everything : path.Name, method, !open, scopes.Any(set => set.Count == 0) ? [] : scopes);
            }
        }
    }

    // Evaluates only conditions in definitions of routes, so that parameters of other conditions need no values.
    private void ReadResources(TemplateMap resources)
    {
        foreach (TemplateMember member in resources.Members.Where(member => HasRoutes(Text(member.Value as TemplateMap, "Type"))))
        {
            int before = _routes.Count;
            var resource = (TemplateMap)member.Value;
            bool exists = resource.Find("Condition")?.Value is not TemplateText condition || _conditions.Holds(condition);
            TemplateMember[] described = [.. Map(resource, "Properties")?.Members.Where(property => Describing.Contains(property.Name)) ?? []];
            var properties = new TemplateMap(described, resource.Line);
            ReadResource(resources, member, exists ? (TemplateMap)_conditions.Choose(properties) : properties);
            if (!exists && _routes.Count > before)
            {
                _routes.RemoveRange(before, _routes.Count - before);
                _leftOut.Add(member.Name);
            }
        }
    }

    private static bool HasRoutes(string? type) => type is "AWS::Serverless::Api" or "AWS::Serverless::HttpApi" or "AWS::Serverless::Function"
        or "AWS::ApiGateway::RestApi" or "AWS::ApiGatewayV2::Api" or "AWS::ApiGateway::Method" or "AWS::ApiGatewayV2::Route";

    private void ReadResource(TemplateMap resources, TemplateMember member, TemplateMap properties)
    {
        switch (Text(member.Value as TemplateMap, "Type"))
        {
            case "AWS::Serverless::Api" or "AWS::Serverless::HttpApi" when Map(properties, "DefinitionBody") is { } body:
                ReadOpenApi(body);
                break;
            case "AWS::ApiGateway::RestApi" or "AWS::ApiGatewayV2::Api" when Map(properties, "Body") is { } body:
                ReadOpenApi(body);
                break;
            case "AWS::Serverless::Function":
                ReadEvents(properties);
                break;
            case "AWS::ApiGateway::Method":
                string path = ResourcePath(resources, properties.Find("ResourceId")?.Value, depth: 0);
                AddGuarded(member.Line, path, Method(Text(properties, "HttpMethod")), properties);
                break;
            case "AWS::ApiGatewayV2::Route":
                ReadRouteKey(member.Line, properties);
                break;
            default:
                break;
        }
    }

    private void ReadEvents(TemplateMap? function)
    {
        foreach (TemplateMember member in Map(function, "Events")?.Members ?? [])
        {
            var source = member.Value as TemplateMap;
            TemplateMap? properties = Map(source, "Properties");
            if (Text(source, "Type") is "Api" or "HttpApi")
            {
                TemplateMap? auth = Map(properties, "Auth");
                IReadOnlyList<string> scopes = Texts(auth?.Find("AuthorizationScopes")?.Value);
                Add(member.Line, Text(properties, "Path") ?? ApiRoute.Everything, Method(Text(properties, "Method")), Text(auth, "Authorizer") != None, Alternatives(scopes));
            }
        }
    }

    private void ReadRouteKey(int line, TemplateMap? properties)
    {
        string key = Text(properties, "RouteKey") ?? string.Empty;
        if (key == Route.Connect)
        {
            AddGuarded(line, string.Empty, Route.Connect, properties);
        }
        else if (key == "$default")
        {
            AddGuarded(line, ApiRoute.Everything, Route.AnyMethod, properties);
        }
        else if (key.Split(' ') is [var method, var path])
        {
            AddGuarded(line, path, Method(method), properties);
        }
    }

    // The path of a resource in a REST API begins with the paths of its parents. A template with a cycle cannot be deployed.
    private static string ResourcePath(TemplateMap resources, TemplateValue? id, int depth)
    {
        TemplateMap? resource = Text(id as TemplateMap, "Ref") is { } name && depth < 100 ? Map(Map(resources, name), "Properties") : null;
        return Text(resource, "PathPart") is { } part ? $"{ResourcePath(resources, resource!.Find("ParentId")?.Value, depth + 1).TrimEnd('/')}/{part}" : "/";
    }

    private void AddGuarded(int line, string path, string method, TemplateMap? properties) =>
        Add(line, path, method, GuardedBy.Contains(Text(properties, "AuthorizationType")), Alternatives(Texts(properties?.Find("AuthorizationScopes")?.Value)));

    // API Gateway accepts a token with any one of these scopes.
    private static IReadOnlyList<string>[] Alternatives(IReadOnlyList<string> scopes) => [.. scopes.Select(scope => (IReadOnlyList<string>)[scope])];

    private void Add(int line, string path, string method, bool guarded, IReadOnlyList<IReadOnlyList<string>> scopes) =>
        _routes.Add(new ApiRoute(_file, line, method, path, guarded, scopes));
}
