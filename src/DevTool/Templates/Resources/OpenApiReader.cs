using System;
using System.Collections.Generic;
using System.Linq;
using DevTool.Gateway.Definitions;
using DevTool.Gateway.Responses;

namespace DevTool.Templates.Resources;

/// <summary>
/// Reads the routes of a <c>DefinitionBody</c>, which is OpenAPI with API Gateway's extensions (API Gateway documentation: "OpenAPI extensions
/// for API Gateway"). If an operation does not define its security, SAM assigns the API's default authorizer.
/// </summary>
internal sealed class OpenApiReader
{
    private const string AnyMethod = "x-amazon-apigateway-any-method";
    private const string Validators = "x-amazon-apigateway-request-validators";
    private const string Validator = "x-amazon-apigateway-request-validator";
    private const string Integration = "x-amazon-apigateway-integration";
    private const string Integrations = "x-amazon-apigateway-integrations";
    private const string IntegrationReference = $"#/components/{Integrations}/";

    private static readonly string[] Methods = ["get", "put", "post", "delete", "options", "head", "patch", AnyMethod];

    private readonly ApiAuthorizers _authorizers;
    private readonly PayloadVersion _standardPayload;
    private readonly Dictionary<string, (bool Body, bool Parameters)> _validators = [];
    private readonly Dictionary<string, PropertyReader> _integrations;
    private readonly JsonSchemaReader _schemas;
    private readonly string? _standardValidator;
    private readonly PropertyReader _document;

    private OpenApiReader(PropertyReader document, ApiAuthorizers authorizers, PayloadVersion standardPayload)
    {
        _document = document;
        _authorizers = authorizers;
        _standardPayload = standardPayload;
        foreach ((string name, PropertyReader reader) in document.Maps(Validators))
        {
            _validators[name] = (reader.Boolean("validateRequestBody") ?? false, reader.Boolean("validateRequestParameters") ?? false);
            reader.End();
        }

        _standardValidator = document.Text(Validator);
        PropertyReader? components = document.Map("components");
        _integrations = (components?.Maps(Integrations) ?? []).ToDictionary(item => IntegrationReference + item.Name, item => item.Reader);
        _schemas = new JsonSchemaReader(components?.Members("schemas") ?? [], document.Errors);
        components?.End();
    }

    /// <summary>Reads the routes.</summary>
    /// <param name="authorizers">The authorizers of the API.</param>
    /// <param name="standardPayload">The payload version of integrations that do not define a version.</param>
    public static IReadOnlyList<RouteDefinition> Read(PropertyReader document, ApiAuthorizers authorizers, PayloadVersion standardPayload)
    {
        var reader = new OpenApiReader(document, authorizers, standardPayload);
        IReadOnlyList<RouteDefinition> routes = [.. document.Maps("paths").SelectMany(path => reader.ReadPath(path.Name, path.Reader))];
        document.Ignore("openapi", "info", "tags");
        document.End();
        return routes;
    }

    private List<RouteDefinition> ReadPath(string path, PropertyReader item)
    {
        List<RouteDefinition> routes = [];
        foreach (string method in Methods)
        {
            if (item.Map(method) is { } operation)
            {
                string name = method == AnyMethod ? RouteDefinition.AnyMethod : method.ToUpperInvariant();
                routes.Add(ReadOperation(name, path, operation));
            }
        }

        item.Ignore("summary", "description");
        item.End();
        return routes;
    }

    private RouteDefinition ReadOperation(string method, string path, PropertyReader operation)
    {
        var route = new RouteDefinition(method, path, _authorizers.OfOperation(operation), ReadIntegration(operation))
        {
            Validation = ReadValidation(operation),
        };
        operation.Ignore("responses", "operationId", "summary", "description", "tags");
        operation.End();
        return route;
    }

    private IntegrationDefinition ReadIntegration(PropertyReader operation)
    {
        if (operation.Map(Integration) is not { } integration)
        {
            operation.Errors.Add(operation.Line, $"the operation has no {Integration}, so it has no backend; add it");
            return new ProxyIntegrationDefinition(string.Empty, _standardPayload);
        }

        // On HTTP APIs, several operations can use the same integration (OpenAPI extensions: "x-amazon-apigateway-integrations object").
        if (integration.Text("$ref") is { } reference)
        {
            integration.End();
            if (!_integrations.TryGetValue(reference, out PropertyReader? shared))
            {
                operation.Errors.Add(operation.LineOf(Integration), $"there is no integration \"{reference}\"; correct the name, or declare it");
                return new ProxyIntegrationDefinition(string.Empty, _standardPayload);
            }

            integration = shared;
        }

        string? type = integration.Word("type", "aws_proxy", "AWS_PROXY", "http_proxy", "HTTP_PROXY", "mock", "MOCK")?.ToUpperInvariant();
        if (type == "MOCK")
        {
            return ReadMock(integration);
        }

        if (type == "HTTP_PROXY")
        {
            var http = new HttpIntegrationDefinition(integration.Text("httpMethod")?.ToUpperInvariant() ?? "POST", integration.RequiredText("uri"));
            integration.Ignore("timeoutInMillis", "passthroughBehavior", "connectionType", "responseTransferMode");
            integration.End();
            return http;
        }

        PayloadVersion version = HttpApiReader.ReadVersion(integration, "payloadFormatVersion", _standardPayload);
        var proxy = new ProxyIntegrationDefinition(FunctionReference.Read(integration, "uri"), version) { TenantKey = ReadTenantKey(integration) };
        integration.Ignore("httpMethod", "timeoutInMillis", "passthroughBehavior", "connectionType");
        integration.End();
        return proxy;
    }

    // A template can change the request that invokes Lambda. Of these changes, only the tenant affects the local stack
    // (AWS Lambda developer guide: "Invoking Lambda functions with tenant isolation").
    private static string? ReadTenantKey(PropertyReader integration)
    {
        const string Value = "context.authorizer.";
        string? key = null;
        foreach ((string parameter, string value) in integration.TextMap("requestParameters"))
        {
            if (parameter == "integration.request.header.X-Amz-Tenant-Id" && value.StartsWith(Value, StringComparison.Ordinal))
            {
                key = value[Value.Length..];
            }
            else
            {
                integration.Errors.Add(integration.LineOf("requestParameters"), $"the mapping of \"{value}\" to {parameter} is not supported; the local gateway maps only context.authorizer.… to integration.request.header.X-Amz-Tenant-Id; remove the mapping, or test the API on AWS");
            }
        }

        return key;
    }

    // Reads a single response with a status, headers as texts in single quotes, and a JSON body in which variables are replaced.
    private static MockIntegrationDefinition ReadMock(PropertyReader integration)
    {
        const string Header = "method.response.header.";
        const string Json = "application/json";
        int status = 200;
        List<KeyValuePair<string, string>> headers = [];
        string? template = null;
        foreach ((string _, PropertyReader response) in integration.Maps("responses"))
        {
            status = response.Integer("statusCode") ?? status;
            headers.AddRange(response.TextMap("responseParameters").Select(parameter => KeyValuePair.Create(
                parameter.Key.Replace(Header, string.Empty, System.StringComparison.Ordinal), parameter.Value.Trim('\''))));
            template = response.TextMap("responseTemplates").GetValueOrDefault(Json);
            if (template is not null && SubstitutedText.FindUnknown(template) is { } unknown)
            {
                response.Errors.Add(response.LineOf("responseTemplates"), $"\"{unknown}\" is not supported; use only variables of $context in mapping templates");
            }

            response.End();
        }

        integration.Ignore("requestTemplates", "passthroughBehavior");
        integration.End();
        return new MockIntegrationDefinition(status, headers, template);
    }

    private RequestValidation? ReadValidation(PropertyReader operation)
    {
        List<RequestParameter> required = ReadParameters(operation);
        Dictionary<string, string> models = ReadModels(operation);
        string? name = operation.Text(Validator) ?? _standardValidator;
        if (name is null)
        {
            return null;
        }

        if (!_validators.TryGetValue(name, out (bool Body, bool Parameters) validator))
        {
            int line = operation.Has(Validator) ? operation.LineOf(Validator) : _document.LineOf(Validator);
            operation.Errors.Add(line, $"there is no request validator \"{name}\"; correct the name, or declare it");
        }

        return new RequestValidation(
            validator.Parameters ? required : [], validator.Body ? models : new Dictionary<string, string>());
    }

    private static List<RequestParameter> ReadParameters(PropertyReader operation)
    {
        List<RequestParameter> required = [];
        foreach (PropertyReader parameter in operation.MapItems("parameters"))
        {
            string place = parameter.Word("in", "path", "query", "header") ?? string.Empty;
            string name = parameter.RequiredText("name");
            if (parameter.Boolean("required") == true)
            {
                required.Add(new RequestParameter(place, name));
            }

            parameter.Ignore("schema", "description");
            parameter.End();
        }

        return required;
    }

    private Dictionary<string, string> ReadModels(PropertyReader operation)
    {
        Dictionary<string, string> models = [];
        if (operation.Map("requestBody") is { } body)
        {
            foreach ((string type, PropertyReader content) in body.Maps("content"))
            {
                if (content.Value("schema") is { } schema)
                {
                    models[type] = _schemas.Read(schema);
                }

                content.End();
            }

            body.Ignore("required", "description");
            body.End();
        }

        return models;
    }
}
